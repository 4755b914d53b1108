"""Writing to commitments: making one, changing it, saying how it stands. One transaction, with history, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.dialogues.actions import Conflict, NotNow, lock_dialogue
from events.dialogues.carrying import carry_over, hold_country
from events.dialogues.delegations import side_of
from events.dialogues.enums import CommitmentState, DialogueStatus, ReviewState
from events.dialogues.history import differences, record_commitment, snapshot
from events.dialogues.models import Commitment, CommitmentReview, Dialogue
from events.dialogues.papers import delete_after_commit
from portal.media.checks import clean_name

MOST_COMMITMENTS = 200
"""Commitments made in one dialogue."""
AT_ONCE = {
    ReviewState.KEPT: CommitmentState.OPEN,
    ReviewState.DONE: CommitmentState.DONE,
    ReviewState.DROPPED: CommitmentState.DROPPED,
}
"""What a commitment becomes by what was said of it in a meeting."""


def lock_commitment(commitment: Commitment, version: int | None = None) -> Commitment:
    """The commitment as it is now, its row held. Raises ``Conflict`` where ``version`` is not its version any more."""
    current = (
        Commitment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dialogue__country", "owner_user")
        .get(pk=commitment.pk)
    )
    if version is not None and version != current.version:
        raise Conflict(current)
    return current


@transaction.atomic
def add_commitment(*, dialogue: Dialogue, values: Mapping[str, Any], by: Any) -> Commitment:
    """A new commitment, which is carried to the country's next dialogue where there is one already.

    ``values`` by field, without the side, which the body tells. Raises ``ValidationError`` by field, and ``NotNow`` for
    a dialogue that was cancelled.
    """
    dialogue = lock_dialogue(dialogue)
    if dialogue.status == DialogueStatus.CANCELLED:
        raise NotNow(_("The dialogue was cancelled: nothing was promised in it."))
    if dialogue.commitments.count() >= MOST_COMMITMENTS:
        raise ValidationError(
            _("A dialogue has at most %(count)d commitments.") % {"count": MOST_COMMITMENTS}
        )
    commitment = Commitment(dialogue=dialogue, country_id=dialogue.country_id, created_by=by)
    _assign(commitment, values)
    commitment.full_clean(exclude=["key"])
    commitment.save()
    _set_communities(commitment, values)
    record_commitment(commitment, {"created": (False, True)}, by)
    carry_over(commitment.country_id)
    return commitment


@transaction.atomic
def change_commitment(
    *, commitment: Commitment, values: Mapping[str, Any], version: int, by: Any
) -> Commitment:
    """Change what a commitment says and who sees it. Raises ``Conflict`` and ``ValidationError``."""
    commitment = lock_commitment(commitment, version)
    before = snapshot(commitment)
    _assign(commitment, values)
    commitment.full_clean(exclude=["key"])
    commitment.save()
    _set_communities(commitment, values)
    if changes := differences(before, snapshot(commitment)):
        record_commitment(commitment, changes, by)
    return commitment


def _assign(commitment: Commitment, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name != "communities":
            setattr(commitment, name, value)
    commitment.side = side_of(commitment.owner_body)


def _set_communities(commitment: Commitment, values: Mapping[str, Any]) -> None:
    if "communities" in values:
        commitment.communities.set(values["communities"])
        commitment.refresh_from_db()


@transaction.atomic
def report_commitment(
    *,
    commitment: Commitment,
    state: str,
    evidence: str,
    upload: UploadedFile | None = None,
    version: int,
    by: Any,
) -> Commitment:
    """Say how a commitment stands, with what shows it. Raises ``Conflict``.

    A commitment that is done or dropped waits in no dialogue any more; one that is taken up again does.
    """
    hold_country(commitment.country_id)
    commitment = lock_commitment(commitment, version)
    before = snapshot(commitment)
    was = commitment.state
    commitment.evidence = evidence
    if upload is not None:
        _take_file(commitment, upload)
    _settle(commitment, state)
    commitment.save()
    if changes := differences(before, snapshot(commitment)):
        record_commitment(commitment, changes, by)
    if was != state:
        if state != CommitmentState.OPEN:
            CommitmentReview.objects.filter(commitment=commitment, state=ReviewState.PENDING).update(
                state=ReviewState.DONE if state == CommitmentState.DONE else ReviewState.DROPPED,
                at=timezone.now(),
                by=by,
            )
        carry_over(commitment.country_id)
    return commitment


def _settle(commitment: Commitment, state: str) -> None:
    if commitment.state != state:
        commitment.settled_at = None if state == CommitmentState.OPEN else timezone.now()
    commitment.state = state


def _take_file(commitment: Commitment, upload: UploadedFile) -> None:
    former = commitment.evidence_file
    if former:
        delete_after_commit(former)
    commitment.evidence_name = clean_name(upload.name or "")
    upload.name = commitment.evidence_name
    commitment.evidence_file = upload


@transaction.atomic
def settle_review(*, review: CommitmentReview, state: str, note: str, by: Any) -> Commitment:
    """Write down what was said of a commitment in the dialogue it was carried to.

    Raises ``NotNow`` where somebody has done so already.
    """
    hold_country(review.commitment.country_id)
    commitment = lock_commitment(review.commitment)
    current = CommitmentReview.objects.filter(pk=review.pk).first()
    if current is None or current.state != ReviewState.PENDING:
        raise NotNow(_("Somebody else has written down what became of it in the meantime."))
    current.state, current.note, current.at, current.by = state, note, timezone.now(), by
    current.save()
    before = snapshot(commitment)
    _settle(commitment, AT_ONCE[ReviewState(state)])
    commitment.save()
    changes = differences(before, snapshot(commitment))
    record_commitment(commitment, changes or {"reviewed": (None, state)}, by)
    carry_over(commitment.country_id)
    return commitment
