"""Papers and outcomes of the exchange of ``world_registration.py`` in the world of the leak matrix.

Of the roles, ``owner`` and ``superuser`` organise, ``desk`` has a seat, all others who see the event do not come. Who
is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.outcomes.models import (
    ActionPoint,
    Conclusion,
    Evaluation,
    EvaluationAnswer,
    Minutes,
    OutcomeChange,
    PracticeOrigin,
)
from events.papers.files import add_papers
from events.papers.models import Paper
from practices.draft import DraftState, PracticeDraft
from tests.leaks.world_registration import ORGANISERS, SEE

if TYPE_CHECKING:
    from tests.leaks.world import World

PARTICIPANTS = ORGANISERS | {"desk"}
READERS = {
    "organisers": ORGANISERS,
    "speakers": ORGANISERS,
    "participants": PARTICIPANTS,
    "audience": SEE,
}
"""Who reads what is meant for each circle; nobody of the roles speaks."""


@dataclass
class OutcomeWorld:
    """Each item by the circle it is for; its word is ``zq<kind><circle>``. Every action follows from a conclusion that
    fewer may read than the action."""

    papers: dict[str, Paper] = field(default_factory=dict)
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    points: dict[str, ActionPoint] = field(default_factory=dict)
    owned: ActionPoint = field(default_factory=ActionPoint)
    minutes_word: str = "zqminutes"
    owned_word: str = "zqowned"
    """An action that the desk has taken on, otherwise for the organisers."""
    former_word: str = "zqformer"
    """What a text said before it was changed."""
    evaluation_word: str = "zqevaluation"

    @property
    def readers(self) -> dict[str, frozenset[str]]:
        """Each word with the roles that may read it somewhere."""
        found = {f"zqpaper{circle}": READERS[circle] for circle in self.papers}
        found |= {f"zqconclusion{circle}": READERS[circle] for circle in self.conclusions}
        found |= {f"zqpoint{circle}": READERS[circle] for circle in self.points}
        return {
            **found,
            self.minutes_word: ORGANISERS,
            self.owned_word: PARTICIPANTS,
            self.former_word: ORGANISERS,
            self.evaluation_word: ORGANISERS,
        }


def add_outcomes(world: World) -> None:
    """Make them, and a practice of one of the conclusions that everyone may read."""
    here, event = world.outcomes, world.registration.event
    for circle in ("organisers", "speakers", "participants"):
        word = f"zqpaper{circle}"
        upload = SimpleUploadedFile(f"{word}.txt", f"Text {word}".encode())
        values = {"title": f"Paper {word}", "circle": circle, "session": None, "language": "en"}
        here.papers[circle] = add_papers(event=event, uploads=[upload], by=event.owner, **values)[0]  # type: ignore[arg-type]
    for reach in READERS:
        here.conclusions[reach] = Conclusion.objects.create(
            event=event,
            title=f"Conclusion zqconclusion{reach}",
            text=f"Text zqconclusion{reach}",
            reach=reach,
        )
    for reach in READERS:
        here.points[reach] = ActionPoint.objects.create(
            event=event,
            text=f"Point zqpoint{reach}",
            office="An office",
            reach=reach,
            conclusion=here.conclusions["organisers"],
        )
    here.owned = ActionPoint.objects.create(
        event=event,
        text=f"Point {here.owned_word}",
        owner=world.users["desk"],
        conclusion=here.conclusions["speakers"],
    )
    Minutes.objects.create(event=event, text=f"Minutes {here.minutes_word}", reach="audience", version=1)
    OutcomeChange.objects.create(
        event=event, subject="minutes", before={"text": here.former_word}, after={"text": ""}
    )
    evaluation = Evaluation.objects.create(event=event, closes=timezone.localdate(), closed_at=timezone.now())
    for _number in range(3):
        EvaluationAnswer.objects.create(evaluation=evaluation, keep=f"Words {here.evaluation_word}")
    draft = PracticeDraft.objects.create(
        owner=event.owner, page=world.items["public"].page, state=DraftState.SENT, data={}
    )
    PracticeOrigin.objects.create(conclusion=here.conclusions["audience"], draft=draft)
