"""The link in a reminder: one purpose, one use, an end, and nothing told to whoever has no such link."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client

from liaison.directory.confirm import MAX_AGE, SALT, confirm_path, make_token
from liaison.directory.models import Authority, Post
from portal.people.enums import Role
from tests.factories import make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = pytest.mark.django_db

SENT = datetime.date(2026, 2, 1)
VERIFIED = datetime.date(2025, 9, 1)


@pytest.fixture
def holder(tree: Any) -> Any:
    return make_user("holder")


@pytest.fixture
def post(holder: Any) -> Post:
    return make_post(
        holder=holder, title="Post quillwort", note="Note", verified_on=VERIFIED, audience="communities"
    )


def body(answer: Any) -> str:
    """The text of an answer without what differs each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", answer.content.decode())


def verified_on(post: Post) -> datetime.date | None:
    return type(post)._default_manager.get(pk=post.pk).verified_on


def test_opening_the_link_changes_nothing_and_pressing_the_button_confirms(post: Post, holder: Any) -> None:
    path = confirm_path(make_token(post, holder))
    client = Client(enforce_csrf_checks=True)
    for _scanner in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert verified_on(post) == VERIFIED
    page = client.get(path)
    assert "Post quillwort" in body(page) and "Yes, it is still true" in body(page)
    assert client.post(path).status_code == 403  # not from another site
    answer = client.post(path, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    assert answer.status_code == 200 and "Confirmed. Thank you." in body(answer)
    again = Post.objects.get(pk=post.pk)
    assert verified_on(post) == datetime.date.today() and again.verified_by == holder  # noqa: DTZ011
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_page_works_without_javascript_and_shows_nothing_but_the_name(post: Post, holder: Any) -> None:
    make_contact(post, value="+999 555 0123")
    text = body(Client().get(confirm_path(make_token(post, holder))))
    form = text[text.index('<form method="post"') :]
    assert 'type="submit"' in form[: form.index("</form>")]
    assert "0123" not in text and "Note" not in text and holder.email not in text


def test_second_click_says_already_confirmed_and_leaves_one_record(post: Post, holder: Any) -> None:
    path = confirm_path(make_token(post, holder))
    client = Client()
    client.post(path)
    for answer in (client.post(path), client.get(path)):
        assert answer.status_code == 200 and "Already confirmed" in body(answer)
        assert "Yes, it is still true" not in body(answer)
    assert Post.objects.get(pk=post.pk).history.filter(kind="verified").count() == 1


def test_link_of_somebody_else_is_used_up_when_another_confirmed(tree: Any, post: Post, holder: Any) -> None:
    desk = make_user("desk", groups=[tree.morocco_desk])
    first, second = (confirm_path(make_token(post, user)) for user in (holder, desk))
    Client().post(first)
    assert "Already confirmed" in body(Client().post(second))
    assert Post.objects.get(pk=post.pk).verified_by == holder


def test_link_asks_to_look_first_where_somebody_else_changed_the_entry(post: Post, holder: Any) -> None:
    path = confirm_path(make_token(post, holder))
    other = make_user("other")
    Post.objects.filter(pk=post.pk).update(version=post.version + 1, updated_by=other)
    assert "changed after the link was sent" in body(Client().get(path))
    assert Client().post(path).status_code == 409
    assert verified_on(post) == VERIFIED


def test_link_still_holds_where_its_receiver_changed_the_entry(post: Post, holder: Any) -> None:
    path = confirm_path(make_token(post, holder))
    Post.objects.filter(pk=post.pk).update(version=post.version + 1, updated_by=holder)
    assert "Confirmed. Thank you." in body(Client().post(path))


def dead_links(tree: Any) -> dict[str, str]:
    """A link of every kind that does not hold, by why."""
    holder = make_user("holder")
    post = make_post(holder=holder, verified_on=VERIFIED)
    token = make_token(post, holder)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - MAX_AGE - datetime.timedelta(days=1)):
        old = make_token(post, holder)
    outsider, gone, ended = make_user("outsider"), make_user("gone"), make_user("ended")
    removed = make_authority()
    removed_token = make_token(removed, make_user("desk", groups=[tree.morocco_desk]))
    removed.delete()
    gone_token = make_token(make_post(holder=gone), gone)
    gone.is_active = False
    gone.save()
    left = make_post(holder=ended, audience="communities")
    left_token = make_token(left, ended)
    Post.objects.filter(pk=left.pk).update(holder=None)
    return {
        "too old": old,
        "cut off": token[:-5],
        "one letter changed": token[:5] + ("A" if token[5] != "A" else "B") + token[6:],
        "for another purpose": signing.dumps(signing.loads(token, salt=SALT), salt="another"),
        "of another shape": signing.dumps({"post": post.pk}, salt=SALT),
        "with another number of parts": signing.dumps(["post", post.pk], salt=SALT),
        "about what is no entry": signing.dumps(["user", 1, 1, "", holder.pk], salt=SALT),
        "with a number no database holds": signing.dumps(["post", 10**30, 1, "", holder.pk], salt=SALT),
        "of somebody who may not": make_token(post, outsider),
        "of an account that was closed": gone_token,
        "of whoever left the post": left_token,
        "about what was removed": removed_token,
        "made of nothing": "x",
        "far too long": "x" * 5000,
        "with odd letters": "é%00漢",
    }


def test_links_that_do_not_hold_are_all_told_the_same(tree: Any) -> None:
    answers = {}
    for why, token in dead_links(tree).items():
        for ask in (Client().get, Client().post):
            answer = ask(f"/directory/confirm/{token}/")
            assert answer.status_code == 404, why
            answers[why, ask.__name__] = body(answer)
    assert len(set(answers.values())) == 1
    assert "This link does not work" in next(iter(answers.values()))
    assert not Post.objects.filter(verified_on=datetime.date.today()).exists()  # noqa: DTZ011


def test_link_holds_until_it_ends(post: Post, holder: Any) -> None:
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - MAX_AGE + datetime.timedelta(hours=1)):
        path = confirm_path(make_token(post, holder))
    assert Client().get(path).status_code == 200


def test_link_confirms_the_one_entry_it_was_made_for(tree: Any) -> None:
    eurojust = make_user("eurojust", role=Role.EUROJUST_DESK)
    one, other = make_authority("UA"), make_authority("UA")
    token = make_token(one, eurojust)
    parts = signing.loads(token, salt=SALT)
    assert parts[:2] == ["authority", one.pk]
    Client().post(confirm_path(token))
    assert Authority.objects.get(pk=one.pk).verified_on is not None
    assert Authority.objects.get(pk=other.pk).verified_on is None
