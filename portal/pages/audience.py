"""Keeping materialised audience keys true when something above a page changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page

from portal.indexing import builders, mark_changed
from portal.pages.models import BasePage
from portal.people.models import Community, User
from portal.visibility import NOBODY, PUBLIC, group_token, intern_key, narrow


@transaction.atomic
def refresh_subtree(page: Page, *, include_self: bool = False) -> int:
    """Recompute ``audience_key`` below a page from ``own_key`` and the parents' keys.

    Returns how many pages changed. Every changed page is marked for search in the same transaction, so the
    narrowing of a section reaches what is found as one step. Three queries, plus one for each new key.
    """
    inside = BasePage.objects.filter(path__startswith=page.path).order_by("path")
    # Locked first and read afterwards: a page that is coming to stand below one of them, whose key it reads under
    # that one's lock, is either here already or waits and reads the new key.
    list(inside.select_for_update(of=("self",)).values_list("pk"))
    rows = inside.values_list("pk", "path", "own_key", "audience_key")
    steplen = BasePage.steplen
    keys: dict[str, str] = {}
    changed: dict[str, list[int]] = defaultdict(list)
    for pk, path, own_key, old_key in rows:
        if path == page.path and not include_self:
            keys[path] = old_key
            continue
        parent_path = path[:-steplen]
        if parent_path not in keys:
            keys[parent_path] = key_at(parent_path)
        key = keys[path] = narrow(keys[parent_path], own_key)
        if key != old_key:
            changed[key].append(pk)
    for key, ids in changed.items():
        BasePage.objects.filter(pk__in=ids).update(audience_key=intern_key(key))
    _mark(sorted(pk for ids in changed.values() for pk in ids))
    return sum(map(len, changed.values()))


@transaction.atomic
def refresh_own_keys(pages: Iterable[BasePage]) -> None:
    """Recompute what these pages say of their own audience, and the keys of all that stands below them.

    ``pages`` are specific pages, parents first.
    """
    for page in pages:
        own_key = page.compute_own_key()
        if own_key != page.own_key:
            BasePage.objects.filter(pk=page.pk).update(own_key=own_key)
            refresh_subtree(page, include_self=True)


def key_at(path: str) -> str:
    """The audience key at a path: the root narrows nothing, a page without an audience narrows everything."""
    if len(path) <= BasePage.steplen:
        return PUBLIC
    key = BasePage.objects.filter(path=path).values_list("audience_key", flat=True).first()
    return NOBODY if key is None else key


def _mark(page_ids: list[int]) -> None:
    """Mark pages for search, under whichever type their model was registered."""
    for builder in builders().values():
        if page_ids and issubclass(builder.model, BasePage):
            ids = builder.model._default_manager.filter(pk__in=page_ids).values_list("pk", flat=True)
            mark_changed(builder.type, ids)


@receiver(post_delete, sender=Group)
def forget_a_group(sender: type[Group], instance: Group, **kwargs: Any) -> None:
    """A community that is gone belongs to no audience any more."""
    refresh_own_keys(_naming(group_token(instance.pk)))


@receiver(post_delete, sender=Community)
def close_a_desk(sender: type[Community], instance: Community, **kwargs: Any) -> None:
    """A country whose desk is closed is looked after by the Eurojust desk from now on, not by nobody."""
    refresh_own_keys(_naming(group_token(instance.group_id)))


@receiver(pre_delete, sender=User)
def forget_a_writer(sender: type[User], instance: User, **kwargs: Any) -> None:
    """What somebody wrote stays when their account is deleted; it is found as nobody's own."""
    _mark(list(BasePage.objects.filter(owner_id=instance.pk).values_list("pk", flat=True)))


def _naming(token: str) -> list[BasePage]:
    """The pages whose own audience names a token, parents first."""
    pages = BasePage.objects.filter(own_key__contains=token).order_by("path")
    ids = [pk for pk, key in pages.values_list("pk", "own_key") if token in re.split(r"[|&]", key)]
    return list(pages.filter(pk__in=ids).specific())


@receiver(post_save, sender=Page)
def follow_a_move(
    sender: type[Page], instance: Page, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """Moving a page saves its plain ``Page`` row inside the transaction of the move: the keys follow there."""
    if created or raw or kwargs.get("update_fields"):
        return
    page = BasePage.objects.filter(pk=instance.pk).specific().first()
    if page is None:
        return
    own_key = page.compute_own_key()
    if own_key != page.own_key:
        BasePage.objects.filter(pk=page.pk).update(own_key=own_key)
    page.parent_key()  # locks the parent, as saving below it does
    refresh_subtree(page, include_self=True)
    _mark(list(BasePage.objects.filter(path__startswith=page.path).values_list("pk", flat=True)))
