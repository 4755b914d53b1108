"""The one rule for who may read and write what in an assessment round. Default deny.

* **Assessors** (the Eurojust desk, and superusers) make rounds, see all of them, and read what was *submitted*.
  What a body has not handed in yet, or is correcting, only that body sees.
* **Members of a body that is asked** see the round once it is opened, and their own body's contribution; no other's,
  and not whether another has contributed.
* **Consultees** (EJN, Europol, EPPO) read the draft of the report, and comment, while the round is in consultation.
* **Addressees** of a transmitted report read that report, and nothing else of the round, unless they are asked.
* Whoever belongs to no body, guests among them, is told what is told of a page that does not exist.

Every read by somebody outside the body goes through ``read_contribution``, ``read_contributions`` or
``record_reads``, which log it. The object forms and the queryset forms derive from ``Reach``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from liaison.assessments.addressees import addressee_of
from liaison.assessments.bodies import CONSULTEES, body_of
from liaison.assessments.enums import ContributionStatus, RoundStatus
from liaison.assessments.models import Contribution, Report, Round
from liaison.assessments.readlog import record_reads
from portal.people.enums import Role

P = ParamSpec("P")


def is_assessor(user: Any) -> bool:
    """Whether a user assesses: the Eurojust desk, and superusers."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_superuser or user.role == Role.EUROJUST_DESK)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a user is in the rounds: the body they speak for, and whether they assess."""

    body: str | None
    assesses: bool

    @property
    def enters(self) -> bool:
        """Whether there are assessments at all for this user."""
        return self.assesses or self.body is not None

    def sees_round(self, status: str, asked: Iterable[str]) -> bool:
        """Whether a round of this status, which asks these bodies, is there for the user."""
        if self.assesses:
            return True
        if self.body is None or status == RoundStatus.DRAFT:
            return False
        return self.body in asked or (self.body in CONSULTEES and status == RoundStatus.CONSULTED)

    def sees_contribution(self, body: str, version: int) -> bool:
        """Whether a contribution in a round that the user sees is theirs to read; ``version`` 0: never submitted."""
        return body == self.body or (self.assesses and version > 0)

    def contributions_q(self) -> Q:
        """``sees_contribution`` as a condition."""
        mine = Q(body=self.body) if self.body else Q(pk__in=())
        return mine | Q(version__gt=0) if self.assesses else mine


def reach_of(user: Any) -> Reach:
    """Reduce a user (or ``None``, or an anonymous user) to what they may reach."""
    return Reach(body_of(user), is_assessor(user))


def can_enter(user: Any) -> bool:
    """Whether there are assessments at all for this user."""
    return reach_of(user).enters


def can_read_round(user: Any, round: Round) -> bool:
    """Object form: whether the round is there for the user."""
    return reach_of(user).sees_round(round.status, round.asked)


def rounds_visible_to(user: Any) -> QuerySet[Round]:
    """Queryset form of ``can_read_round``. Rounds are few: the same function goes through them."""
    reach = reach_of(user)
    rows = Round.objects.order_by().values_list("pk", "status", "asked") if reach.enters else ()
    return Round.objects.filter(pk__in=[pk for pk, status, asked in rows if reach.sees_round(status, asked)])


def can_manage_rounds(user: Any) -> bool:
    """Whether the user may make rounds, change them and take their steps."""
    return is_assessor(user)


def can_read_contribution(user: Any, contribution: Contribution) -> bool:
    """Object form: its own body, drafts included; assessors what was submitted. Log it: ``record_reads``."""
    reach = reach_of(user)
    round = contribution.round
    return reach.sees_round(round.status, round.asked) and reach.sees_contribution(
        contribution.body, contribution.version
    )


def contributions_visible_to(user: Any) -> QuerySet[Contribution]:
    """Queryset form of ``can_read_contribution``. Whoever shows one logs it: ``record_reads``."""
    rounds = rounds_visible_to(user).order_by()
    return Contribution.objects.filter(reach_of(user).contributions_q(), round__in=rounds.values("pk"))


def is_open_for_writing(contribution: Contribution) -> bool:
    """Whether its body can change it now: while the round collects, later only after it was reopened."""
    status = contribution.round.status
    if contribution.is_submitted or contribution.round.opens > timezone.localdate():
        return False
    if status == RoundStatus.ASSESSING:
        return contribution.status == ContributionStatus.REOPENED
    return status == RoundStatus.COLLECTING


def can_write_contribution(user: Any, contribution: Contribution) -> bool:
    """Whether the user may change it now: members of its body, nobody else; assessors do not."""
    body = body_of(user)
    if body is None or body != contribution.body or body not in contribution.round.asked:
        return False
    return is_open_for_writing(contribution)


def can_reopen_contribution(user: Any, contribution: Contribution) -> bool:
    """Its body while the round collects; assessors also while they assess, to ask for a correction."""
    if not contribution.is_submitted:
        return False
    status = contribution.round.status
    if is_assessor(user):
        return status in (RoundStatus.COLLECTING, RoundStatus.ASSESSING)
    return body_of(user) == contribution.body and status == RoundStatus.COLLECTING


def can_read_draft_report(user: Any, round: Round) -> bool:
    """Assessors always; consultees while the round is in consultation."""
    return is_assessor(user) or can_comment(user, round)


ASSESSED_IN = (RoundStatus.ASSESSING, RoundStatus.CONSULTED)
"""While a round is there, assessments and proposals are written, and comments answered."""


def can_assess(user: Any, round: Round) -> bool:
    """Whether the user may write assessments of countries, and answer comments, now."""
    return is_assessor(user) and round.status in ASSESSED_IN


def can_comment(user: Any, round: Round) -> bool:
    """Consultees while the round is in consultation."""
    return body_of(user) in CONSULTEES and round.status == RoundStatus.CONSULTED


def can_read_report(user: Any, report: Report) -> bool:
    """Assessors; once it is transmitted, its addressees and everyone for whom the round is there."""
    if is_assessor(user):
        return report.frozen_at is not None
    if report.transmitted_at is None:
        return False
    return addressee_of(user) in report.addressees or can_read_round(user, report.round)


def reports_visible_to(user: Any) -> QuerySet[Report]:
    """Queryset form of ``can_read_report``, newest first. Reports are few: the same function goes through them."""
    frozen = Report.objects.filter(frozen_at__isnull=False).select_related("round").defer("content")
    readable = [one.pk for one in frozen if can_read_report(user, one)]
    found: QuerySet[Report] = Report.objects.filter(pk__in=readable).select_related("round")
    return found.order_by("-frozen_at", "-pk")


# --- the doors ------------------------------------------------------------------------------------------


def read_contribution(user: Any, round: Round, body: str, surface: str) -> Contribution | None:
    """One body's contribution for reading on a surface; logged. ``None`` where there is none for this user."""
    found = contributions_visible_to(user).filter(round=round, body=body).select_related("round").first()
    if found is not None:
        record_reads(user, [found], surface)
    return found


def read_contributions(user: Any, round: Round, surface: str) -> list[Contribution]:
    """All contributions of a round that the user may read, by body; each logged."""
    found = list(contributions_visible_to(user).filter(round=round).select_related("round").order_by("body"))
    record_reads(user, found, surface)
    return found


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_bodies(view: View[P]) -> View[P]:
    """A view for members of bodies and assessors: others are asked to sign in, or told there is no such page.

    Its answers are kept by nobody.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not can_enter(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(inner))


def for_readers(view: View[P]) -> View[P]:
    """A view of what may have been transmitted to people of no body: it asks ``reports_visible_to`` itself.

    Others are asked to sign in. Its answers are kept by nobody.
    """
    return never_cache(login_required(view))


def for_assessors(view: View[P]) -> View[P]:
    """A view for assessors alone; see ``for_bodies``."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_assessor(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(inner))


def visible_round(user: Any, slug: str) -> Round:
    """The round at an address. Raises 404 where there is none for this user."""
    round = rounds_visible_to(user).filter(slug=slug).select_related("method", "previous").first()
    if round is None:
        raise Http404
    return round


def visible_report(user: Any, slug: str, number: int) -> Report:
    """The frozen report at an address. Raises 404 where there is none for this user. Log it: ``report_log``."""
    report = reports_visible_to(user).filter(round__slug=slug, number=number).first()
    if report is None:
        raise Http404
    return report
