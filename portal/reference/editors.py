"""The group of those who keep the reference data, made with the tables it is about."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

GROUP = "Reference editors"
ACTIONS = ("add", "change", "view")
"""Nothing is deleted here: content is filed under these records, and a loaded one would come back."""


def ensure_editors(sender: AppConfig, **kwargs: Any) -> None:
    """Make the group with its permissions after a migration. A group that is there is left as it is."""
    if Group.objects.filter(name=GROUP).exists():
        return
    create_permissions(sender, verbosity=0)
    own = [
        f"{action}_{model._meta.model_name}"
        for model in sender.get_models()
        for action in ACTIONS
        if model._meta.model_name != "revision"
    ]
    admin = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    permissions = Permission.objects.filter(Q(content_type__app_label=sender.label, codename__in=own) | admin)
    Group.objects.create(name=GROUP).permissions.set(permissions)
