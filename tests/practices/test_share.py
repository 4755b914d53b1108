"""Share an experience: what the page shows, what it accepts, what it refuses."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.utils import translation

from portal.pages.models import CountryPage
from portal.reference.models import Country
from portal.visibility import Audience
from practices.draft import DraftState, PracticeDraft
from practices.models import PracticePage
from tests.factories import make_instrument, make_network, make_topic, make_user
from tests.practices.conftest import form_of, send, shared, signed_in

pytestmark = pytest.mark.django_db
MARK = "RESTREINT UE/EU RESTRICTED"


def test_page_presets_the_country_of_post_and_writes_nothing(writer) -> None:
    response = signed_in(writer).get("/practices/share/")
    assert response.status_code == 200
    assert response.context["form"]["country"].value() == "MA"
    assert b"Only you and the desk for Morocco will see it." in response.content
    assert PracticeDraft.objects.count() == 0


def test_address_may_name_another_country(writer) -> None:
    response = signed_in(writer).get("/practices/share/?country=ua")
    assert response.context["form"]["country"].value() == "UA"
    assert b"the Eurojust desk, for Ukraine" in response.content


def test_whoever_is_not_signed_in_is_sent_to_sign_in() -> None:
    response = Client().get("/practices/share/?country=ma")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/practices/share/%3Fcountry%3Dma"


def test_only_own_communities_are_offered(writer, tree) -> None:
    mine, other = make_network("Mine"), make_network("Hidden network")
    writer.groups.add(mine)
    response = signed_in(writer).get("/practices/share/")
    assert b"Mine" in response.content and b"Hidden network" not in response.content
    refused = send(writer, communities=[str(other.pk)])
    assert refused.status_code == 422 and "communities" in refused.context["form"].errors


def test_only_countries_whose_dossier_the_writer_sees_are_offered(writer, tree) -> None:
    dossier = CountryPage.objects.get(pk=tree.tunisia.pk)
    dossier.audience = Audience.COMMUNITIES
    dossier.save()
    offered = dict(signed_in(writer).get("/practices/share/").context["form"].fields["country"].choices)
    assert set(offered) == {"", "MA", "UA"}
    assert send(writer, country="TN").status_code == 422


def test_three_fields_are_enough(writer) -> None:
    client = signed_in(writer)
    data = {"writer": writer.pk, "country": "MA", "title": "Short", "story": "It worked.", "do": "send"}
    assert client.post(f"/practices/share/{uuid.uuid4()}/", data).status_code == 302
    page = PracticePage.objects.get()
    assert (page.title, page.audience, page.tlp, page.live, page.owner) == (
        "Short",
        "communities",
        "AMBER",
        False,
        writer,
    )


def test_everything_else_reaches_the_page(writer, tree) -> None:
    network, topic, instrument = make_network("Net"), make_topic("mla"), make_instrument("CETS182")
    writer.groups.add(network)
    page = shared(
        writer,
        summary="In short.",
        steps="Call\n\nWrite\n",
        obstacle="No answer",
        workaround="Ask the liaison",
        kind="urgency",
        outcome="conditions",
        topics=["mla"],
        instruments=["CETS182"],
        other_countries=["TN", "MA"],
        language="fr",
        experience_from="2024-01-05",
        experience_until="2024-02-01",
        contact="Liaison desk",
        sources="Report https://example.org/a (2024-06)\nA note",
        communities=[str(network.pk)],
        tlp="RED",
        review_by="2027-01-01",
    )
    text = page.get_latest_revision_as_object()
    assert (text.summary, text.kind, text.outcome, text.language, text.contact, text.tlp) == (
        "In short.", "urgency", "conditions", "fr", "Liaison desk", "RED",
    )  # fmt: skip
    assert [str(d) for d in (text.experience_from, text.experience_until, text.review_by)] == [
        "2024-01-05", "2024-02-01", "2027-01-01",
    ]  # fmt: skip
    assert list(text.topics.all()) == [topic] and list(text.instruments.all()) == [instrument]
    assert list(text.other_countries.all()) == [Country.objects.get(code="TN")]
    assert list(text.communities.all()) == [network]
    assert [(s.title, s.url, s.date) for s in text.sources.all()] == [
        ("Report", "https://example.org/a", "2024-06"), ("A note", "", ""),
    ]  # fmt: skip
    assert [block.block_type for block in text.body] == ["text", "steps", "obstacle"]
    assert list(text.body[1].value) == ["Call", "Write"]
    assert dict(text.body[2].value) == {"obstacle": "No answer", "workaround": "Ask the liaison"}
    assert PracticePage.objects.get().topics.count() == 1


@pytest.mark.parametrize("title", ["تسليم في عشرة أيام", "引渡", "—", "Ćevapi!!", "a" * 255])
def test_title_in_any_script_gets_an_address(writer, title) -> None:
    page = shared(writer, title=title)
    assert page.title == title and page.slug.isascii() and page.slug


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \u200b\t"}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"story": ""}, "story"),
        ({"story": "x" * 20_001}, "story"),
        ({"country": ""}, "country"),
        ({"country": "FR"}, "country"),
        ({"country": "%%"}, "country"),
        ({"kind": "nonsense"}, "kind"),
        ({"outcome": "'; DROP"}, "outcome"),
        ({"topics": ["no-such-topic"]}, "topics"),
        ({"instruments": ["CETS999"]}, "instruments"),
        ({"language": "tlh"}, "language"),
        ({"experience_from": "2024-13-45"}, "experience_from"),
        ({"experience_from": "2024-05-01", "experience_until": "2024-04-01"}, "experience_until"),
        ({"review_by": "soon"}, "review_by"),
        ({"tlp": "PINK"}, "tlp"),
        ({"audience": "members"}, "audience"),
        ({"audience": "public", "tlp": "GREEN"}, "audience"),
        ({"audience": "nobody"}, "audience"),
        ({"sources": "See https://-bad-/"}, "sources"),
        ({"title": f"Note {MARK}"}, "title"),
        ({"story": "a\n" + MARK.lower()}, "story"),
        ({"steps": "one\nR-UE/EU-R"}, "steps"),
        ({"contact": "TS-UE/EU-TS"}, "contact"),
        ({"sources": f"{MARK} https://example.org/"}, "sources"),
    ],
)
def test_bad_input_is_told_at_its_field_and_changes_nothing(writer, values, field) -> None:
    response = send(writer, **values)
    assert response.status_code == 422
    assert field in response.context["form"].errors, response.context["form"].errors
    assert f'id="id_{field}-error"' in response.content.decode()
    assert PracticePage.objects.count() == 0
    assert PracticeDraft.objects.get().state == DraftState.OPEN, "what was typed is kept as a draft"


def test_errors_are_in_the_readers_language(writer) -> None:
    client = signed_in(writer)
    client.cookies["comity_language"] = "fr"
    response = send(writer, client=client, experience_from="2024-13-45")
    with translation.override("fr"):
        expected = translation.gettext("Enter a valid date.")
    assert response.context["form"].errors["experience_from"] == [expected] != ["Enter a valid date."]


def test_markup_is_text_and_shown_as_text(writer) -> None:
    page = shared(
        writer, story="<script>alert(1)</script> & <b>bold</b>", title="<img src=x onerror=alert(1)>"
    )
    source = page.get_latest_revision_as_object().body[0].value.source
    assert "<script" not in source and "&lt;script&gt;" in source
    response = signed_in(writer).get("/my/")
    assert b"<img src=x" not in response.content and b"&lt;img src=x" in response.content


def test_text_of_two_megabytes_is_refused_at_once_and_shown_again(writer) -> None:
    response = send(writer, story="word " * 420_000)
    assert response.status_code == 422
    assert b"too long" in response.content
    assert PracticeDraft.objects.count() == 0 and PracticePage.objects.count() == 0


def test_form_larger_than_anything_that_can_be_kept_is_told_so(writer) -> None:
    response = send(writer, story="x" * (6 * 1024 * 1024))
    assert response.status_code == 413
    assert b"too large" in response.content and PracticeDraft.objects.count() == 0


@pytest.mark.parametrize("address", ["nonsense", "00000000-0000-0000-0000-00000000000g", "1"])
def test_malformed_draft_address_is_missing(writer, address) -> None:
    assert signed_in(writer).get(f"/practices/share/{address}/").status_code == 404


def test_drafts_of_others_do_not_exist(writer, member) -> None:
    draft_id = uuid.uuid4()
    send(writer, draft_id, do="save", title="Mine alone")
    stranger = signed_in(member)
    for response in (
        stranger.get(f"/practices/share/{draft_id}/"),
        stranger.post(f"/practices/share/{draft_id}/", form_of(member, do="send", version="1")),
        stranger.post(f"/practices/share/{draft_id}/files/", {"writer": member.pk}),
        stranger.post(f"/practices/share/{draft_id}/files/1/remove/", {"writer": member.pk}),
        stranger.post(
            f"/practices/share/{draft_id}/save/",
            {"writer": str(member.pk), "version": 1, "data": {}},
            content_type="application/json",
        ),
    ):
        assert response.status_code == 404
        assert b"Mine alone" not in response.content
    assert PracticeDraft.objects.get().title == "Mine alone"


def test_practices_of_others_cannot_be_opened_in_the_form(writer, desk, member) -> None:
    page = shared(writer)
    for user in (member, desk):
        assert signed_in(user).get(f"/practices/share/page/{page.pk}/").status_code == 404
        assert send(user, page=page.pk, base=page.latest_revision_id).status_code == 404
    assert signed_in(member).get("/practices/share/page/999999/").status_code == 404
    assert PracticePage.objects.get().latest_revision_id == page.latest_revision_id


def test_session_that_ended_loses_no_word(writer) -> None:
    response = Client().post(
        f"/practices/share/{uuid.uuid4()}/", form_of(writer, do="send", topics=["a", "b"])
    )
    assert response.status_code == 401
    page = response.content.decode()
    assert 'name="title" value="Extradition in ten days"' in page
    assert page.count('name="topics"') == 2 and "We called first." in page
    assert PracticeDraft.objects.count() == 0


def test_another_user_who_signed_in_meanwhile_saves_nothing_of_it(writer, member) -> None:
    response = send(member, writer=str(writer.pk))
    assert response.status_code == 401
    assert PracticeDraft.objects.count() == 0


def test_stale_form_is_shown_again_with_its_words(writer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    draft_id = uuid.uuid4()
    response = send(writer, draft_id, client=client)
    assert response.status_code == 403
    assert response.context["form"]["title"].value() == "Extradition in ten days"
    assert PracticeDraft.objects.count() == 0
    token = response.context["csrf_token"]
    again = send(writer, draft_id, client=client, csrfmiddlewaretoken=str(token))
    assert again.status_code == 302 and PracticePage.objects.count() == 1


def test_guest_may_share_and_sees_only_what_is_public(guest) -> None:
    assert signed_in(guest).get("/practices/share/").status_code == 200
    assert shared(guest).owner == guest


def test_draft_can_be_thrown_away(writer) -> None:
    draft_id = uuid.uuid4()
    send(writer, draft_id, do="save")
    assert PracticeDraft.objects.count() == 1
    assert send(writer, draft_id, do="discard", version="1").status_code == 302
    assert PracticeDraft.objects.count() == 0 and PracticePage.objects.count() == 0


def test_page_takes_the_same_queries_with_one_country_and_with_thirty(writer, tree) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.front.tree import ensure_tree
    from tests.factories import make_country

    client = signed_in(writer)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/practices/share/").status_code == 200
        return len(queries)

    count()
    few = count()
    for code in (
        "DZ",
        "EG",
        "LY",
        "JO",
        "LB",
        "TR",
        "GE",
        "MD",
        "AM",
        "AZ",
        "AL",
        "RS",
        "BA",
        "ME",
        "MK",
        "CO",
        "PE",
    ):
        make_country(code)
        make_topic(f"topic-{code.lower()}")
        make_instrument(f"BILATERAL-{code}")
        writer.groups.add(make_network(f"Network {code}"))
    ensure_tree()
    make_user("another")
    count()  # names that were kept are asked for once more after a change
    assert count() == few
