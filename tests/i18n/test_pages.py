"""A French reader meets no English: every page of the site, asked for in French, and the e-mails."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override, trans_real
from wagtail.users.models import UserProfile

from portal.front.templatetags.front import partial_date
from portal.language import language_choices
from portal.pages.community_names import community_names
from portal.people.communities import ensure_role_communities
from portal.people.models import User
from practices.models import PracticePage
from tests.factories import (
    PASSWORD,
    Tree,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_user,
)
from tests.i18n.extraction import entries, french_catalogue
from tests.practices.conftest import form_of, shared
from tests.search.page.conftest import serving

pytestmark = pytest.mark.django_db

SHOWN_ATTRIBUTES = ("placeholder", "title", "alt", "aria-label", "label")
PARAMETER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
NAMES_OF_LANGUAGES = {name for _code, name in language_choices()}
"""Each in itself: "English" is what a French list of languages says too."""


@functools.cache
def english_texts() -> dict[str, str]:
    """Every English text with another French one: ours, Django's, Wagtail's and allauth's."""
    with override("fr"):
        catalogue: Any = vars(trans_real.catalog())["_catalog"]
    # A compiled catalogue knows a plural by its singular alone.
    pairs = [
        (key[0] if isinstance(key, tuple) else key, french)
        for key, french in catalogue.items()
        if not (isinstance(key, tuple) and key[1])
    ]
    pairs += [(text.plural or "", forms[-1]) for text, forms in entries(french_catalogue()).items()]
    bare = [(_plain(english.rpartition("\x04")[2]), _plain(french)) for english, french in pairs]
    return {english: french for english, french in bare if english and french and english != french}


def _plain(text: str) -> str:
    return " ".join(text.split())


@functools.cache
def english_patterns() -> tuple[re.Pattern[str], ...]:
    """Our texts with something filled in, as patterns: those with a word of their own to be known by."""
    ours = [
        english for text in entries(french_catalogue()) for english in (text.english, text.plural) if english
    ]
    split = [PARAMETER.split(_plain(english)) for english in ours if _plain(english) in english_texts()]
    with_words = [parts for parts in split if len(parts) > 1 and re.search(r"[^\W\d_]{4,}", "".join(parts))]
    return tuple(re.compile(".+?".join(map(re.escape, parts))) for parts in with_words)


def shown_in_french(page: BeautifulSoup) -> Iterator[str]:
    """What a page shows that does not say it is in another language."""
    for node in page.descendants:
        if isinstance(node, Tag):
            if _is_french(node):
                yield from (_plain(str(node[name])) for name in SHOWN_ATTRIBUTES if node.get(name))
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parent = node.parent
            if (
                parent is not None
                and parent.name not in ("script", "style", "textarea")
                and _is_french(parent)
                and (text := _plain(str(node)))
            ):
                yield text


def _is_french(tag: Tag) -> bool:
    marked = tag if tag.get("lang") else tag.find_parent(attrs={"lang": True})
    return marked is None or str(marked["lang"]).startswith("fr")


def english_on(html: str) -> list[str]:
    """The English texts of a page that have a French translation."""
    page = BeautifulSoup(html, "html.parser")
    return [text for text in shown_in_french(page) if is_english(text)]


FRENCH_OF_ALLAUTH = {"E-mail", "Adresse e-mail"}
"""allauth's own French, which looks like English texts of ours."""


def is_english(text: str) -> bool:
    """Whether a shown text is one of the catalogues' English ones, as it stands or filled in."""
    if text in NAMES_OF_LANGUAGES or text in FRENCH_OF_ALLAUTH:
        return False
    if {text, text.strip(" .:…–*()0123456789")} & english_texts().keys():
        return True
    return any(pattern.fullmatch(text) for pattern in english_patterns())


def french(user: User | None = None) -> Client:
    """A browser that asks for French."""
    client = Client(headers={"accept-language": "fr-FR,fr;q=0.9,en;q=0.5"})
    if user is not None:
        client.force_login(user)
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "fr"})
    return client


def assert_french(client: Client, *paths: str, status: int = 200) -> None:
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == status, path
        html = answer.content.decode()
        assert re.search(r'<html[^>]* lang="fr"', html), path
        assert english_on(html) == [], path


@pytest.fixture
def practice(tree: Tree) -> PracticePage:
    page = make_practice(tree.morocco, title="Zzyzx", summary="Zzyzx.", text="<p>Zzyzx</p>", language="fr")
    topic = make_topic("mla")
    topic.name_fr = "Entraide judiciaire"
    topic.save()
    page.topics.add(topic)
    page.instruments.add(make_instrument("CETS182"))
    page.save_revision().publish()
    return page


@pytest.fixture
def search_index(practice: PracticePage, tmp_path: Path) -> Iterator[None]:
    """The practice in an index of the test's own."""
    with serving("tantivy", tmp_path / "index"):
        yield


def test_remnants_are_recognised() -> None:
    """The check itself: it finds English texts, whole and filled in, and leaves quotations alone."""
    html = """<html lang="fr"><h1>Partager une expérience</h1><p>Share an experience</p><p>3 results</p>
    <input placeholder="Search"><p lang="en">Share an experience</p><a>Sign in</a><p>12 of 30</p></html>"""
    assert english_on(html) == ["Share an experience", "3 results", "Search", "Sign in"]
    assert not is_english("English") and is_english("You may not do this")


def test_public_pages_are_french(practice: PracticePage) -> None:
    assert_french(
        french(),
        "/",
        "/countries/",
        "/countries/?q=maroc",
        "/countries/?q=nowhere",
        "/countries/ma/",
        "/countries/ua/",
        str(practice.url),
        "/instruments/",
        "/instruments/?q=nothing",
        "/instruments/cets182/",
    )


def test_search_is_french_whatever_it_has_to_say(practice: PracticePage, search_index: None) -> None:
    assert_french(
        french(),
        "/search/",
        "/search/?q=zzyzx",
        "/search/?q=nothing-like-it",
        "/search/?q=zzyzx&topic=mla&instrument=CETS182&country=MA",
        "/search/?q=zzyzx&country=QQ&sort=odd&page=0",
        "/search/?page=999999999",
        "/search/?topic=mla&kind=urgency",
        "/practices/",
    )


def test_plain_list_is_french_when_no_engine_answers(
    practice: PracticePage, settings: Any, tmp_path: Path
) -> None:
    settings.SEARCH_ENGINES = {settings.SEARCH_ENGINE: {"path": str(tmp_path / "no index")}}
    html = french().get("/search/?q=zzyzx").content.decode()
    assert "La recherche n’est pas disponible" in html
    assert english_on(html) == []


def test_sign_in_is_french(tree: Tree) -> None:
    assert_french(french(), "/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/")
    answer = french().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert english_on(answer.content.decode()) == []


def test_account_pages_are_french(tree: Tree) -> None:
    client = french()
    user = make_user("zzyzx")
    client.force_login(user)
    again = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "/accounts/reauthenticate/" in again.redirect_chain[-1][0]
    assert english_on(again.content.decode()) == []
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert_french(
        client,
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/logout/",
    )


def test_error_pages_are_french(tree: Tree) -> None:
    assert_french(french(), "/nowhere/", "/countries/qq/", status=404)
    assert_french(french(make_user()), "/nowhere/", status=404)
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "fr"})
    refused = strict.post("/accounts/login/", {"login": "a", "password": "b"})
    assert refused.status_code == 403
    assert english_on(refused.content.decode()) == []


def test_sharing_and_my_work_are_french(tree: Tree) -> None:
    writer = make_user("zwriter", role="liaison_magistrate", posted_to="MA", groups=[])
    client = french(writer)
    assert_french(client, "/practices/share/", "/practices/share/?country=ua", "/my/")
    mistaken = client.post(
        "/practices/share/11111111-1111-4111-8111-111111111111/",
        form_of(
            writer, title="", story="", experience_from="2024-05-01", experience_until="2020-01-01", do="send"
        ),
    )
    assert mistaken.status_code == 422
    assert english_on(mistaken.content.decode()) == []


def test_review_and_its_mails_are_french(tree: Tree) -> None:
    writer = make_user("zwriter", role="liaison_magistrate", posted_to="MA")
    reviewer = make_user("zreviewer", groups=[tree.morocco_desk])
    desk = french(reviewer)
    french(writer)
    page = shared(writer, title="Zzyzx", language="fr")
    assert_french(desk, "/my/", f"/practices/review/{page.pk}/")
    assert_french(french(writer), "/my/", f"/practices/share/page/{page.pk}/")


@pytest.mark.parametrize("event", ["waiting", "returned", "published"])
def test_mails_are_french(event: str) -> None:
    context = {"country": "Maroc", "address": "https://portal.example/my/", "site_name": "Comity"}
    with override("fr"):
        subject = render_to_string(f"practices/mail/{event}_subject.txt", context)
        text = render_to_string(f"practices/mail/{event}.txt", context)
    assert not is_english(_plain(subject)) and not is_english(_plain(text))
    assert "Maroc" in subject and "https://portal.example/my/\n" in text


def test_communities_the_portal_named_are_named_in_french(tree: Tree) -> None:
    """A name that somebody gave stays as it was given."""
    (role,) = [one.group for one in ensure_role_communities() if one.role == "eppo"]
    network = make_network("Desk: of our own")
    tree.tunisia_desk.name = "Desk: Maghreb"
    tree.tunisia_desk.save()
    groups = [tree.morocco_desk, tree.tunisia_desk, role, network]
    with override("fr"):
        names = community_names([group.pk for group in groups])
    assert [names[group.pk] for group in groups] == [
        "Bureau\u00a0: Maroc",
        "Desk: Maghreb",
        "Fonction\u00a0: Parquet européen",
        "Desk: of our own",
    ]
    with override("en"):
        assert community_names([tree.morocco_desk.pk]) == {tree.morocco_desk.pk: "Desk: Morocco"}


def test_first_of_a_month_is_an_ordinal() -> None:
    with override("fr"):
        assert partial_date("2004-02-01") == "1er février 2004"
        assert partial_date("2004-02-11") == "11 février 2004"
        assert partial_date("2004-02") == "février 2004"
    with override("en"):
        assert partial_date("2004-02-01") == "1 February 2004"


def test_language_chosen_by_a_member_is_that_of_their_mails(tree: Tree) -> None:
    user = make_user()
    client = Client()
    client.get("/?lang=fr")
    assert not UserProfile.objects.exists()
    client.force_login(user)
    client.get("/?lang=xx")
    assert not UserProfile.objects.exists()
    client.get("/?lang=fr")
    assert UserProfile.objects.get(user=user).preferred_language == "fr"
    client.get("/?lang=en")
    assert UserProfile.objects.get(user=user).preferred_language == "en"
