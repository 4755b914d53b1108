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

VIEWS = frozenset({"list", "list_results", "add", "edit", "inspect", "history", "history_results"})
"""Views of the admin that tell of reference data only. Usage and deletion tell what is filed under a record."""

PREFIX = "wagtailsnippets_reference_"


def may_open(user: Any, view_name: str) -> bool:
    """Whether a view of Wagtail's admin is one on reference data that this user may look at."""
    model, _, view = view_name.removeprefix(PREFIX).partition(":")
    if not view_name.startswith(PREFIX) or view not in VIEWS:
        return False
    return bool(user.has_perm(f"reference.view_{model}"))


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
