"""A country's desk on its dossier: permissions and audience."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Page

from portal.pages.audience import refresh_subtree
from portal.pages.models import BasePage, CountryPage
from portal.people.communities import open_desk
from portal.people.models import Community

DESK_ACTIONS = ("add", "change", "publish", "lock", "unlock")


def allow(group: Group, page: Page, actions: tuple[str, ...]) -> None:
    """Give a group page permissions on a page and what is below it. Idempotent."""
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


@transaction.atomic
def open_country_desk(page: CountryPage) -> Community:
    """Open a country's desk: its community, its permissions, and its place in every narrow audience below."""
    desk = open_desk(page.country.code, f"Desk: {page.country.name('en')}")
    allow(desk.group, page, DESK_ACTIONS)
    page.__dict__.pop("desk_token_set", None)
    for below in BasePage.objects.filter(path__startswith=page.path).specific():
        own_key = below.compute_own_key()
        if own_key != below.own_key:
            BasePage.objects.filter(pk=below.pk).update(own_key=own_key)
    refresh_subtree(page, include_self=True)
    return desk
