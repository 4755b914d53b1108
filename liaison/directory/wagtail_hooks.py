"""Telling an administrator why the account of somebody who holds a post cannot be deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from liaison.directory.models import Post
from portal.people.models import User


def _refuse(request: HttpRequest, users: Iterable[User]) -> HttpResponse | None:
    """The database refuses the deletion, too: this says so before, and what to do."""
    posts = Post.objects.filter(holder__in=users).select_related("holder")
    held = [f"{post.holder}: {post.label()} (/directory/posts/{post.pk}/handover/)" for post in posts]
    if not held:
        return None
    said = _("An account that holds a post cannot be deleted. Hand the post over first: %(posts)s.")
    messages.error(request, said % {"posts": "; ".join(held)})
    return redirect("wagtailusers_users:index")


@hooks.register("before_delete_user")
def refuse_deletion(request: HttpRequest, user: User) -> HttpResponse | None:
    """Refuse to delete one account that holds a post."""
    return _refuse(request, [user])


@hooks.register("before_bulk_action")
def refuse_deletions(
    request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to delete several accounts of which one holds a post."""
    users = [item for item in objects if isinstance(item, User)]
    return _refuse(request, users) if action_type == "delete" and users else None
