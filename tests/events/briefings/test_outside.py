"""Editors are told nothing of what they may not read at its source: not that it is there, nor who may read it."""

from __future__ import annotations

from typing import Any

import pytest

from events.briefings.actions import name_editor
from events.briefings.entries import edit_entry
from events.briefings.figures import release_figures
from events.briefings.models import Briefing, Entry, FigureRelease
from portal.people.communities import open_network
from portal.people.enums import CommunityKind, Role
from portal.people.models import User
from portal.visibility import MEMBERS, Audience
from practices.models import PracticePage
from tests.events.briefings.making import make_briefing, make_editor, make_report, sending, signed_in
from tests.factories import Tree, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db

MISSING = 987_654


@pytest.fixture
def told(tree: Tree) -> tuple[Briefing, User, Entry]:
    """A briefing with an entry whose source is for a network since, that its owner knows and this editor does not."""
    network = make_network("Network")
    owner, editor = make_editor(groups=[network]), make_editor()
    briefing = make_briefing(owner=owner, compiled=False)
    name_editor(briefing=briefing, person=editor, user=owner)
    page: PracticePage = make_practice(
        tree.morocco, title="Narrow", audience=Audience.COMMUNITIES, communities=[network]
    )
    entry = Entry.objects.create(
        section=briefing.sections.get(kind="practices_work"),
        source_type="practice",
        source_id=str(page.pk),
        heading="Narrow",
        compiled={"text": "Compiled"},
        item_key=MEMBERS,
    )
    edit_entry(entry=entry, heading="", text="Wordynarrow", user=owner, version=entry.version)
    return briefing, editor, Entry.objects.get(pk=entry.pk)


def answers(client: Any, user: User, briefing: Briefing, number: int) -> list[int]:
    """What is answered to whoever asks for an entry in every way."""
    address = f"{briefing.get_absolute_url()}entries/{number}/"
    ways: list[dict[str, str]] = [
        {"do": "edit", "text": "Mine"},
        {"do": "leave_out", "out-reason": "x"},
        {"do": "remove"},
    ]
    found = [client.get(address), *(sending(client, user, address, **values) for values in ways)]
    found += [
        sending(client, user, f"{briefing.get_absolute_url()}move/", entry=str(number), to=to)
        for to in ("up", "down")
    ]
    return [one.status_code for one in found]


def test_hidden_entry_is_answered_for_like_one_that_does_not_exist(
    told: tuple[Briefing, User, Entry],
) -> None:
    briefing, editor, entry = told
    client = signed_in(editor)
    # What was typed is given back, as it is where somebody removed the entry meanwhile.
    expected = [404, 409, 409, 409, 404, 404]
    assert answers(client, editor, briefing, MISSING) == expected
    assert answers(client, editor, briefing, entry.pk) == expected
    assert Entry.objects.get(pk=entry.pk).version == entry.version


def test_history_has_no_row_of_a_hidden_entry(told: tuple[Briefing, User, Entry]) -> None:
    briefing, editor, entry = told
    address = f"{briefing.get_absolute_url()}history/"
    theirs = signed_in(editor).get(address)
    assert not [one for one in theirs.context["told"] if one.change.entry_key]
    owner = User.objects.get(pk=briefing.owner_id)
    body = signed_in(owner).get(address)
    assert [one.change.entry_key for one in body.context["told"] if one.change.entry_key] == [entry.key]
    assert "Wordynarrow" in body.content.decode()
    # What is gone is told, without its words: the editors' page says it too.
    PracticePage.objects.get(pk=int(entry.source_id)).delete()
    theirs = signed_in(editor).get(address)
    assert [one.change.entry_key for one in theirs.context["told"] if one.change.entry_key] == [entry.key]
    assert "Wordynarrow" not in theirs.content.decode()


def test_assessor_outside_a_released_community_is_not_told_its_name(tree: Tree) -> None:
    circle = open_network("Closedcircle", kind=CommunityKind.OTHER).group
    inside = make_user(role=Role.EUROJUST_DESK, groups=[circle])
    outside = make_user(role=Role.EUROJUST_DESK)
    report = make_report()
    values = {"audience": Audience.COMMUNITIES, "communities": [circle]}
    release_figures(report=report, values=values, user=inside, version=0)
    for address in ("/briefings/figures/", f"/briefings/figures/{report.pk}/"):
        assert "Closedcircle" in signed_in(inside).get(address).content.decode()
        assert "Closedcircle" not in signed_in(outside).get(address).content.decode()
    # Saving the form as it stands loses nobody; leaving the communities does.
    address = f"/briefings/figures/{report.pk}/"
    assert sending(signed_in(outside), outside, address, audience="communities", version=1).status_code == 302
    assert list(FigureRelease.objects.get().communities.all()) == [circle]
    assert sending(signed_in(outside), outside, address, audience="members", version=2).status_code == 302
    assert not FigureRelease.objects.get().communities.exists()
    assert "Closedcircle" not in signed_in(outside).get(address).content.decode()


def test_briefings_one_writes_stand_in_my_work(tree: Tree) -> None:
    """Two rooms have a section of briefings there: neither may take the other's place."""
    briefing = make_briefing(title="Mywrittenone")
    assert "Mywrittenone" in signed_in(briefing.owner).get("/my/").content.decode()
