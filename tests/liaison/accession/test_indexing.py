"""What is found of an item, and that what belongs to a post moves with it."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.accession.actions import edit_accession
from liaison.accession.indexing import AccessionBuilder
from liaison.accession.models import Accession
from liaison.directory.belongings import Posting, registered
from portal import indexing
from portal.visibility import Audience
from tests.liaison.accession.conftest import People
from tests.liaison.accession.factory import make_accession, make_raised

pytestmark = pytest.mark.django_db


def entry(item: Accession) -> indexing.Entry:
    found = AccessionBuilder().entry(AccessionBuilder().objects().get(pk=item.pk))
    assert found is not None
    return found


def test_entry_says_country_convention_status_and_words(people: People) -> None:
    item = make_accession(communities=[people.network], owner=people.member)
    make_raised(item, text="Known to all inside.")
    make_raised(item, text="For the desk alone.", audience=(Audience.COMMUNITIES, ()))
    found = entry(item)
    assert (found.countries, found.instruments) == (("MA",), ("CETS182",))
    assert (found.audience_key, found.owner_id) == (item.audience_key, people.member.pk)
    for words in (
        "Meet the central authority.",
        "A law has to be changed.",
        "Known to all inside.",
        "Under consideration",
    ):
        assert words in found.text
    assert "For the desk alone." not in found.text


def test_what_is_meant_for_fewer_is_not_found_by_whoever_looks_after_the_item(people: People) -> None:
    item = make_accession(owner=people.member)
    make_raised(item, text="For the desk alone.", audience=(Audience.COMMUNITIES, ()))
    assert "For the desk alone." not in entry(item).text


def test_item_is_marked_whenever_what_is_found_changes(people: People) -> None:
    marked: list[int] = []

    def note(sender: Any, type: str, ids: list[int], **kwargs: Any) -> None:
        if type == "accession":
            marked.extend(ids)

    item = make_accession(communities=[people.network])
    indexing.changed.connect(note)
    try:
        make_raised(item)
        assert item.pk in marked
        marked.clear()
        edit_accession(item=item, values={}, communities=[], user=people.desk, version=1)
        assert item.pk in marked
        marked.clear()
        people.network.delete()
    finally:
        indexing.changed.disconnect(note)


def test_type_is_registered_with_a_label() -> None:
    assert str(indexing.builders()["accession"].label) == "Accessions"  # type: ignore[attr-defined]


def test_card_takes_no_query(people: People, django_assert_num_queries: Any) -> None:
    item = make_accession(audience=Audience.PUBLIC, is_example=True)
    builder = AccessionBuilder()
    obj = builder.visible_to(people.member).get(pk=item.pk)
    with django_assert_num_queries(0):
        card = builder.card(obj, "en")
    assert card["url"] == item.get_absolute_url()
    assert card["is_example"]


def test_items_move_with_the_post(people: People) -> None:
    mine = make_accession(owner=people.magistrate)
    elsewhere = make_accession(country="TN", owner=people.magistrate)
    make_accession(instrument="CETS024", owner=people.member)
    kind = next(kind for kind in registered() if kind.name == "accession")
    posting = Posting(post=None, holder=people.magistrate, countries=frozenset({"MA"}), is_last=True)  # type: ignore[arg-type]
    assert kind.find(posting) == [mine.pk]
    kind.hold(posting)
    kind.move(posting, [mine.pk], people.insider)
    mine.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (mine.owner, mine.version, elsewhere.owner) == (people.insider, 2, people.magistrate)
    assert mine.events.filter(kind="handed_over").count() == 1
    assert [thing.url for thing in kind.visible(people.insider, [mine.pk])] == [mine.get_absolute_url()]
    assert kind.visible(people.member, [mine.pk]) == []


def test_nothing_moves_from_a_post_without_a_holder(people: People) -> None:
    make_accession()
    kind = next(kind for kind in registered() if kind.name == "accession")
    posting = Posting(post=None, holder=None, countries=frozenset({"MA"}), is_last=True)  # type: ignore[arg-type]
    assert kind.find(posting) == []
