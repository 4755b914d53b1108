"""A country's desk on its dossier: permissions and audience."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Page

from portal.pages.audience import refresh_own_keys
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
    refresh_own_keys(BasePage.objects.filter(path__startswith=page.path).order_by("path").specific())
    return desk
