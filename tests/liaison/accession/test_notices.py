"""Followers are told of a change of status: once, after commit, if they may still see it, without a word of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from liaison.accession.actions import change_status, edit_accession, follow, unfollow
from liaison.accession.enums import NoticeState
from liaison.accession.models import Accession, AccessionEvent, AccessionNotice
from liaison.accession.notices import send_notices
from liaison.accession.signals import forget_user_of_accession, register_user_of_accession
from portal.people.models import User
from portal.visibility import Audience
from tests.liaison.accession.conftest import People
from tests.liaison.accession.factory import make_accession

pytestmark = pytest.mark.django_db


def move(item: Accession, status: str = "requested", user: Any = None) -> AccessionEvent | None:
    return change_status(
        item=item, status=status, date=timezone.localdate(), text="Secretword", user=user, version=None
    )


@pytest.fixture
def item(people: People) -> Accession:
    """Followed by the desk, an insider and a guest of the circle."""
    item = make_accession(communities=[people.network], next_step="Secretword")
    for user in (people.desk, people.insider, people.guest_inside):
        follow(item=item, user=user)
    return item


def receivers() -> list[str]:
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def test_followers_are_told_but_not_whoever_did_it(
    people: People, item: Accession, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(item, user=people.desk)
        assert not mail.outbox
    assert receivers() == ["insideguest", "insider"]


def test_mail_carries_no_word_of_the_item(
    people: People, item: Accession, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(item, user=people.desk)
    for message in mail.outbox:
        text = f"{message.subject}\n{message.body}"
        assert "Morocco" in text and item.get_absolute_url() in text
        for word in ("Secretword", "CETS", "Request to accede"):
            assert word not in text


def test_mail_is_in_the_followers_language(
    people: People, item: Accession, django_capture_on_commit_callbacks: Any
) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(people.insider)
    profile.preferred_language = "fr"
    profile.save()
    with django_capture_on_commit_callbacks(execute=True):
        move(item, user=people.desk)
    by_receiver = {message.to[0]: message for message in mail.outbox}
    assert "Maroc" in by_receiver["insider@example.org"].body
    assert "Morocco" in by_receiver["insideguest@example.org"].body


def test_sending_again_sends_nothing_twice(
    people: People, item: Accession, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(item, user=people.desk)
    for _again in range(3):
        send_notices.func()
    assert len(mail.outbox) == 2
    assert set(AccessionNotice.objects.values_list("state", flat=True)) == {NoticeState.SENT}


def test_whoever_left_the_audience_meanwhile_is_not_told(people: People, item: Accession) -> None:
    move(item, user=people.superuser)
    people.insider.groups.remove(people.network)
    edit_accession(item=item, values={}, communities=[people.network], user=people.desk, version=2)
    send_notices.func()
    assert receivers() == ["desk", "insideguest"]
    assert AccessionNotice.objects.get(user=people.insider).state == NoticeState.DROPPED


def test_whoever_stopped_following_or_was_switched_off_is_not_told(people: People, item: Accession) -> None:
    move(item)
    unfollow(item=item, user=people.insider)
    User.objects.filter(pk=people.guest_inside.pk).update(is_active=False)
    send_notices.func()
    assert receivers() == ["desk"]


def test_mail_that_failed_is_sent_later_and_the_others_are_sent(
    people: People, item: Accession, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liaison.accession import notices

    move(item)
    real = notices.send_mail

    def failing(subject: str, text: str, sender: Any, to: list[str]) -> int:
        if to == ["insider@example.org"]:
            raise OSError("no mail server")
        return real(subject, text, sender, to)

    monkeypatch.setattr(notices, "send_mail", failing)
    send_notices.func()
    assert receivers() == ["desk", "insideguest"]
    waiting = AccessionNotice.objects.get(user=people.insider)
    assert (waiting.state, waiting.attempts, waiting.error) == (NoticeState.WAITING, 1, "no mail server")
    monkeypatch.setattr(notices, "send_mail", real)
    send_notices.func()  # too early
    assert len(mail.outbox) == 2
    AccessionNotice.objects.update(claimed_until=timezone.now())
    call_command("send_accession_notices")
    assert receivers() == ["desk", "insideguest", "insider"]


def test_nothing_is_owed_for_a_change_that_is_undone(people: People, item: Accession) -> None:
    from django.db import transaction

    with transaction.atomic():
        move(item)
        assert AccessionNotice.objects.count() == 3
        transaction.set_rollback(True)
    assert not AccessionNotice.objects.exists()
    send_notices.func()
    assert not mail.outbox


def test_change_that_is_no_change_of_status_is_not_told(
    people: People, item: Accession, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        move(item, status=item.status)
        edit_accession(item=item, values={"obstacles": "Other"}, communities=[], user=people.desk, version=1)
    assert not mail.outbox


# --- what uses an item ----------------------------------------------------------------------------------


def test_what_uses_an_item_is_told_in_the_transaction_with_the_item_as_it_is(
    people: People, item: Accession
) -> None:
    told: list[tuple[str, str, str, bool]] = []

    def use(changed: Accession, event: AccessionEvent) -> None:
        from django.db import connection

        stored = Accession.objects.get(pk=changed.pk)
        told.append((event.old_status, event.new_status, stored.status, connection.in_atomic_block))

    register_user_of_accession(use, name="test")
    try:
        move(item, "invited")
        move(item, "invited")
    finally:
        forget_user_of_accession("test")
    assert told == [("under_consideration", "invited", "invited", True)]
    move(item, "deposited")
    assert len(told) == 1


def test_change_is_not_made_where_what_uses_it_fails(people: People, item: Accession) -> None:
    def use(changed: Accession, event: AccessionEvent) -> None:
        raise RuntimeError("cannot be marked stale")

    register_user_of_accession(use, name="test")
    try:
        with pytest.raises(RuntimeError):
            move(item)
    finally:
        forget_user_of_accession("test")
    item.refresh_from_db()
    assert item.status == "under_consideration"
    assert not item.events.filter(kind="status").exists()


def test_public_item_tells_guests_who_follow(people: People, django_capture_on_commit_callbacks: Any) -> None:
    item = make_accession(audience=Audience.PUBLIC)
    follow(item=item, user=people.guest)
    with django_capture_on_commit_callbacks(execute=True):
        move(item)
    assert receivers() == ["guest"]
