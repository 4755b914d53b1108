"""How far a contribution is, and who has contributed to a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from liaison.assessments.answers import SECTION_FIELDS
from liaison.assessments.bodies import body_name, body_of, sorted_bodies
from liaison.assessments.contributions import Data
from liaison.assessments.enums import SECTION_FIGURES, Section
from liaison.assessments.models import Contribution, CountryFigures, Reminder, Round
from liaison.assessments.reminders import can_remind
from portal.people.models import User
from portal.reference.models import Country


@dataclass(frozen=True, slots=True)
class CountryProgress:
    """How much is answered for one country: questions answered and asked, by section."""

    country: Country
    answered: int
    asked: int
    sections: tuple[tuple[str, int, int], ...]

    @property
    def is_complete(self) -> bool:
        """Whether no question is open."""
        return self.answered == self.asked


def progress_of(countries: Iterable[Country], data: dict[str, Data]) -> list[CountryProgress]:
    """For each country of a round, by name, how many of the questions are answered in some data by country."""
    found = []
    for country in sorted(countries, key=lambda country: country.name()):
        said = data.get(country.pk, {})
        sections = tuple(
            (str(section), sum(1 for name in names if answer_in(said, section, name) is not None), len(names))
            for section, names in SECTION_FIELDS.items()
        )
        found.append(
            CountryProgress(country, sum(s[1] for s in sections), sum(s[2] for s in sections), sections)
        )
    return found


def answer_in(said: Data, section: str, name: str) -> Any:
    """One answer out of what is said of a country; ``None`` where it is open."""
    if section in SECTION_FIGURES:
        return said.get("figures", {}).get(name)
    if section == Section.NEEDS:
        return said.get(name) or None
    return said.get("aml" if section == Section.AML else "elements", {}).get(name)


# --- the board ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One body on the board. It says that and when, never what."""

    body: str
    contribution: Contribution | None
    countries: int
    """Countries of which something has been written down, submitted or not."""
    last_saved: Any
    reminders: int
    last_reminder: Any
    people: int
    can_remind: bool

    @property
    def name(self) -> str:
        """The body's name in the reader's language."""
        return body_name(self.body)

    @property
    def state(self) -> str:
        """``submitted``, ``reopened``, ``started`` or ``waiting``."""
        if self.contribution is None:
            return "waiting"
        if self.contribution.status != "draft":
            return str(self.contribution.status)
        return "started" if self.countries else "waiting"

    @property
    def is_late(self) -> bool:
        """Whether it was first or last submitted after the closing date."""
        one = self.contribution
        return bool(one and one.submitted_at and timezone.localdate(one.submitted_at) > one.round.closes)


def board_of(round: Round) -> list[BoardRow]:
    """Who is asked and how far they are, for assessors. A fixed number of queries, however many are asked."""
    contributions = {one.body: one for one in round.contributions.all()}
    for one in contributions.values():
        one.round = round
    saved: dict[str, dict[str, Any]] = {
        row["contribution__body"]: dict(row)
        for row in CountryFigures.objects.filter(contribution__round=round, version__gt=0)
        .order_by()
        .values("contribution__body")
        .annotate(countries=Count("pk"), last=Max("updated_at"))
    }
    reminded: dict[str, dict[str, Any]] = {
        row["body"]: dict(row)
        for row in Reminder.objects.filter(round=round)
        .order_by()
        .values("body")
        .annotate(number=Count("pk"), last=Max("at"))
    }
    people = counted_people()
    return [
        BoardRow(
            body=body,
            contribution=contributions.get(body),
            countries=saved.get(body, {}).get("countries", 0),
            last_saved=saved.get(body, {}).get("last"),
            reminders=reminded.get(body, {}).get("number", 0),
            last_reminder=reminded.get(body, {}).get("last"),
            people=people.get(body, 0),
            can_remind=can_remind(round, contributions.get(body), reminded.get(body, {}).get("last"))
            and people.get(body, 0) > 0,
        )
        for body in sorted_bodies(round.asked)
    ]


def counted_people() -> dict[str, int]:
    """How many people speak for each body; the accounts are gone through once."""
    accounts = User.objects.filter(is_active=True).only("role", "state", "is_active")
    return Counter(body for body in map(body_of, accounts) if body)
