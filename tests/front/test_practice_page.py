"""The page of a practice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.pages.audience_words import audience_words
from portal.people.enums import Role
from portal.visibility import NOBODY, PUBLIC, Audience
from practices.models import PracticeSource
from tests.factories import (
    Tree,
    make_country,
    make_document,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def read(url: str, user: Any = None) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_practice_shows_everything_it_says(tree: Tree) -> None:
    writer = make_user("amina", role=Role.LIAISON_MAGISTRATE, state="FR")
    page = make_practice(
        tree.morocco,
        owner=writer,
        title="Demande d’entraide",
        language="fr",
        kind="drafting",
        outcome="conditions",
        experience_from=datetime.date(2023, 5, 1),
        experience_until=datetime.date(2024, 2, 29),
        contact="Desk of the ministry",
        note="Check before use.",
        review_by=datetime.date(2027, 1, 31),
    )
    page.instruments, page.topics = [make_instrument("CETS182")], [make_topic("extradition")]
    page.other_countries = [make_country("TN"), make_country("FR")]
    page.sources = [PracticeSource(title="A report", url="https://example.org/a", date="2024")]
    page.body = [
        ("text", "<p>Some <b>text</b><script>x</script></p>"),
        ("steps", ["Do <this>", "Then that"]),
        ("obstacle", {"obstacle": "It was late", "workaround": "We called"}),
        ("quote", {"text": "Words", "reference": "Article 4"}),
    ]
    page.save_revision().publish()
    text = read(page.url)
    for expected in (
        'lang="fr" dir="ltr">Demande d’entraide</h1>',
        "Drafting a request",
        "It worked with conditions",
        ">1 May 2023<",
        ">29 February 2024<",
        "Desk of the ministry",
        "Check before use.",
        ">31 January 2027<",
        "/instruments/cets182/",
        "/search/?topic=extradition",
        'France, <a class="ecl-link" href="/countries/tn/">Tunisia</a>',
        'href="https://example.org/a" rel="nofollow noopener noreferrer">A report</a>, <time datetime="2024">2024<',
        "TLP:CLEAR",
        "Seen by: everyone, also without signing in",
        "Some <b>text</b>",
        "Do &lt;this&gt;",
        "It was late",
        "We called",
        "Article 4",
        "français",
    ):
        assert expected in text
    assert "<script>x" not in text


def test_writer_is_named_to_members_only(tree: Tree) -> None:
    writer = make_user("amina", role=Role.LIAISON_MAGISTRATE, state="FR")
    page = make_practice(tree.morocco, owner=writer)
    outside, inside = read(page.url), read(page.url, make_user())
    assert "Liaison magistrate (France)" in outside and "Amina" not in outside and "amina@" not in outside
    assert "Liaison magistrate (France)" in inside and "Amina" in inside


def test_example_says_that_it_is_one(tree: Tree) -> None:
    example, real = make_practice(tree.morocco, is_example=True), make_practice(tree.morocco)
    assert "This is an example, not somebody's experience." in read(example.url)
    assert "This is an example" not in read(real.url)


def test_editor_is_offered_to_the_desk_only(tree: Tree) -> None:
    writer = make_user("writer")
    page = make_practice(tree.morocco, audience=Audience.MEMBERS, owner=writer)
    change = f"/practices/share/page/{page.pk}/"
    assert change in read(page.url, writer) and change not in read(page.url, make_user())
    edit = f"/admin/pages/{page.pk}/edit/"
    assert edit in read(page.url, make_user(groups=[tree.morocco_desk]))
    assert edit not in read(page.url, make_user(groups=[tree.tunisia_desk]))
    assert edit not in read(page.url, make_user())


def test_attachment_links_to_the_guarded_address(tree: Tree) -> None:
    document = make_document("Model request")
    text = read(make_practice(tree.morocco, documents=[document]).url)
    assert f'href="{document.url}"' in text and "Model request" in text


def test_practice_with_a_deleted_attachment_is_still_shown(tree: Tree) -> None:
    document = make_document("Model request")
    page = make_practice(tree.morocco, documents=[document])
    document.delete()
    assert "What was done." in read(page.url)


def test_queries_do_not_grow_with_what_a_practice_names(tree: Tree) -> None:
    def count(page: Any) -> int:
        read(page.url)
        with CaptureQueriesContext(connection) as captured:
            read(page.url)
        return len(captured)

    page = make_practice(tree.morocco, owner=make_user())
    page.instruments, page.topics = [make_instrument("CETS1")], [make_topic("topic-1")]
    page.other_countries = [make_country("TN")]
    page.sources = [PracticeSource(title="One", url="https://example.org/1")]
    page.save_revision().publish()
    before = count(page)
    page.instruments = [make_instrument(f"CETS{n}") for n in range(1, 31)]
    page.topics = [make_topic(f"topic-{n}") for n in range(1, 31)]
    page.other_countries = [make_country(code) for code in ("TN", "UA", "FR", "DZ", "EG")]
    page.sources = [PracticeSource(title=f"No {n}", url=f"https://example.org/{n}") for n in range(30)]
    page.save_revision().publish()
    assert count(page) == before


# --- audiences in words ---------------------------------------------------------------------------------


def test_audience_words_name_communities_with_one_query(django_assert_num_queries: Any) -> None:
    first, second = make_network("Alpha"), make_network("Beta")
    keys = [PUBLIC, NOBODY, "", "members", f"g{first.pk}|g{second.pk}", f"g{first.pk}&members", "p7"]
    audience_words(keys)  # the names are kept until a community changes
    with django_assert_num_queries(1):
        words = audience_words(keys)
    assert words == {
        PUBLIC: "everyone, also without signing in",
        NOBODY: "only whoever wrote it",
        "": "only whoever wrote it",
        "members": "all members",
        f"g{first.pk}|g{second.pk}": "Alpha or Beta",
        f"g{first.pk}&members": "Alpha, and of these only all members",
        "p7": "named participants",
    }
