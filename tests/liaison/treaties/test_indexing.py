"""How treaty status is found, and that it does not stand before what people wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from liaison.treaties.indexing import TreatyStatusBuilder
from liaison.treaties.models import TreatyStatement
from liaison.treaties.rules import StatusFacts
from liaison.treaties.writing import plan_rows, write_plan
from portal.indexing import builders
from portal.reference.enums import InstrumentKind
from portal.reference.indexing import number_of
from portal.reference.models import Country, Source
from portal.visibility import ANONYMOUS, PUBLIC
from search.models import DirtyMark, IndexRow
from search.projection import project_marks
from tests.factories import make_country, make_instrument
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def builder(db: None) -> TreatyStatusBuilder:
    Source.objects.get_or_create(code="A", defaults={"description": "Table"})
    for code in ("TR", "MA"):
        make_country(code)
    for code in ("CETS024", "CETS182"):
        make_instrument(code, kind=InstrumentKind.COE_CONVENTION)
    found = builders()["treaty-status"]
    assert isinstance(found, TreatyStatusBuilder)
    return found


def load(builder: TreatyStatusBuilder, code: str) -> Country:
    return builder.objects().get(pk=code)


def test_country_has_one_entry_with_every_instrument_on_file(builder: TreatyStatusBuilder) -> None:
    row = make_status("CETS024", "TR")
    make_status("CETS182", "TR", status="signed_only", signed=D("2016-01-01"))
    TreatyStatement.objects.create(
        status=row,
        kind="reservation",
        text="No nationals",
        source="A",
        as_of=D("2024-01-01"),
        confidence="high",
    )
    entry = builder.entry(load(builder, "TR"))
    assert entry is not None
    assert (entry.title, entry.countries, entry.instruments) == (
        "Treaty status",
        ("TR",),
        ("CETS024", "CETS182"),
    )
    assert (entry.topics, entry.date, entry.audience_key) == ((), None, PUBLIC)
    assert "No nationals" in entry.text
    # The entry is the same whoever asks: no name of a country or treaty stands in it.
    with override("fr"):
        assert builder.entry(load(builder, "TR")) == entry
    assert "extradition" not in f"{entry.title} {entry.text}".lower()


def test_country_without_a_fact_is_not_found(builder: TreatyStatusBuilder) -> None:
    assert builder.entry(load(builder, "MA")) is None
    assert list(builder.visible_to(ANONYMOUS)) == list(builder.object_ids()) == []


def test_card_says_what_is_in_force_with_source_and_day(
    builder: TreatyStatusBuilder, django_assert_num_queries: Any
) -> None:
    make_status("CETS024", "TR", in_force=D("1960-04-18"), source="A")
    make_status(
        "CETS182", "TR", status="signed_only", signed=D("2016-01-01"), as_of=D("2025-01-01"), source="A"
    )
    make_status("CETS024", "MA", source="A")
    countries = list(builder.visible_to(ANONYMOUS).order_by("pk"))
    with django_assert_num_queries(1):
        builder.prepare(countries)
        with override("en"):
            cards = [builder.card(country, "en") for country in countries]
    assert cards[1] == {
        "url": "/treaties/?country=TR",
        "title": "Treaty status – Türkiye",
        "language": "",
        "countries": ["Türkiye"],
        "summary": "1 treaty in force for it, of 2 on file.",
        "oldest": D("2024-01-01"),
        "newest": D("2025-01-01"),
        "sources": ["A"],
    }


def test_changes_are_marked_for_their_country(builder: TreatyStatusBuilder) -> None:
    DirtyMark.objects.all().delete()
    facts = StatusFacts("CETS024", "TR", "state", "party_dates_unknown", "A", D("2024-01-01"), "low")
    write_plan(plan_rows([facts], with_denunciations=True), by=None, source_import=None)
    assert DirtyMark.objects.filter(type="treaty-status", object_id=number_of("TR")).exists()
    while project_marks().taken:
        pass
    row = IndexRow.objects.get(type="treaty-status")
    assert not row.deleted and row.instruments == "|CETS024|"


def test_numbers_lead_back_to_their_country(builder: TreatyStatusBuilder) -> None:
    turkey = Country.objects.get(pk="TR")
    assert list(Country.objects.filter(builder.ids_q([builder.object_id(turkey)]))) == [turkey]
