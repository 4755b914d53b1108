"""E-mails of the review: to the right people, at the right moment, with nothing of the text."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction

from practices.models import PracticePage
from tests.factories import make_user
from tests.practices.conftest import decide, mend, shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run what happens after commit as well."""

    def run(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            result = action(*args, **kwargs)
        return result, sorted(address for message in mail.outbox for address in message.to)

    return run


def test_desk_is_told_what_waits(writer, desk, second_reviewer, other_desk, member, committed) -> None:
    gone = make_user("gone", is_active=False)
    gone.groups.set(desk.groups.all())
    page, told = committed(shared, writer)
    assert told == sorted([desk.email, second_reviewer.email])
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert "Morocco" in text and f"/practices/review/{page.pk}/" in text
    assert page.title not in text and "We called" not in text


def test_writer_is_told_of_the_return_without_the_comment(writer, desk, committed) -> None:
    page = shared(writer)
    _, told = committed(decide, desk, page, "return", "A telling comment")
    assert told == [writer.email]
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert "A telling comment" not in text and page.title not in text and "/my/" in text


def test_writer_is_told_of_the_publication(writer, desk, committed) -> None:
    page = shared(writer)
    _, told = committed(decide, desk, page, "approve")
    assert told == [writer.email] and "published" in mail.outbox[0].subject


def test_superusers_get_no_mail_of_every_text(writer, desk, committed) -> None:
    make_user("root", is_superuser=True)
    assert committed(shared, writer)[1] == [desk.email]


def test_text_sent_again_tells_the_desk_again(writer, desk, committed) -> None:
    page = shared(writer)
    _, told = committed(mend, writer, page, title="Better")
    assert told == [desk.email]


def test_desk_member_who_wrote_is_not_told_of_their_own(desk, second_reviewer, committed) -> None:
    assert committed(shared, desk)[1] == [second_reviewer.email]


def test_writer_who_lost_access_is_not_told(writer, desk, committed) -> None:
    page = shared(writer)
    writer.is_active = False
    writer.save()
    assert committed(decide, desk, page, "return", "Mend it.")[1] == []


def test_recipients_are_those_at_the_moment_of_sending(
    writer, desk, tree, django_capture_on_commit_callbacks
) -> None:
    late = make_user("late")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks() as callbacks:
        shared(writer)
    desk.groups.remove(tree.morocco_desk)
    late.groups.add(tree.morocco_desk)
    for callback in callbacks:
        callback()
    assert [message.to for message in mail.outbox] == [[late.email]]


def test_event_that_is_no_longer_true_sends_nothing(writer, desk, django_capture_on_commit_callbacks) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks() as callbacks:
        page = shared(writer)
    decide(desk, page, "approve")
    for callback in callbacks:
        callback()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_rolled_back_is_told_to_nobody(tree) -> None:
    writer = make_user("writer", role="liaison_magistrate")
    make_user("desk", groups=[tree.morocco_desk])
    mail.outbox.clear()
    with transaction.atomic():
        shared(writer)
        transaction.set_rollback(True)
    assert mail.outbox == [] and PracticePage.objects.count() == 0


def test_mail_is_in_the_readers_language(writer, desk, committed) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(desk)
    profile.preferred_language = "fr"
    profile.save()
    from django.utils import translation

    committed(shared, writer)
    with translation.override("fr"):
        country = PracticePage.objects.get().country_page.country.name()
    assert country == "Maroc" and "Maroc" in mail.outbox[0].subject
