"""Open commitments come back in the country's next dialogue: each waits in one dialogue at a time, exactly once.

Called inside the transaction of everything that can change which dialogue is next: a dialogue made, moved, held or
cancelled; a commitment made, settled or taken up again. Two such transactions about one country follow one another (its
row is locked), so that none carries over what another has carried already; the database refuses a second waiting review
besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from events.dialogues.enums import CommitmentState, ReviewState
from events.dialogues.models import Commitment, CommitmentReview, Dialogue
from events.dialogues.models.dialogue import COMING
from portal.reference.models import Country


def hold_country(country_id: str) -> None:
    """Let nobody else carry over commitments of a country until the transaction ends.

    Whoever settles a commitment asks for it *before* reading where it waits: it would be moved to another dialogue
    in between. A dialogue's row is held before the country's, a commitment's after it.
    """
    list(Country.objects.select_for_update(no_key=True).filter(pk=country_id).values_list("pk"))


def carry_over(country_id: str) -> None:
    """Put every open commitment of a country on the table of its next dialogue. Three queries and what is written."""
    hold_country(country_id)
    commitments = list(
        Commitment.objects.filter(country=country_id, state=CommitmentState.OPEN)
        .select_related("dialogue")
        .order_by("pk")
    )
    if not commitments:
        return
    reviews: dict[int, list[CommitmentReview]] = {}
    for review in CommitmentReview.objects.filter(commitment__in=commitments).select_related("dialogue"):
        reviews.setdefault(review.commitment_id, []).append(review)
    coming = list(Dialogue.objects.filter(country=country_id, status__in=COMING).order_by("starts", "pk"))
    for commitment in commitments:
        _carry(commitment, reviews.get(commitment.pk, []), coming)


def _carry(commitment: Commitment, reviews: list[CommitmentReview], coming: Iterable[Dialogue]) -> None:
    waiting = next((one for one in reviews if one.state == ReviewState.PENDING), None)
    if waiting is not None and waiting.dialogue.is_coming and waiting.dialogue.has_begun:
        return  # it is being spoken about, or was: who was there has still to say so
    by_dialogue = {one.dialogue_id: one for one in reviews}
    target = _next_of(commitment, by_dialogue, coming)
    if waiting is not None:
        if target is not None and waiting.dialogue_id == target.pk:
            return
        waiting.delete()
    if target is None:
        return
    settled_before = by_dialogue.get(target.pk)
    if settled_before is not None and settled_before is not waiting:
        settled_before.delete()  # settled before the meeting, and taken up again since
    CommitmentReview.objects.create(commitment=commitment, dialogue=target)


def _next_of(
    commitment: Commitment, reviews: dict[int, CommitmentReview], coming: Iterable[Dialogue]
) -> Dialogue | None:
    """The first coming dialogue after the one it was made in, and after all where it was spoken about already."""
    now = timezone.now()
    spoken_about = [
        commitment.dialogue.starts,
        *(one.dialogue.starts for one in reviews.values() if one.state == ReviewState.KEPT),
    ]
    after = max(spoken_about)
    for dialogue in coming:
        if dialogue.pk != commitment.dialogue_id and dialogue.starts > after and dialogue.ends >= now:
            return dialogue
    return None
