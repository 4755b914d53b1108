"""A conclusion becomes a draft practice in one step; the link is read from both ends, by those who may."""

from __future__ import annotations

import pytest

from events.outcomes.enums import Reach
from events.outcomes.models import PracticeOrigin
from events.outcomes.to_practice import AlreadyMade, became, draft_from
from portal.visibility import Audience
from practices.draft import DraftState, PracticeDraft
from practices.drafting import discard_draft
from practices.models import PracticePage
from tests.events.exchanges.factory import make_event
from tests.events.outcomes.making import client_of, make_conclusion, make_held, take_part
from tests.factories import (
    fresh,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_tree,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_draft_has_the_words_of_the_conclusion_and_nothing_of_the_event() -> None:
    make_tree()
    circle, foreign = make_network(), make_network()
    organiser = make_user(role="organiser", groups=[circle])
    event = make_held(
        owner=organiser,
        title="Zqhidden meeting",
        countries=["TN", "MA"],
        instruments=[make_instrument()],
        topics=[make_topic()],
        communities=[circle, foreign],
        tlp="AMBER+STRICT",
    )
    conclusion = make_conclusion(event, language="fr")
    client = client_of(organiser)
    answer = client.post(f"/events/{event.slug}/outcome/conclusions/{conclusion.pk}/practice/")
    draft = PracticeDraft.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/practices/share/{draft.pk}/"
    data = draft.data
    assert (data["title"], data["story"], data["language"]) == (conclusion.title, conclusion.text, "fr")
    assert (data["country"], data["other_countries"]) == ("MA", ["TN"])
    assert (data["instruments"], data["topics"]) == (["CETS182"], ["extradition"])
    assert (data["audience"], data["communities"]) == ("communities", [str(circle.pk)])
    assert data["tlp"] == "AMBER+STRICT"
    assert data["experience_from"] == event.local_starts.date().isoformat()
    assert "Zqhidden" not in str(data) and event.slug not in str(data)
    form = client.get(answer["Location"])
    assert form.status_code == 200 and conclusion.title in form.content.decode()


def test_second_press_opens_the_same_draft_and_another_organiser_is_told() -> None:
    event = make_held()
    conclusion = make_conclusion(event)
    first = draft_from(conclusion=conclusion, by=fresh(event.owner))
    assert draft_from(conclusion=conclusion, by=fresh(event.owner)) == first
    other = make_user(role="organiser")
    event.organisers.create(user=other)
    with pytest.raises(AlreadyMade):
        draft_from(conclusion=conclusion, by=fresh(other))
    told = became(fresh(other), event, [conclusion])[conclusion.pk]
    assert (told.writer, told.draft, told.page) == (str(event.owner), None, None)
    assert became(fresh(event.owner), event, [conclusion])[conclusion.pk].draft == first
    assert became(take_part(event), event, [conclusion]) == {}
    path = f"/events/{event.slug}/outcome/conclusions/{conclusion.pk}/practice/"
    answer = client_of(other).post(path, follow=True)
    assert "already been made" in answer.content.decode()


def test_draft_that_was_thrown_away_can_be_made_again() -> None:
    event = make_held()
    conclusion = make_conclusion(event)
    draft = draft_from(conclusion=conclusion, by=fresh(event.owner))
    discard_draft(draft)
    assert not PracticeOrigin.objects.exists()
    assert draft_from(conclusion=conclusion, by=fresh(event.owner)) != draft


def test_only_organisers_make_drafts() -> None:
    event = make_held(audience=Audience.PUBLIC)
    conclusion = make_conclusion(event, reach=Reach.AUDIENCE)
    path = f"/events/{event.slug}/outcome/conclusions/{conclusion.pk}/practice/"
    for user in (take_part(event), make_user(), None):
        assert client_of(user).post(path).status_code == 404
    assert client_of(event.owner).get(path).status_code == 405
    other = make_event(owner=event.owner)
    crossed = f"/events/{other.slug}/outcome/conclusions/{conclusion.pk}/practice/"
    assert client_of(event.owner).post(crossed).status_code == 404
    assert not PracticeDraft.objects.exists()


def test_link_is_read_from_both_ends_by_those_who_may_see_the_other_end() -> None:
    tree = make_tree()
    event = make_held(title="Zqhidden meeting")
    participant = take_part(event)
    conclusion = make_conclusion(event)
    draft = draft_from(conclusion=conclusion, by=fresh(event.owner))
    page = make_practice(tree.morocco, owner=event.owner, title="What came of it", audience=Audience.MEMBERS)
    PracticeDraft.objects.filter(pk=draft.pk).update(page=page, state=DraftState.SENT, data={})
    outcome = f"/events/{event.slug}/outcome/"
    assert "What came of it" in client_of(participant).get(outcome).content.decode()
    link = f"{outcome}#conclusion-{conclusion.pk}"
    assert link in client_of(participant).get(page.get_url()).content.decode()
    # A member outside the event reads the practice and learns nothing of where it came from.
    answer = client_of(make_user()).get(page.get_url())
    assert answer.status_code == 200
    assert "Zqhidden" not in answer.content.decode() and event.slug not in answer.content.decode()
    # A participant outside the practice's audience reads the conclusion and learns nothing of the practice.
    PracticePage.objects.filter(pk=page.pk).update(live=False)
    assert "What came of it" not in client_of(participant).get(outcome).content.decode()
    organiser = client_of(event.owner).get(outcome).content.decode()
    assert "sent to the desk" in organiser
    with pytest.raises(AlreadyMade):
        draft_from(conclusion=conclusion, by=fresh(event.owner))
    page.delete()
    assert draft_from(conclusion=conclusion, by=fresh(event.owner)).state == DraftState.OPEN
