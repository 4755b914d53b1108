"""A briefing's difficulties on the agenda of a dialogue: for its editors, as narrow as briefing and source."""

from __future__ import annotations

import pytest

from events.briefings.enums import SectionKind
from events.dialogues.agenda import take_offers
from events.dialogues.agenda_sources import offers_for
from events.dialogues.briefings import briefings_for
from events.dialogues.models import AgendaItem, Dialogue
from portal.people.enums import Role
from portal.visibility import Audience
from practices.enums import PracticeKind
from tests.events.briefings.making import entries_of, make_briefing, make_editor
from tests.events.dialogues.making import client_of, make_dialogue
from tests.factories import Tree, fresh, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db


def test_difficulties_of_a_briefing_become_agenda_items_of_its_audience(tree: Tree) -> None:
    network = make_network("Network")
    editor = make_editor(groups=[network])
    make_practice(
        tree.morocco, owner=make_user(), title="Requests wait long", kind=PracticeKind.OBSTACLE, summary="As known",
        audience=Audience.MEMBERS,
    )  # fmt: skip
    briefing = make_briefing(owner=editor, audience=Audience.COMMUNITIES, communities=[network])
    entry = next(
        one
        for one in entries_of(briefing, section__kind=SectionKind.DIFFICULTIES)
        if one.source_type == "practice"
    )
    entry.edited = "As the editor puts it"
    entry.save()
    dialogue = make_dialogue(owner=editor, audience=Audience.MEMBERS)
    Dialogue.objects.filter(pk=dialogue.pk).update(briefing=briefing.slug)
    dialogue.refresh_from_db()
    # Whoever may not write the briefing is offered the practice itself, and does not learn of the briefing.
    other = make_user(role=Role.COMMISSION)
    assert [one.text for one in offers_for(fresh(other), dialogue)] == ["As known"]
    assert briefings_for(fresh(other), "MA") == []
    offers = offers_for(fresh(editor), dialogue)
    assert [one.text for one in offers if one.title == "Requests wait long"] == ["As the editor puts it"]
    take_offers(dialogue=dialogue, codes={one.code for one in offers}, circle="all", by=fresh(editor))
    item = AgendaItem.objects.get(text="As the editor puts it")
    assert item.audience_key == f"g{network.pk}&members"
    address = dialogue.get_absolute_url()
    assert "As the editor puts it" not in client_of(make_user()).get(address).content.decode()
    friend = client_of(make_user(groups=[network])).get(address).content.decode()
    assert "As the editor puts it" in friend
    assert briefing.get_absolute_url() in friend
    assert briefing.slug not in client_of(make_user()).get(address).content.decode()
