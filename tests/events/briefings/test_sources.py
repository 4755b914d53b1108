"""What the sources give, and that no more of it gets into a briefing than everybody it is for may read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.briefings.compiling import collect, compile_for, covered
from events.briefings.content import content_of
from events.briefings.enums import SectionKind
from events.briefings.figures import take_back
from liaison.agreements.models import Agreement, AgreementParty
from liaison.assessments.models import Report
from liaison.treaties.models import TreatyStatement
from portal.people.enums import Role
from portal.reference.models import Topic
from tests.events.briefings.making import (
    SOURCE_TYPES,
    make_briefing,
    make_editor,
    make_element,
    make_figures,
    make_sources,
    make_status,
)
from tests.events.exchanges.factory import make_event
from tests.factories import Tree, fresh, make_country, make_instrument, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db


def texts(content: Any) -> str:
    """Every word of a content."""
    return str(content["sections"])


def test_every_source_gives_what_it_has(tree: Tree) -> None:
    make_sources(tree, "members", "alpha")
    make_element(tree, "public", "Cooperation works well.")
    make_status()
    briefing = make_briefing(compiled=False)
    found = collect(briefing)
    assert {one.source_type for one in found} >= SOURCE_TYPES | {"element", "treaties", "map", "legal_basis"}
    assert len({one.key for one in found}) == len(found)
    said = content_of(make_briefing())
    for one in (
        "Practice",
        "Failure",
        "Obstacle",
        "Holder",
        "Authority",
        "Hurdle",
        "Event",
        "Dialogue",
        "Promise",
    ):
        assert f"{one} alpha" in texts(said)
    assert "Cooperation works well." in texts(said)
    sections = {one["kind"]: one["entries"] for one in said["sections"]}
    assert [one["heading"] for one in sections["practices_work"]] == ["Practice alpha"]
    assert [one["heading"] for one in sections["practices_not"]] == ["Failure alpha"]
    assert [one["heading"] for one in sections["difficulties"]] == ["Obstacle alpha"]
    assert sections["cooperation"][0]["map"] == "MA"
    figures = next(one for one in sections["cooperation"] if one["key"].startswith("figures:"))
    assert "5–9" in str(figures["table"])
    for entries in sections.values():
        for entry in entries:
            assert entry["source_label"] and entry["source_url"].startswith("/"), entry["key"]


@pytest.mark.parametrize("audience", ["public", "members", "communities"])
@pytest.mark.parametrize("briefing_audience", ["members", "communities"])
def test_only_what_all_readers_may_read_gets_in(tree: Tree, audience: str, briefing_audience: str) -> None:
    """The three audiences of items against the two of briefings, compiled by somebody who sees everything."""
    network = make_network()
    make_sources(tree, audience, "alpha", communities=[network] if audience == "communities" else ())
    briefing = make_briefing(
        owner=make_user(is_superuser=True),
        audience=briefing_audience,
        communities=[network] if briefing_audience == "communities" else (),
    )
    inside = "alpha" in texts(content_of(briefing))
    # Guests can belong to the network: what is for the network and the desk is for them, too.
    assert inside == (audience != "communities" or briefing_audience == "communities")


def test_another_community_covers_nothing(tree: Tree) -> None:
    network, other = make_network(), make_network()
    make_sources(tree, "communities", "alpha", communities=[network])
    briefing = make_briefing(
        owner=make_user(is_superuser=True), audience="communities", communities=[network, other]
    )
    assert "alpha" not in texts(content_of(briefing))


def test_a_briefing_without_readers_repeats_public_items_only(tree: Tree) -> None:
    make_sources(tree, "members", "alpha")
    make_practice(tree.morocco, title="Practice beta")
    briefing = make_briefing(owner=make_user(is_superuser=True), audience="communities")
    assert "alpha" not in texts(content_of(briefing))
    assert "Practice beta" in texts(content_of(briefing))


def test_the_editor_takes_only_what_they_may_read(tree: Tree) -> None:
    """An owner outside the community that the briefing is for cannot take what is for it alone."""
    network = make_network()
    make_sources(tree, "communities", "alpha", communities=[network])
    outside, inside = make_editor(), make_editor(groups=[network])
    briefing = make_briefing(owner=outside, audience="communities", communities=[network])
    assert "alpha" not in texts(content_of(briefing))
    assert {one.source_type for one in covered(briefing).values()} >= {"practice", "post", "event"}
    compilation = compile_for(fresh(inside), briefing)
    assert {one.source_type for one in compilation.taken} >= {"practice", "post", "event"}


def test_the_number_left_out_is_of_what_the_editor_may_read(tree: Tree) -> None:
    network = make_network()
    make_sources(tree, "communities", "alpha", communities=[network])
    briefing = make_briefing()
    kind = SectionKind.PRACTICES_WORK
    assert compile_for(make_editor(), briefing).narrower_of(kind) == 0
    assert compile_for(make_editor(groups=[network]), briefing).narrower_of(kind) == 1


def test_drafts_are_no_source(tree: Tree) -> None:
    """Not even for the writer: what is not released is in no briefing."""
    writer = make_editor()
    for state in ("draft", "scheduled", "expired", "unpublished"):
        make_practice(tree.morocco, owner=writer, title=f"Practice {state}", state=state)
    make_event(owner=writer, status="draft", audience="public", countries=["MA"], title="Event draft")
    briefing = make_briefing(owner=writer)
    assert not [one for one in collect(briefing) if one.source_type in ("practice", "event")]


def test_a_source_narrowed_or_withdrawn_is_out_at_once(tree: Tree) -> None:
    """Without anybody refreshing anything."""
    one = make_practice(tree.morocco, title="Practice one")
    two = make_practice(tree.morocco, title="Practice two")
    make_figures("gamma", audience="members")
    briefing = make_briefing()
    assert "Practice one" in texts(content_of(briefing)) and "figures:" in texts(content_of(briefing))
    one.audience, one.tlp = "communities", "AMBER"
    one.save_revision().publish()
    two.unpublish()
    take_back(report=Report.objects.get(), user=make_user(role=Role.EUROJUST_DESK), version=1)
    said = texts(content_of(briefing))
    assert "Practice one" not in said and "Practice two" not in said and "figures:" not in said


def test_a_widened_briefing_loses_what_is_not_for_all_of_it(tree: Tree) -> None:
    network = make_network()
    make_practice(tree.morocco, title="Practice narrow", audience="communities", communities=[network])
    editor = make_editor(groups=[network])
    briefing = make_briefing(owner=editor, audience="communities", communities=[network])
    assert "Practice narrow" in texts(content_of(briefing))
    briefing.audience, briefing.tlp = "members", "GREEN"
    briefing.save()
    assert "Practice narrow" not in texts(content_of(briefing))


def test_figures_of_a_tampered_report_are_left_out(tree: Tree) -> None:
    make_figures("gamma", audience="members")
    report = Report.objects.get()
    report.content["countries"][0]["aml"]["level"] = "high"
    report.save(update_fields=["content"])
    assert "figures:" not in texts(content_of(make_briefing()))


def test_extradition_stands_first_among_the_difficulties(tree: Tree) -> None:
    topic = Topic.objects.get_or_create(
        slug="extradition", defaults={"group": "measure", "name_en": "Extradition"}
    )[0]
    about = make_practice(tree.morocco, title="Refused extradition", outcome="failed")
    about.topics = [topic]
    about.save_revision().publish()
    make_practice(tree.morocco, title="Slow answers", kind="obstacle")
    entries = next(one for one in content_of(make_briefing())["sections"] if one["kind"] == "difficulties")
    assert [one["heading"] for one in entries["entries"]] == ["Refused extradition", "Slow answers"]


def test_law_is_told_with_its_sources_and_days(tree: Tree) -> None:
    topic = Topic.objects.get_or_create(
        slug="extradition", defaults={"group": "measure", "name_en": "Extradition"}
    )[0]
    Topic.objects.filter(pk=topic.pk).update(group="measure")
    status = make_status("CETS024")
    status.instrument.topics = [topic]
    status.instrument.save()
    make_status("CETS024", "FR", as_of="2024-05-01")
    TreatyStatement.objects.create(
        status=status, kind="reservation", article="6", text="Own nationals are not extradited.", source="TEST",
        as_of=status.as_of, confidence="high",
    )  # fmt: skip
    agreement = make_instrument("EUROJUST-MA", kind="eurojust-agreement", parties=["EU", "MA"])
    record = Agreement.objects.create(
        instrument=agreement, body="eurojust", stage="negotiation", source="Council", confidence="high"
    )
    AgreementParty.objects.create(agreement=record, code="MA", side="b", country=make_country("MA"))
    said = {
        one["key"]: one for section in content_of(make_briefing())["sections"] for one in section["entries"]
    }
    assert "Own nationals are not extradited." in str(said["treaties:statements"]["table"])
    assert said["treaties:status"]["source_date"] == "2025-01-01"
    assert "Reference data as of 1 January 2025" in said["treaties:status"]["source_label"]
    measures = said["legal_basis:measures"]["table"]
    assert measures is not None and ["Extradition", "CETS024: France"] in measures["rows"]
    assert "Under negotiation" in str(said["agreements:agreement"]["table"])


def test_compiling_takes_the_same_number_of_queries_for_one_and_for_thirty(tree: Tree) -> None:
    owner = make_user(is_superuser=True)
    briefing = make_briefing(owner=owner, compiled=False)
    make_sources(tree, "members", "word0")
    make_status("CETS024")
    make_element(tree, "members", "One")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            compile_for(fresh(owner), briefing)
            content_of(briefing)
        return len(captured)

    queries()
    few = queries()
    for number in range(29):
        make_practice(tree.morocco, title=f"Practice {number}", audience="members", kind="obstacle")
        make_event(countries=["MA"], audience="members", owner=owner)
        make_status(f"CETS{100 + number:03}")
    queries()
    assert queries() == few


def test_a_briefing_in_french_is_worded_in_french(tree: Tree) -> None:
    make_status()
    said = content_of(make_briefing(language="fr"))
    assert said["language"] == "fr" and said["country_name"] == "Maroc"
    assert "1er janvier 2000" in texts(said)
