"""What tests of the assessment rounds are made of."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from liaison.assessments.contributions import save_section
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Contribution, ContributionVersion, Method, Round
from liaison.assessments.rounds import make_round, take_step
from liaison.assessments.submission import state_of, submit
from portal.people.enums import Role
from portal.people.models import User
from tests.factories import make_country, make_user

_numbers = itertools.count(1)

CRITERIA = [
    {
        "key": "hvt_extradition",
        "label_en": "High-value targets, extradition",
        "label_fr": "Cibles de grande importance, extradition",
        "weight": 1,
        "normalisation": "share",
        "direction": "higher",
    }
]


def make_method(**fields: Any) -> Method:
    """A method of one criterion."""
    return Method.objects.create(**{"name": f"Method {next(_numbers)}", "criteria": CRITERIA, **fields})


def make_assessor(name: str = "") -> User:
    """Somebody of the Eurojust desk."""
    return make_user(name or f"assessor{next(_numbers)}", role=Role.EUROJUST_DESK)


def make_member(body: str, name: str = "") -> User:
    """Somebody who speaks for a body: a Member State's prosecutor, or somebody with a Union body's role."""
    role = {
        "COMMISSION": Role.COMMISSION,
        "EUROJUST": Role.EUROJUST_LIAISON_MAGISTRATE,
        "EJN": Role.EJN_CONTACT_POINT,
        "EUROPOL": Role.EUROPOL,
        "EPPO": Role.EPPO,
    }.get(body)
    name = name or f"{body.lower()}{next(_numbers)}"
    return make_user(name, role=role) if role else make_user(name, state=body)


def make_open_round(
    *,
    asked: tuple[str, ...] = ("FR", "ES"),
    countries: tuple[str, ...] = ("MA", "TN"),
    status: str = RoundStatus.COLLECTING,
    by: User | None = None,
    **fields: Any,
) -> Round:
    """A round that asks these bodies about these countries, opened unless ``status`` is draft."""
    today = timezone.localdate()
    values = {
        "title": f"Round {next(_numbers)}",
        "period_start": datetime.date(2025, 1, 1),
        "period_end": datetime.date(2025, 12, 31),
        "opens": today - datetime.timedelta(days=10),
        "closes": today + datetime.timedelta(days=20),
        "asked": list(asked),
        **fields,
    }
    values.setdefault("method", make_method())
    by = by or make_assessor()
    round = make_round(values=values, countries=[make_country(code) for code in countries], by=by)
    if status != RoundStatus.DRAFT:
        take_step(round=round, to=RoundStatus.COLLECTING, by=by)
    if status not in (RoundStatus.DRAFT, RoundStatus.COLLECTING):
        Round.objects.filter(pk=round.pk).update(status=status)
    round.refresh_from_db()
    return round


def contribution_of(round: Round, body: str) -> Contribution:
    """A body's contribution."""
    return Contribution.objects.select_related("round").get(round=round, body=body)


def answer(
    round: Round, body: str, country: str, section: str, by: User, version: int | None = None, **answers: Any
) -> Any:
    """Save answers of a section as somebody of the body, against the version that is stored."""
    contribution = contribution_of(round, body)
    row = contribution.countries.filter(country=country).first()
    if version is None:
        version = row.section_version(section) if row else 0
    return save_section(
        contribution=contribution, country=country, section=section, answers=answers, version=version, by=by
    )


def number(value: int) -> dict[str, Any]:
    """The answer "a number"."""
    return {"answer": "number", "value": value}


def hand_in(round: Round, body: str, by: User) -> ContributionVersion:
    """Submit a body's contribution as it stands."""
    contribution = contribution_of(round, body)
    return submit(contribution=contribution, by=by, state=state_of(contribution))
