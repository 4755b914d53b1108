"""Handing a post over: everything of the holder's that belongs to it moves in one transaction, to somebody.

A posting ends in this way and no other (``handover_guard``). Rooms above register what they keep for the holder of
a post with ``register_belongings``; what belongs to the person but not to the post stays (``belongings``).

The receiver is always a person, so that nothing is ever without somebody: the successor, or the member of the
country's desk who takes it into their hands while the post is vacant.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from liaison.directory.actions import lock
from liaison.directory.belongings import (
    Belongings,
    Posting,
    Thing,
    posting_of,
    register_belongings,
    registered,
)
from liaison.directory.enums import OF_THE_THIRD_COUNTRY, ChangeKind, Occupancy
from liaison.directory.handover_guard import handover_under_way
from liaison.directory.history import differences, record_change, snapshot
from liaison.directory.models import Handover, Post, Receiver
from liaison.directory.rules import is_desk, is_holder
from portal.people.enums import GUEST_ROLES
from portal.people.models import User
from portal.people.queries import desk_group_id, eurojust_desk_group_id
from portal.visibility import viewer_for

__all__ = ["Belongings", "Posting", "Thing", "hand_over", "preview", "register_belongings"]

# --- who, to whom ----------------------------------------------------------------------------------------------


def can_hand_over(user: Any, post: Post) -> bool:
    """Whether a user may end the posting: the holder, the desk of its country, the Eurojust desk.

    An official of a third country does not: the choice of receivers names members. The desk does it for them.
    """
    return is_desk(user, post) or (is_holder(user, post) and viewer_for(user).is_member)


def is_held(post: Post) -> bool:
    """Whether there is somebody whose posting can end."""
    return bool(post.holder_id or post.holder_name)


def desk_members(post: Post) -> QuerySet[User]:
    """Who can take a post into their hands for the desk: the active members of the country's desk, and where it
    has none those of the Eurojust desk. Never the holder, never officials of a third country."""
    for group_id in (desk_group_id(post.country_id), eurojust_desk_group_id()):
        members = User.objects.filter(groups=group_id, is_active=True).exclude(posts=post)
        members = members.exclude(role__in=GUEST_ROLES).order_by("last_name", "first_name", "pk")
        if group_id is not None and members.exists():
            return members
    return User.objects.none()


def can_receive(user: User, post: Post) -> bool:
    """Whether a person can succeed on a post: an active account, not its holder. A post of a Member State or of the
    Union is never given to an official of a third country, who would come to own what members share."""
    if not user.is_active or user.pk == post.holder_id:
        return False
    return not user.is_guest or post.kind in OF_THE_THIRD_COUNTRY


# --- what will move --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moving:
    """One kind of what moves, as one viewer is told of it."""

    label: str
    things: list[Thing]


@dataclass(frozen=True)
class Preview:
    """What will move, as one viewer is told of it. ``digest`` stands for all of it, seen or not: a handover that is
    confirmed moves what was previewed, or nothing. ``sees_all`` says that nothing is left out."""

    moving: list[Moving]
    digest: str
    sees_all: bool = False


def preview(viewer: Any, post: Post) -> Preview:
    """What a handover of the post would move now."""
    posting = posting_of(post)
    found = _find(posting)
    own = viewer_for(viewer).user_id == post.holder_id and post.holder_id is not None
    return Preview(moving_of(viewer, found), _digest(posting, found), own)


def moving_of(viewer: Any, moved: dict[str, list[Any]]) -> list[Moving]:
    """What moved, or will, as this viewer may see it; kinds of which they may see nothing are left out."""
    found = []
    for belongings in registered():
        ids = moved.get(belongings.name, [])
        things = belongings.visible(viewer, ids) if ids else []
        if things:
            found.append(Moving(str(belongings.label), things))
    return found


def _find(posting: Posting) -> dict[str, list[Any]]:
    return {belongings.name: belongings.find(posting) for belongings in registered()}


def _digest(posting: Posting, found: dict[str, list[Any]]) -> str:
    said = [posting.post.pk, posting.post.version, posting.post.holder_id, *sorted(found.items())]
    return salted_hmac("liaison.directory.handover", repr(said)).hexdigest()[:32]


# --- handing over ----------------------------------------------------------------------------------------------


class Outdated(Exception):
    """The post, or what belongs to it, changed since it was previewed. Nothing was moved."""

    def __init__(self, post: Post, latest: Handover | None) -> None:
        super().__init__("changed in the meantime")
        self.post = post
        self.latest = latest
        """The handover that came first, if that is what changed."""


@transaction.atomic
def hand_over(
    *,
    post: Post,
    kind: Receiver,
    receiver: User | None,
    last_day: datetime.date,
    reason: str,
    by: Any,
    digest: str,
    closes: bool = False,
) -> Handover:
    """End the posting and give everything that belongs to it to the receiver, or do nothing.

    ``digest`` is that of the preview which ``by`` has read. Raises ``PermissionDenied``, ``ValidationError`` at the
    field for a receiver who cannot be one (nobody is none), ``Outdated`` where something changed since the preview,
    ``Post.DoesNotExist`` where the post is gone.
    """
    post = lock(post)
    _check_right(post, by)
    posting = posting_of(post)
    found = _held_as_previewed(posting, digest)
    to = _checked_receiver(post, kind, receiver)
    if closes and kind != Receiver.DESK:
        raise ValidationError({"closes": _("A post that ends has no successor: it is left to the desk.")})
    record = Handover.objects.create(
        post=post,
        giver=posting.holder,
        giver_name=post.holder_label,
        kind=kind,
        receiver=to,
        receiver_name=str(to),
        last_day=last_day,
        reason=reason,
        closes=closes,
        moved={name: [str(pk) for pk in ids] for name, ids in found.items() if ids},
        by=by,
    )
    for belongings in registered():
        if found[belongings.name] and posting.holder is not None:
            belongings.move(posting, found[belongings.name], to)
    _change_holder(post, record, by)
    transaction.on_commit(lambda: _tell(record), robust=True)
    return record


def _check_right(post: Post, by: Any) -> None:
    """Raises ``PermissionDenied``; ``Outdated`` for whoever was the holder a moment ago: they are told what happened,
    not that they may not."""
    if can_hand_over(by, post):
        return
    latest = post.handovers.first()
    if latest is not None and latest.giver_id == getattr(by, "pk", None):
        raise Outdated(post, latest)
    raise PermissionDenied


def _held_as_previewed(posting: Posting, digest: str) -> dict[str, list[Any]]:
    """Lock what will move; its ids by kind. Raises ``Outdated`` where it is not what the digest stands for."""
    for belongings in registered():
        belongings.hold(posting)
    found = _find(posting)
    if _digest(posting, found) != digest or not is_held(posting.post):
        raise Outdated(posting.post, posting.post.handovers.first())
    return found


def _tell(record: Handover) -> None:
    from liaison.directory.handover_mail import tell_receiver

    tell_receiver.enqueue(str(record.pk))


def _checked_receiver(post: Post, kind: Receiver, receiver: User | None) -> User:
    """The receiver as they are now. Raises ``ValidationError`` at the field where there is none who can be one."""
    user = User.objects.filter(pk=receiver.pk).first() if receiver is not None else None
    if kind == Receiver.DESK:
        if user is None or not desk_members(post).filter(pk=user.pk).exists():
            raise ValidationError({"desk_member": _("Choose a member of the desk who takes this over.")})
        return user
    if user is None or not can_receive(user, post):
        raise ValidationError({"successor": _("Name a successor who can hold this post.")})
    return user


def _change_holder(post: Post, record: Handover, by: Any) -> None:
    """Write the new holder into the post. What was verified was verified of somebody else: it has to be again."""
    before = snapshot(post)
    succeeds = record.kind == Receiver.SUCCESSOR
    post.holder = record.receiver if succeeds else None
    post.holder_name = ""
    post.occupancy = Occupancy.FILLED if succeeds else Occupancy.VACANT
    post.since = (record.last_day + datetime.timedelta(days=1)).isoformat() if succeeds else ""
    post.until = record.last_day if record.closes else None
    post.verified_on = post.verified_by = None
    post.version += 1
    post.is_local = True
    post.updated_by = by
    with handover_under_way():
        post.save()
    changes = differences(before, snapshot(post))
    record_change(entry=post, kind=ChangeKind.HANDED_OVER, by=by, changes=changes, keys=[post.audience_key])
