"""Handing in a contribution as a numbered version, opening it again, and reading what was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.assessments.access import can_reopen_contribution, contributions_visible_to, read_contributions
from liaison.assessments.bodies import body_of
from liaison.assessments.contributions import Data, locked
from liaison.assessments.enums import ContributionEventKind, ContributionStatus, FigureKey
from liaison.assessments.figures import Figure
from liaison.assessments.models import (
    Contribution,
    ContributionEvent,
    ContributionVersion,
    CountryFigures,
    Round,
)
from portal.reference.models import Country


class Overtaken(Exception):
    """Somebody has changed the contribution since it was shown for submission."""


def country_data(row: CountryFigures) -> Data:
    """What is said of one country."""
    return {
        "figures": row.figures,
        "aml": row.aml,
        "elements": row.elements,
        "needs": row.needs,
        "wished": row.wished,
    }


def is_empty(data: Data) -> bool:
    """Whether nothing at all is said of a country."""
    return not any(data.values())


def contribution_data(contribution: Contribution) -> Data:
    """The whole contribution as it is kept at each submission: by country, those only of which something is said."""
    rows = {row.country_id: country_data(row) for row in contribution.countries.order_by("country_id")}
    return {
        "questionnaire": contribution.round.questionnaire,
        "countries": {code: data for code, data in rows.items() if not is_empty(data)},
    }


def state_of(contribution: Contribution) -> int:
    """A number that grows with every saving: whoever submits says which state they mean."""
    return sum(contribution.countries.values_list("version", flat=True))


def contradictions(data: Data) -> list[tuple[str, Any]]:
    """Answers of a contribution that cannot all be true, with the country's code: none, if it can be submitted."""
    found: list[tuple[str, Any]] = []
    for code, said in data["countries"].items():
        figures = said["figures"]
        sent = _bounds(figures.get(FigureKey.REQUESTS_SENT))
        answered = _bounds(figures.get(FigureKey.REQUESTS_ANSWERED))
        refused = _bounds(figures.get(FigureKey.REQUESTS_REFUSED))
        if sent[1] is not None and (answered[0] or 0) + (refused[0] or 0) > sent[1]:
            found.append((code, gettext_lazy("More requests were answered and refused than sent.")))
        aml = said["aml"]
        if aml.get("level") not in (None, "no_data") and not aml.get("source"):
            found.append((code, gettext_lazy("The level of the weaknesses needs a source.")))
    return found


def _bounds(stored: Data | None) -> tuple[int | None, int | None]:
    """The least and the most an answer can mean; ``None`` where it is not known."""
    if not stored or stored["answer"] == "no_data":
        return None, None
    figure = Figure.parse(stored)
    return figure.low, figure.high


@transaction.atomic
def submit(*, contribution: Contribution, by: Any, state: int) -> ContributionVersion:
    """Hand in a contribution as a numbered version and close it to changes.

    ``state`` is the ``state_of`` that was shown. Raises ``Overtaken`` where somebody has changed it since,
    ``ContributionClosed``, ``PermissionDenied``, and ``ValidationError`` where nothing is said or answers contradict
    each other.
    """
    stored = locked(contribution, by)
    if state_of(stored) != state:
        raise Overtaken
    data = contribution_data(stored)
    if not data["countries"]:
        raise ValidationError(_("Nothing is answered yet."))
    found = contradictions(data)
    if found:
        names = {
            country.pk: country.name() for country in Country.objects.filter(pk__in=[c for c, _t in found])
        }
        raise ValidationError([f"{names[code]}: {text}" for code, text in found])
    stored.version += 1
    stored.status = ContributionStatus.SUBMITTED
    stored.submitted_at, stored.submitted_by = timezone.now(), by
    stored.save()
    ContributionEvent.objects.create(contribution=stored, kind=ContributionEventKind.SUBMITTED, by=by)
    return ContributionVersion.objects.create(contribution=stored, number=stored.version, by=by, data=data)


@transaction.atomic
def reopen(*, contribution: Contribution, by: Any, note: str = "") -> Contribution:
    """Open a submitted contribution for changes again; what was submitted stays as its version.

    Raises ``PermissionDenied``, and ``ValidationError`` where assessors say no reason.
    """
    stored = (
        Contribution.objects.select_for_update(of=("self",)).select_related("round").get(pk=contribution.pk)
    )
    if not can_reopen_contribution(by, stored):
        raise PermissionDenied
    if body_of(by) != stored.body and not note.strip():
        raise ValidationError(_("Say why: the body is shown the reason."))
    stored.status = ContributionStatus.REOPENED
    stored.save()
    ContributionEvent.objects.create(
        contribution=stored, kind=ContributionEventKind.REOPENED, by=by, note=note.strip()
    )
    return stored


def submitted_data(user: Any, round: Round, surface: str) -> dict[str, Data]:
    """What each body last submitted, by body, for whoever may read it; each reading is logged.

    This, not the rows that are being filled in, is what is scored, consolidated and reported.
    """
    return _latest([one for one in read_contributions(user, round, surface) if one.version])


def counted_data(round: Round) -> dict[str, Data]:
    """What each body last submitted, for a total: nobody reads it, and nothing of one body may be shown of it.

    For ``report_content`` alone, which lets through only what ``disclosure`` permits.
    """
    return _latest(round.contributions.filter(version__gt=0).order_by("body"))


def _latest(contributions: Iterable[Contribution]) -> dict[str, Data]:
    found = {one.pk: one for one in contributions}
    latest: dict[int, ContributionVersion] = {}
    for version in ContributionVersion.objects.filter(contribution__in=found).order_by("number"):
        latest[version.contribution_id] = version
    return {one.body: latest[pk].data for pk, one in found.items()}


def own_contribution(user: Any, round: Round) -> Contribution | None:
    """The contribution of the user's own body to a round, if it is asked."""
    body = body_of(user)
    if body is None:
        return None
    found: Contribution | None = (
        contributions_visible_to(user).filter(round=round, body=body).select_related("round").first()
    )
    return found
