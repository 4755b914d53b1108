"""What a row of treaty status may be, and what keeps the database from holding it twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from liaison.treaties.models import TreatyProvision, TreatyStatement, TreatyStatus
from tests.liaison.treaties.conftest import D, make_status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_a_party_stands_once_for_each_instrument() -> None:
    make_status("CETS024", "NL")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_status("CETS024", "NL")
    make_status("CETS030", "NL")
    assert TreatyStatus.objects.count() == 2


@pytest.mark.parametrize(
    ("party", "fields", "field"),
    [
        ("EU", {"country_id": "NL"}, "country"),
        ("NL", {"country_id": None}, "country"),
        ("GI", {"party_type": "territory"}, "responsible"),
        ("GI", {"responsible_id": "GB"}, "responsible"),
    ],
)
def test_parties_that_cannot_be_are_refused(party: str, fields: dict[str, str], field: str) -> None:
    row = make_status("CETS024", party, **fields)
    with pytest.raises(ValidationError) as caught:
        row.clean()
    assert list(caught.value.message_dict) == [field]


def test_a_territory_with_its_state_and_an_organisation_are_fine() -> None:
    make_status("CETS024", "GI", party_type="territory", responsible_id="GB").full_clean()
    make_status("UNTOC", "EU").full_clean()


def test_source_codes_are_told_apart() -> None:
    row = make_status("UNTOC", "NL", source="UNTC-ZMJ + FEDLEX-0.311.54")
    assert row.source_codes == ["UNTC-ZMJ", "FEDLEX-0.311.54"]


def test_nothing_is_withdrawn_before_it_was_made() -> None:
    statement = TreatyStatement(date=D("2010-01-01"), withdrawn=D("2009-01-01"))
    with pytest.raises(ValidationError) as caught:
        statement.clean()
    assert list(caught.value.message_dict) == ["withdrawn"]


def test_what_to_know_of_an_article_is_in_french_for_french_readers() -> None:
    provision = TreatyProvision(note="Only by consent.", note_fr="Avec consentement.")
    assert (provision.note_in("fr-be"), provision.note_in("de")) == ("Avec consentement.", "Only by consent.")
    assert TreatyProvision(note="Only by consent.").note_in("fr") == "Only by consent."
