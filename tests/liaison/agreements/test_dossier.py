"""Agreements in a country's dossier."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.reference.enums import InstrumentKind
from tests.factories import Tree, make_instrument
from tests.liaison.agreements.factory import make_agreement

pytestmark = pytest.mark.django_db


def panel(client: Client, code: str = "ma") -> str:
    page = " ".join(client.get(f"/countries/{code}/").content.decode().split())
    return page.partition('id="agreements"')[2].partition("</section>")[0]


def test_dossier_shows_the_agreements_that_name_the_country_by_family(tree: Tree, client: Client) -> None:
    make_agreement()
    make_agreement("EUROJUST-WA-MA", kind=InstrumentKind.WORKING_ARRANGEMENT.value)
    shown = panel(client)
    assert shown.index("International agreement") < shown.index("/agreements/eurojust-ma/")
    assert shown.index("/agreements/eurojust-ma/") < shown.index("Working arrangement")
    assert "12 November 2019" in shown and "Verify with the depositary." in shown
    assert "/agreements/eurojust-ma/" not in panel(client, "tn")


def test_instrument_without_stages_is_shown_as_recorded(tree: Tree, client: Client) -> None:
    instrument = make_instrument("FR-MA-OLD", kind=InstrumentKind.BILATERAL, short_title="Old treaty")
    instrument.countries.set([tree.morocco.country])
    instrument.save()
    assert "/instruments/fr-ma-old/" in panel(client)


def test_dossier_says_where_nothing_is_recorded(tree: Tree, client: Client) -> None:
    assert "No agreement that names this country is recorded here." in panel(client)
