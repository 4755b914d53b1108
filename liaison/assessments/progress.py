"""How far a contribution is, and who has contributed to a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from liaison.assessments.answers import SECTION_FIELDS
from liaison.assessments.contributions import Data
from liaison.assessments.enums import SECTION_FIGURES, Section
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
