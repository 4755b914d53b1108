"""The group of those who keep the reference data."""

from __future__ import annotations

from typing import Any

from django.apps import apps
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


def ensure_editors() -> Group:
    """The group with its permissions, made where it is missing. A group that is there is left as it is."""
    group = Group.objects.filter(name=GROUP).first()
    if group is not None:
        return group
    app = apps.get_app_config("reference")
    own = [
        f"{action}_{model._meta.model_name}"
        for model in app.get_models()
        for action in ACTIONS
        if model._meta.model_name != "revision"
    ]
    admin = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    permissions = Permission.objects.filter(Q(content_type__app_label=app.label, codename__in=own) | admin)
    group = Group.objects.create(name=GROUP)
    group.permissions.set(permissions)
    return group
