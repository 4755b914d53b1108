"""The page tree every portal starts from: home, list of countries, one dossier a third country."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from wagtail.models import Page, Site

from portal.front.models import HomePage
from portal.front.needless import remove_empty_dossiers
from portal.pages.desks import allow
from portal.pages.models import CountryIndexPage, CountryPage
from portal.people.communities import ensure_role_communities
from portal.people.enums import GUEST_ROLES, Role
from portal.reference.models import Country
from portal.visibility import Audience

Progress = Callable[[int, int], None]


@transaction.atomic
def ensure_tree(progress: Progress | None = None) -> CountryIndexPage:
    """Create what is missing of the tree and of the permissions on it. Idempotent; keeps what was edited.

    ``progress`` is called with (done, total) dossiers.
    """
    index = _ensure_index(_ensure_home())
    for community in ensure_role_communities():
        if community.role not in GUEST_ROLES:
            allow(community.group, index, ("add",))
        if community.role == Role.EUROJUST_DESK:
            allow(community.group, index, ("add", "change", "publish", "lock", "unlock"))
    remove_empty_dossiers()
    _ensure_dossiers(index, progress)
    return index


def _ensure_home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        # Wagtail's first migration leaves a welcome page with the slug ours needs.
        root.get_children().filter(slug="home", content_type__model="page").delete()
        root = Page.objects.get(pk=root.pk)
        home = root.add_child(instance=HomePage(title="Comity", slug="home", audience=Audience.PUBLIC))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Comity"},
    )
    return home


def _ensure_index(home: HomePage) -> CountryIndexPage:
    index = CountryIndexPage.objects.first()
    if index is None:
        index = home.add_child(
            instance=CountryIndexPage(title="Countries", slug="countries", audience=Audience.PUBLIC)
        )
    return index


def _ensure_dossiers(index: CountryIndexPage, progress: Progress | None) -> None:
    present = set(CountryPage.objects.values_list("country_id", flat=True))
    missing = [country for country in Country.objects.third() if country.pk not in present]
    missing.sort(key=lambda country: country.name("en"))
    for done, country in enumerate(missing, start=1):
        index.add_child(
            instance=CountryPage(
                title=country.name("en"), slug=country.code.lower(), country=country, audience=Audience.PUBLIC
            )
        )
        if progress:
            progress(done, len(missing))
