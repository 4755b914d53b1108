"""Several people and processes at once, on a real PostgreSQL: one handover, one confirmation, one mail."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from liaison.directory.confirm import confirm_path, make_token
from liaison.directory.models import Handover, MailState, Post, Reminder
from liaison.directory.reminders import remind
from practices.draft import PracticeDraft
from practices.models import PracticePage
from tests.factories import make_practice, make_tree, make_user
from tests.liaison.directory.making import make_post
from tests.practices.conftest import form_of, send, signed_in
from tests.practices.test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.postgres]


@pytest.fixture
def world() -> dict[str, Any]:
    tree = make_tree()
    holder = make_user("holder")
    return {
        "tree": tree,
        "holder": holder,
        "desks": [make_user(f"desk{number}", groups=[tree.morocco_desk]) for number in range(4)],
        "successors": [make_user(f"successor{number}") for number in range(4)],
        "post": make_post(holder=holder, audience="members", verified_on=datetime.date(2026, 1, 1)),
    }


def prepared(world: dict[str, Any], desk: Any, successor: Any) -> tuple[Client, str, dict[str, Any]]:
    """A desk member who has seen the preview and is about to press the button."""
    client, address = signed_in(desk), f"/directory/posts/{world['post'].pk}/handover/"
    said = {
        "kind": "successor",
        "successor": successor.email,
        "last_day": timezone.localdate().isoformat(),
        "reason": "End of the term",
    }
    digest = client.post(address, said | {"do": "preview"}).context["preview"].digest
    return client, address, said | {"do": "confirm", "digest": digest}


def test_of_four_handovers_at_once_one_is_made_and_three_are_told(world) -> None:
    practices = [make_practice(world["tree"].morocco, owner=world["holder"]) for _number in range(3)]
    ready = [prepared(world, *pair) for pair in zip(world["desks"], world["successors"], strict=True)]
    answers = at_once(*[lambda r=r: r[0].post(r[1], r[2]) for r in ready])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    record = Handover.objects.get()
    assert Post.objects.get().holder_id == record.receiver_id
    owners = set(PracticePage.objects.values_list("owner_id", flat=True))
    assert owners == {record.receiver_id} and len(record.moved["practice"]) == len(practices)


def test_text_that_is_sent_while_its_post_moves_is_left_with_nobody_else(world) -> None:
    """Sent first, it is one more thing, and the handover is shown again; moved first, it is the successor's draft."""
    for _round in range(4):
        Post.objects.update(since="")
        holder, successor = world["holder"], world["successors"][0]
        draft = PracticeDraft.objects.create(
            pk=uuid.uuid4(), owner=holder, data=form_of(holder) | {"country": "MA"}, version=1
        )
        client, address, said = prepared(world, world["desks"][0], successor)
        sent, moved = at_once(
            lambda d=draft, h=holder: send(h, d.pk, version="1"),
            lambda c=client, a=address, v=said: c.post(a, v),
        )
        draft.refresh_from_db()
        if moved.status_code == 302:
            assert draft.owner == successor
            assert not PracticePage.objects.filter(owner=holder).exists()
            assert Post.objects.get().holder == successor
            world["holder"], world["successors"] = successor, [*world["successors"][1:], holder]
        else:
            assert (moved.status_code, sent.status_code) == (409, 302)
            assert draft.owner == holder and Post.objects.get().holder == holder


def test_six_clicks_on_a_link_confirm_once(world) -> None:
    path = confirm_path(make_token(world["post"], world["holder"]))
    answers = at_once(*[lambda: Client().post(path)] * 6)
    assert [answer.status_code for answer in answers] == [200] * 6
    said = [answer.content.decode() for answer in answers]
    assert sum("Confirmed. Thank you." in text for text in said) == 1
    assert sum("Already confirmed" in text for text in said) == 5
    assert Post.objects.get().history.filter(kind="verified").count() == 1


def test_four_runs_at_once_send_one_mail(world) -> None:
    due = world["post"].verification_due
    assert due is not None
    Post.objects.update(verified_on=timezone.localdate() - datetime.timedelta(days=170))
    mail.outbox.clear()
    reports = at_once(*[lambda: remind(timezone.localdate())] * 4)
    assert sum(report.mails for report in reports) == len(mail.outbox) == 1
    assert Reminder.objects.get().state == MailState.SENT
