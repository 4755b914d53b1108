"""Handing a post over: all that belongs to it, to somebody, at once or not at all."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from liaison.directory.belongings import posting_of
from liaison.directory.handover import Outdated, can_hand_over, can_receive, desk_members, hand_over, preview
from liaison.directory.handover_mail import PAUSE, tell_receiver, tell_waiting
from liaison.directory.models import Contact, Handover, Post, Receiver
from portal.media.models import PortalDocument
from portal.media.rules import can_open
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import can_view
from practices.draft import DraftFile, PracticeDraft
from practices.models import PracticePage
from practices.queries import current_review
from practices.workflow import send_to_desk
from search.models import DirtyMark
from tests.factories import fresh, make_document, make_network, make_practice, make_user
from tests.liaison.directory.making import make_contact, make_post
from tests.practices.conftest import decide, signed_in

pytestmark = pytest.mark.django_db

LAST_DAY = datetime.date(2026, 10, 31)


@pytest.fixture
def holder(tree: Any) -> User:
    return make_user("holder")


@pytest.fixture
def successor(tree: Any) -> User:
    return make_user("successor")


@pytest.fixture
def desk(tree: Any) -> User:
    return make_user("desk", groups=[tree.morocco_desk])


@pytest.fixture
def post(holder: User) -> Post:
    return make_post(holder=holder, other_countries=["UA"], audience="members", verified_on=LAST_DAY)


def give(
    post: Post, to: User | None, *, by: Any = None, kind: str = Receiver.SUCCESSOR, **fields: Any
) -> Handover:
    """Hand a post over as its holder, or as somebody else, having seen the preview."""
    post = Post.objects.get(pk=post.pk)
    by = fresh(by or post.holder)
    values: dict[str, Any] = {"last_day": LAST_DAY, "reason": "End of the term", **fields}
    values.setdefault("digest", preview(by, post).digest)
    return hand_over(post=post, kind=Receiver(kind), receiver=to, by=by, **values)


def draft_of(owner: User, **fields: Any) -> PracticeDraft:
    page = fields.pop("page", None)
    return PracticeDraft.objects.create(pk=uuid.uuid4(), owner=owner, data=fields, version=1, page=page)


def owner_of(page: PracticePage) -> User | None:
    return PracticePage.objects.get(pk=page.pk).owner


# --- what moves, and what stays ----------------------------------------------------------------------------------


def test_everything_that_belongs_to_the_post_moves_to_the_successor(tree, post, holder, successor) -> None:
    contact = make_contact(post, audience="communities")
    practices = [
        make_practice(tree.morocco, owner=holder, state=state, audience="communities")
        for state in ("live", "draft", "unpublished")
    ]
    covered = make_practice(tree.ukraine, owner=holder)
    drafts = [draft_of(holder, title="One", country="MA"), draft_of(holder, title="Two", country="")]
    drafts.append(draft_of(holder, title="Change", country="TN", page=covered))
    record = give(post, successor)
    assert {owner_of(page) for page in [*practices, covered]} == {successor}
    assert set(PracticeDraft.objects.filter(owner=successor)) == set(drafts)
    assert not PracticeDraft.objects.filter(owner=holder).exists()
    again = Post.objects.get(pk=post.pk)
    assert (again.holder, again.occupancy, again.until, again.since) == (
        successor, "filled", None, "2026-11-01",
    )  # fmt: skip
    assert again.version == post.version + 1 and again.verified_on is None
    assert can_view(fresh(successor), Contact.objects.get(pk=contact.pk))
    assert not can_view(fresh(holder), Contact.objects.get(pk=contact.pk))
    assert record.moved == {
        "contact": [str(contact.pk)],
        "draft": sorted(str(draft.pk) for draft in drafts),
        "practice": [str(page.pk) for page in sorted([*practices, covered], key=lambda page: page.pk)],
    }
    change = again.history.get(kind="handed_over")
    assert change.by == holder
    assert {"field": "holder", "before": holder.pk, "after": successor.pk} in change.changes


def test_desk_takes_over_in_the_hands_of_one_of_its_members(tree, post, holder, desk) -> None:
    practice = make_practice(tree.morocco, owner=holder)
    draft = draft_of(holder, country="MA")
    record = give(post, desk, kind=Receiver.DESK)
    again = Post.objects.get(pk=post.pk)
    assert (again.holder, again.occupancy, again.until) == (None, "vacant", None)
    assert owner_of(practice) == desk and PracticeDraft.objects.get(pk=draft.pk).owner == desk
    assert (record.receiver, record.closes) == (desk, False)


def test_post_that_ends_itself_is_no_longer_current(post, desk) -> None:
    give(post, desk, kind=Receiver.DESK, closes=True, last_day=datetime.date(2026, 1, 1))
    again = Post.objects.get(pk=post.pk)
    assert again.has_ended and again.holder is None and not Post.objects.current().exists()


def test_what_is_not_the_posts_stays_with_the_person(tree, post, holder, successor) -> None:
    make_post("UA", holder=holder)  # covers Ukraine, too: what is about it belongs to this one
    elsewhere = make_practice(tree.tunisia, owner=holder)
    of_the_other = make_practice(tree.ukraine, owner=holder)
    somebody_elses = make_practice(tree.morocco, owner=make_user("colleague"))
    undecided = draft_of(holder, country="")
    about_tunisia = draft_of(holder, country="TN")
    mine = make_practice(tree.morocco, owner=holder)
    assert posting_of(post).countries == {"MA"} and not posting_of(post).is_last
    give(post, successor)
    assert owner_of(mine) == successor
    assert owner_of(elsewhere) == owner_of(of_the_other) == holder
    assert owner_of(somebody_elses) is not None and owner_of(somebody_elses).username == "colleague"
    assert set(PracticeDraft.objects.filter(owner=holder)) == {undecided, about_tunisia}


def test_post_elsewhere_that_has_ended_keeps_nothing_back(tree, post, holder, successor) -> None:
    make_post("MA", holder=holder, until=datetime.date(2020, 1, 1))
    practice = make_practice(tree.morocco, owner=holder)
    give(post, successor)
    assert owner_of(practice) == successor


def test_old_holder_loses_what_only_ownership_gave_and_keeps_what_the_audience_gives(
    tree, post, holder, successor
) -> None:
    network = make_network()
    hidden = make_practice(tree.morocco, owner=holder, audience="communities", communities=[network])
    shared = make_practice(tree.morocco, owner=holder, audience="members")
    unseen = make_practice(tree.morocco, owner=holder, state="draft", audience="members")
    give(post, successor)
    old, new = signed_in(fresh(holder)), signed_in(fresh(successor))
    pages = [PracticePage.objects.get(pk=page.pk) for page in (hidden, shared, unseen)]
    assert [can_view(fresh(holder), page) for page in pages] == [False, True, False]
    assert [can_view(fresh(successor), page) for page in pages] == [True, True, True]
    seen = set(PracticePage.objects.visible_to(fresh(holder)))
    assert seen == {shared}
    assert old.get(hidden.url).status_code == 404 and new.get(hidden.url).status_code == 200
    assert [page.audience_key for page in pages] == [
        hidden.audience_key,
        shared.audience_key,
        unseen.audience_key,
    ]


def test_search_finds_for_the_new_holder_and_not_for_the_old(tree, post, holder, successor) -> None:
    practice = make_practice(tree.morocco, owner=holder, audience="communities")
    DirtyMark.objects.all().delete()
    give(post, successor)
    marked = set(DirtyMark.objects.values_list("type", "object_id"))
    assert {("practice", practice.pk), ("post", post.pk)} <= marked


def test_files_move_with_what_they_belong_to(tree, post, holder, successor) -> None:
    practice = make_practice(tree.morocco, owner=holder, state="draft", audience="communities")
    attached = make_document(uploaded_by_user=holder, attached_to=practice)
    loose = make_document(uploaded_by_user=holder)
    in_draft = make_document(uploaded_by_user=holder)
    DraftFile.objects.create(draft=draft_of(holder, country="MA"), document=in_draft)
    give(post, successor)
    documents = [PortalDocument.objects.get(pk=d.pk) for d in (attached, in_draft, loose)]
    assert [can_open(fresh(successor), document) for document in documents] == [True, True, False]
    assert [can_open(fresh(holder), document) for document in documents] == [False, False, True]


def test_review_that_waits_and_one_that_came_back_go_on_with_the_new_holder(
    tree, post, holder, successor, desk
) -> None:
    waiting, returned = (make_practice(tree.morocco, owner=holder, state="draft") for _number in range(2))
    for page in (waiting, returned):
        send_to_desk(PracticePage.objects.get(pk=page.pk), holder)
    assert decide(desk, returned, "return", "Mend it.").status_code == 302
    give(post, successor)
    page = signed_in(fresh(successor)).get("/my/")
    assert [item.pk for item in page.context["returned"]] == [returned.pk]
    assert [item.pk for item in page.context["waiting"]] == [waiting.pk]
    assert signed_in(fresh(holder)).get("/my/").context["returned"] == []
    assert current_review(PracticePage.objects.get(pk=waiting.pk)).workflow_state.requested_by == successor
    assert decide(desk, waiting, "approve").status_code == 302
    assert PracticePage.objects.get(pk=waiting.pk).live


def test_draft_opens_for_the_new_holder_only(tree, post, holder, successor) -> None:
    draft = draft_of(holder, title="Half a thought", country="MA")
    address = reverse("practices:share_draft", args=[draft.pk])
    give(post, successor)
    assert signed_in(fresh(successor)).get(address).status_code == 200
    assert signed_in(fresh(holder)).get(address).status_code == 404


# --- all or nothing, and never to nobody ------------------------------------------------------------------------


def test_posting_that_ends_without_a_receiver_is_refused(tree, post, holder, desk) -> None:
    practice = make_practice(tree.morocco, owner=holder)
    for kind, field in ((Receiver.SUCCESSOR, "successor"), (Receiver.DESK, "desk_member")):
        with pytest.raises(ValidationError) as refused:
            give(post, None, kind=kind)
        assert list(refused.value.message_dict) == [field]
    assert Post.objects.get(pk=post.pk).holder == owner_of(practice) == holder
    assert not Handover.objects.exists()


def test_database_refuses_a_handover_to_nobody(post, holder) -> None:
    wrong = [{"receiver_name": ""}, {"kind": "nobody"}, {"closes": True}]
    for fields in wrong:
        values = {"kind": "successor", "receiver_name": "X", "last_day": LAST_DAY, "reason": "x", **fields}
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(post=post, **values)


def test_those_who_cannot_receive_are_refused(tree, post, holder, desk) -> None:
    guest = make_user("guest", role=Role.LIAISON_PROSECUTOR)
    closed = make_user("closed", is_active=False)
    for person in (holder, guest, closed):
        assert not can_receive(person, post)
        with pytest.raises(ValidationError):
            give(post, person)
    for person in (holder, make_user("member")):
        with pytest.raises(ValidationError):
            give(post, person, kind=Receiver.DESK)
    with pytest.raises(ValidationError):
        give(post, make_user("fit"), closes=True)
    prosecutor = make_post(kind="liaison_prosecutor", holder=make_user("p", role=Role.LIAISON_PROSECUTOR))
    assert can_receive(guest, prosecutor)


def test_failure_on_the_way_moves_nothing(tree, post, holder, successor, monkeypatch) -> None:
    practice, draft = make_practice(tree.morocco, owner=holder), draft_of(holder, country="MA")

    def fail(*args: Any) -> None:
        raise RuntimeError("on the way")

    monkeypatch.setattr("practices.handover.HeldPractices.move", fail)
    with pytest.raises(RuntimeError):
        give(post, successor)
    assert Post.objects.get(pk=post.pk).holder == owner_of(practice) == holder
    assert PracticeDraft.objects.get(pk=draft.pk).owner == holder and not Handover.objects.exists()


def test_desk_of_a_country_without_one_is_eurojusts(tree, holder) -> None:
    eurojust = make_user("eurojust", role=Role.EUROJUST_DESK)
    assert list(desk_members(make_post("UA", holder=holder))) == [eurojust]
    assert list(desk_members(make_post("MA", holder=holder))) == [eurojust]  # its desk has nobody
    desk = make_user("desk", groups=[tree.morocco_desk])
    make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[tree.morocco_desk])
    assert list(desk_members(make_post("MA", holder=holder))) == [desk]


# --- two at once -------------------------------------------------------------------------------------------------


def test_second_of_two_handovers_is_told_and_moves_nothing(post, holder, successor, desk) -> None:
    seen = preview(desk, post).digest
    first = give(post, successor)
    with pytest.raises(Outdated) as told:
        give(post, make_user("third"), by=desk, digest=seen)
    assert told.value.latest == first
    with pytest.raises(Outdated) as told:
        give(post, make_user("fourth"), by=holder, digest=seen)
    assert told.value.latest == first
    assert Post.objects.get(pk=post.pk).holder == successor and Handover.objects.count() == 1


def test_what_came_after_the_preview_is_shown_before_it_moves(tree, post, holder, successor) -> None:
    seen = preview(holder, post).digest
    make_practice(tree.morocco, owner=holder)
    with pytest.raises(Outdated):
        give(post, successor, digest=seen)
    assert Post.objects.get(pk=post.pk).holder == holder


# --- no other way ------------------------------------------------------------------------------------------------


def test_account_that_holds_a_post_is_not_deleted(tree, post, holder, successor) -> None:
    with pytest.raises(ProtectedError):
        holder.delete()
    give(post, successor)
    User.objects.get(pk=holder.pk).delete()
    record = Handover.objects.get()
    assert (record.giver, record.giver_name, record.receiver) == (None, "Holder", successor)


def test_administrator_is_told_that_the_account_cannot_be_deleted(tree, post, holder) -> None:
    client = signed_in(make_user("root", is_superuser=True))
    one = reverse("wagtailusers_users:delete", args=[holder.pk])
    several = reverse("wagtail_bulk_action", args=["people", "user", "delete"]) + f"?id={holder.pk}"
    free = make_user("free")
    asked = [client.get(one, follow=True), client.post(one, follow=True), client.post(several, follow=True)]
    asked.append(client.post(f"{several}&id={free.pk}", follow=True))
    for answer in asked:
        assert f"/directory/posts/{post.pk}/handover/" in answer.content.decode()
    assert User.objects.filter(pk__in=[holder.pk, free.pk]).count() == 2
    client.post(reverse("wagtailusers_users:delete", args=[free.pk]))
    assert not User.objects.filter(pk=free.pk).exists()


def test_holder_leaves_a_post_in_no_other_way(post, holder, successor) -> None:
    for changes, field in (
        ({"holder": successor}, "holder"),
        ({"holder": None, "occupancy": "vacant"}, "holder"),
        ({"until": datetime.date(2020, 1, 1)}, "until"),
    ):
        found = Post.objects.get(pk=post.pk)
        for name, value in changes.items():
            setattr(found, name, value)
        with pytest.raises(ValidationError) as refused:
            found.save()
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(ProtectedError), transaction.atomic():
        Post.objects.get(pk=post.pk).delete()
    assert Post.objects.get(pk=post.pk).holder == holder


def test_post_without_an_account_as_holder_is_changed_freely(tree, successor) -> None:
    post = make_post(holder_name="A name", until=datetime.date(2020, 1, 1))
    post.holder, post.holder_name = successor, ""
    post.save()
    assert Post.objects.get(pk=post.pk).holder == successor


# --- who may, and who is told ------------------------------------------------------------------------------------


def test_holder_and_desks_end_a_posting_and_nobody_else(tree, post, holder, desk, successor) -> None:
    who = {
        "holder": holder,
        "desk": desk,
        "eurojust": make_user("eurojust", role=Role.EUROJUST_DESK),
        "member": successor,
        "other desk": make_user("otherdesk", groups=[tree.tunisia_desk]),
        "root": make_user("root", is_superuser=True),
    }
    able = {name for name, user in who.items() if can_hand_over(fresh(user), post)}
    assert able == {"holder", "desk", "eurojust", "root"}
    prosecutor = make_user("prosecutor", role=Role.LIAISON_PROSECUTOR)
    assert not can_hand_over(prosecutor, make_post(kind="liaison_prosecutor", holder=prosecutor))
    with pytest.raises(PermissionDenied):
        give(post, desk, by=successor)
    assert Post.objects.get(pk=post.pk).holder == holder


def test_receiver_and_giver_are_told_without_a_word_of_what_moved(
    tree, post, holder, successor, desk, django_capture_on_commit_callbacks
) -> None:
    make_practice(tree.morocco, owner=holder, title="Practice quillwort")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        record = give(post, successor, by=desk, reason="Reason tamarisk")
    assert [message.to for message in mail.outbox] == [[successor.email], [holder.email]]
    for message in mail.outbox:
        text = message.message().as_string()
        assert "Morocco" in text and f"/directory/handovers/{record.pk}/" in text
        assert "quillwort" not in text and "tamarisk" not in text
    record.refresh_from_db()
    assert record.told_at is not None
    assert tell_receiver.func(str(record.pk)) is False and len(mail.outbox) == 2


def test_mail_that_failed_is_sent_again(post, successor, monkeypatch, time_machine) -> None:
    record = give(post, successor)

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr("liaison.directory.handover_mail.send_mail", refuse)
        assert tell_receiver.func(str(record.pk)) is False
    mail.outbox.clear()
    assert tell_waiting() == 0
    time_machine.move_to(record.at + PAUSE * 2 + datetime.timedelta(minutes=1))
    assert tell_waiting() == 1 and tell_waiting() == 0
    assert [message.to for message in mail.outbox] == [[successor.email]]


# --- the pages ---------------------------------------------------------------------------------------------------


def form(post: Post, **values: Any) -> dict[str, Any]:
    return {
        "kind": "successor",
        "successor": "successor@example.org",
        "last_day": "2026-10-31",
        "reason": "End of the term",
        "do": "preview",
        **values,
    }


def confirm(client: Any, post: Post, **values: Any) -> Any:
    """Press both buttons."""
    address = f"/directory/posts/{post.pk}/handover/"
    shown = client.post(address, form(post, **values))
    assert shown.status_code == 200, shown.content.decode()
    digest = shown.context["preview"].digest
    return client.post(address, form(post, **values, digest=digest, do="confirm"))


def test_holder_hands_over_in_two_steps(tree, post, holder, successor) -> None:
    make_practice(tree.morocco, owner=holder, title="Practice quillwort")
    draft_of(holder, title="Draft tamarisk", country="MA")
    make_contact(post, value="+999 555 0177")
    client = signed_in(holder)
    address = f"/directory/posts/{post.pk}/handover/"
    assert "Show what will move" in client.get(address).content.decode()
    shown = client.post(address, form(post)).content.decode()
    assert all(word in shown for word in ("quillwort", "tamarisk", "0177", "Successor", "Hand over"))
    assert "without your seeing it" not in shown
    assert Post.objects.get(pk=post.pk).holder == holder
    done = confirm(client, post)
    record = Handover.objects.get()
    assert done.status_code == 302 and done.url == f"/directory/handovers/{record.pk}/"
    assert "quillwort" in signed_in(successor).get(done.url).content.decode()


def test_desk_is_shown_what_it_may_see_and_told_that_more_may_move(
    tree, post, holder, successor, desk
) -> None:
    make_practice(tree.morocco, owner=holder, title="Practice quillwort", audience="communities")
    hidden = make_practice(tree.ukraine, owner=holder, title="Practice foxglove", audience="communities")
    draft_of(holder, title="Draft tamarisk", country="MA")
    client = signed_in(desk)
    shown = client.post(f"/directory/posts/{post.pk}/handover/", form(post))
    text = shown.content.decode()
    assert "quillwort" in text and "without your seeing it" in text
    assert "tamarisk" not in text and "foxglove" not in text
    assert [len(kind.things) for kind in shown.context["preview"].moving] == [1]
    done = confirm(client, post)
    assert owner_of(hidden) == successor
    record = client.get(done.url).content.decode()
    assert "quillwort" in record and "tamarisk" not in record and "foxglove" not in record
    theirs = signed_in(successor).get(done.url).content.decode()
    assert all(word in theirs for word in ("quillwort", "tamarisk", "foxglove"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "nobody"}, "kind"),
        ({"successor": ""}, "successor"),
        ({"successor": "unknown@example.org"}, "successor"),
        ({"successor": "holder@example.org"}, "successor"),
        ({"successor": "x" * 300}, "successor"),
        ({"kind": "desk"}, "desk_member"),
        ({"kind": "desk", "desk_member": "999999"}, "desk_member"),
        ({"closes": "on"}, "closes"),
        ({"last_day": ""}, "last_day"),
        ({"last_day": "2026-02-30"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"last_day": "0001-01-01"}, "last_day"),
        ({"reason": "  "}, "reason"),
        ({"reason": "RESTREINT UE/EU RESTRICTED"}, "reason"),
        ({"reason": "x" * 600}, "reason"),
    ],
)
def test_bad_input_is_told_at_the_field_and_moves_nothing(
    post, holder, successor, desk, values, field
) -> None:
    client = signed_in(holder)
    for step in ("preview", "confirm"):
        answer = client.post(f"/directory/posts/{post.pk}/handover/", form(post, **{**values, "do": step}))
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    assert not Handover.objects.exists()


def test_confirming_what_was_not_previewed_shows_it_first(post, holder, successor) -> None:
    client = signed_in(holder)
    for digest in ("", "x" * 32):
        answer = client.post(f"/directory/posts/{post.pk}/handover/", form(post, do="confirm", digest=digest))
        assert answer.status_code == 409 and "Nothing was moved" in answer.content.decode()
    assert not Handover.objects.exists()


def test_second_desk_member_is_shown_who_came_first(tree, post, holder, successor, desk) -> None:
    second = signed_in(make_user("seconddesk", groups=[tree.morocco_desk]))
    address = f"/directory/posts/{post.pk}/handover/"
    digest = second.post(address, form(post)).context["preview"].digest
    confirm(signed_in(desk), post)
    make_user("third")
    late = form(post, successor="third@example.org", do="confirm", digest=digest, held_by=holder.pk)
    answer = second.post(address, late)
    assert answer.status_code == 409
    assert "handed over to Successor" in answer.content.decode()
    assert Post.objects.get(pk=post.pk).holder == successor and Handover.objects.count() == 1


def test_old_holder_is_shown_the_record_without_the_post_they_no_longer_see(
    tree, holder, successor, desk
) -> None:
    post = make_post(holder=holder, audience="communities", title="Post quillwort")
    make_contact(post, value="+999 555 0177")
    confirm(signed_in(desk), post)
    client = signed_in(fresh(holder))
    assert client.get(f"/directory/posts/{post.pk}/").status_code == 404
    answer = client.get(f"/directory/posts/{post.pk}/handover/", follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "Successor" in text
    assert "quillwort" not in text and "0177" not in text


def test_vacant_post_has_nobody_to_take_over_from(desk) -> None:
    post = make_post(occupancy="vacant", audience="members")
    answer = signed_in(desk).get(f"/directory/posts/{post.pk}/handover/")
    assert answer.status_code == 200 and "Nobody holds this post" in answer.content.decode()


def test_earlier_handovers_are_found_by_those_who_may_read_their_record(post, successor, desk) -> None:
    record = give(post, successor)
    address = f"/directory/posts/{post.pk}/handover/"
    for user in (successor, desk):
        assert f"/directory/handovers/{record.pk}/" in signed_in(fresh(user)).get(address).content.decode()
    again = give(post, desk, by=desk, kind=Receiver.DESK, last_day=datetime.date(2026, 12, 1))
    page = signed_in(desk).get(f"/directory/posts/{post.pk}/").content.decode()
    assert address in page and "Earlier handovers" in page
    shown = signed_in(desk).get(address).content.decode()
    assert all(f"/directory/handovers/{found.pk}/" in shown for found in (record, again))


def test_day_that_is_offered_is_never_before_the_posting_began(holder) -> None:
    post = make_post(holder=holder, since="2999-01-31")
    form = signed_in(holder).get(f"/directory/posts/{post.pk}/handover/").context["form"]
    assert form.initial["last_day"] == datetime.date(2999, 1, 31)


def test_pages_do_not_exist_for_others(tree, post, holder, successor, desk) -> None:
    record = give(post, desk, kind=Receiver.DESK, by=desk)
    make_post(holder=holder)
    outsider = signed_in(make_user("outsider"))
    addresses = [f"/directory/posts/{post.pk}/handover/", f"/directory/handovers/{record.pk}/"]
    for address in addresses:
        assert outsider.get(address).status_code == 404
    assert outsider.post(addresses[0], form(post)).status_code == 404
    assert outsider.get(f"/directory/handovers/{uuid.uuid4()}/").status_code == 404
    for party in (holder, desk):
        assert signed_in(fresh(party)).get(addresses[1]).status_code == 200


def test_post_page_offers_what_one_may_do(post, holder, successor) -> None:
    address = f"/directory/posts/{post.pk}/"
    mine, theirs = (signed_in(user).get(address).content.decode() for user in (holder, successor))
    assert "End the posting" in mine and "Confirm that this is true today" in mine
    assert "End the posting" not in theirs and "Confirm that this is true today" not in theirs
    assert f"{address}card.vcf" in mine and f"{address}card.vcf" in theirs


def test_edit_form_sends_a_change_of_the_holder_to_the_handover(post, holder, successor, desk) -> None:
    client = signed_in(desk)
    address = f"/directory/posts/{post.pk}/edit/"
    shown = client.get(address).context["form"]
    data = {name: "" if (value := shown[name].value()) is None else value for name in shown.fields}
    answer = client.post(address, data | {"holder": successor.email, "editor": desk.pk})
    assert answer.status_code == 422 and "Hand the post over" in answer.content.decode()
    assert Post.objects.get(pk=post.pk).holder == holder
