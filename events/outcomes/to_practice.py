"""A conclusion becomes a draft of a good practice in one step; the link between the two is read from both ends.

Nothing of the event goes into the practice but what is handed over here: the words of the conclusion and where it is
filed. The event's name and address do not, for the practice may reach readers who must not learn of the event.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from events.exchanges.models import Event
from events.outcomes.access import may_read, may_write
from events.outcomes.models import Conclusion, PracticeOrigin
from portal.folding import fold
from portal.pages.countries import visible_dossiers
from portal.people.queries import communities_of
from portal.visibility import Audience, Viewer, viewer_for
from practices.draft import DraftState, PracticeDraft
from practices.drafting import read_form_data, save_draft
from practices.enums import Outcome
from practices.models import PracticePage
from practices.origins import Origin, register_origins


class AlreadyMade(Exception):
    """The conclusion has become a practice, or somebody is writing it. Carries the link."""

    def __init__(self, origin: PracticeOrigin) -> None:
        super().__init__(origin.pk)
        self.origin = origin


@transaction.atomic
def draft_from(*, conclusion: Conclusion, by: Any) -> PracticeDraft:
    """The draft made of a conclusion, or the user's own one that was made before and is still being written.

    Raises ``AlreadyMade`` where somebody else writes it or it was sent, ``PermissionDenied`` for those who do not
    organise, ``Conclusion.DoesNotExist`` where it is gone.
    """
    stored = Conclusion.objects.select_for_update(of=("self",)).select_related("event").get(pk=conclusion.pk)
    if not may_write(by, stored.event):
        raise PermissionDenied
    for origin in stored.origins.select_related("draft", "draft__owner"):
        draft = origin.draft
        if draft.state == DraftState.OPEN and draft.owner_id == by.pk:
            return draft
        if draft.state == DraftState.OPEN or draft.page_id is not None:
            raise AlreadyMade(origin)
    values = read_form_data(_values(stored, stored.event, by))
    draft = save_draft(user=by, draft_id=uuid.uuid4(), data=values, version=0)
    PracticeOrigin.objects.create(conclusion=stored, draft=draft, made_by=by)
    return draft


def _values(conclusion: Conclusion, event: Event, by: Any) -> dict[str, Any]:
    """The fields of the share form, in the narrowest audience: the event's communities that the writer is of."""
    viewer = viewer_for(by)
    about = {country.pk: country for country in event.countries.all()}
    filed = visible_dossiers(viewer).filter(country__in=about).values_list("country_id", flat=True)
    country = min(filed, key=lambda code: fold(about[code].name()), default="")
    own = set(communities_of(by).values_list("pk", flat=True))
    return {
        "title": conclusion.title,
        "story": conclusion.text or conclusion.title,
        "country": country,
        "other_countries": sorted(set(about) - {country}),
        "instruments": [str(pk) for pk in event.instruments.values_list("pk", flat=True)],
        "topics": [str(pk) for pk in event.topics.values_list("pk", flat=True)],
        "language": conclusion.language,
        "experience_from": event.local_starts.date().isoformat(),
        "experience_until": event.local_ends.date().isoformat(),
        "outcome": Outcome.NONE.value,
        "audience": Audience.COMMUNITIES.value,
        "communities": [str(pk) for pk in event.communities.values_list("pk", flat=True) if pk in own],
        "tlp": event.tlp,
    }


# --- reading the link -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a conclusion, as far as one viewer may know."""

    page: PracticePage | None = None
    """The practice, where it is live and the viewer may read it."""
    draft: PracticeDraft | None = None
    """The viewer's own draft, still being written."""
    writer: str = ""
    """Who writes the draft, for the organisers."""
    is_sent: bool = False
    """Whether it has gone to the desk, for the organisers."""


def became(user: Any, event: Event, conclusions: Iterable[Conclusion]) -> dict[int, Became]:
    """What became of conclusions that the viewer may read, by their number. Two queries, however many."""
    viewer = viewer_for(user)
    organises = may_write(viewer, event)
    origins = list(
        PracticeOrigin.objects.filter(conclusion__in=list(conclusions)).select_related(
            "draft", "draft__owner"
        )
    )
    pages = {
        page.pk: page
        for page in PracticePage.objects.visible_to(viewer).filter(
            pk__in=[origin.draft.page_id for origin in origins if origin.draft.page_id], live=True
        )
    }
    found: dict[int, Became] = {}
    for origin in origins:
        told = _told(viewer, origin, pages.get(origin.draft.page_id or 0), organises)
        if told is not None:
            found[origin.conclusion_id] = told
    return found


def _told(
    viewer: Viewer, origin: PracticeOrigin, page: PracticePage | None, organises: bool
) -> Became | None:
    draft = origin.draft
    if page is not None:
        return Became(page=page)
    if draft.state == DraftState.OPEN and draft.owner_id == viewer.user_id:
        return Became(draft=draft)
    if not organises or (draft.state == DraftState.SENT and draft.page_id is None):
        return None
    if draft.state == DraftState.OPEN:
        return Became(writer=str(draft.owner))
    return Became(is_sent=True)


def origins_of(viewer: Viewer, page: PracticePage) -> list[Origin]:
    """The conclusions that a practice came from, for those who may read them."""
    origins = PracticeOrigin.objects.filter(draft__page=page).select_related("conclusion__event")
    return [
        Origin(
            title=origin.conclusion.event.title,
            url=reverse("outcomes:outcome", args=[origin.conclusion.event.slug])
            + f"#conclusion-{origin.conclusion_id}",
        )
        for origin in origins
        if may_read(viewer, origin.conclusion)
    ]


def register() -> None:
    """Let a practice show where it came from. Called when the app is ready."""
    register_origins(origins_of)
