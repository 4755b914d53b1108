"""Releasing the figures of a transmitted report for briefings: by assessors, for an audience, with history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from events.briefings.history import Conflict
from events.briefings.models import FigureRelease, FigureReleaseChange
from liaison.assessments.access import is_assessor
from liaison.assessments.models import Report
from liaison.directory.audience_form import AudienceForm
from portal.forms import by_name
from portal.pages.community_names import community_names
from portal.people.naming import check_number, nameable
from portal.visibility import Audience, viewer_for


class FigureForm(AudienceForm):
    """For whom figures are released.

    An assessor who is outside of the audience is not told what its communities are called: those they do not know stay
    named where communities stay chosen.
    """

    def __init__(self, *args: Any, user: Any, item: FigureRelease, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.unknown: list[Group] = []
        named = item.audience == Audience.COMMUNITIES
        if item.pk and not (named and viewer_for(user).holds(item.audience_key)):
            known = set(nameable(user).values_list("pk", flat=True))
            self.unknown = list(item.communities.exclude(pk__in=known)) if named else []
            names = community_names(known)
            self.offer("communities", by_name((str(pk), name) for pk, name in names.items()))
        self.fields["audience"].label = gettext("Into whose briefings may they go?")
        self.fields["communities"].help_text = gettext("Count only where named communities are chosen.")
        self.offer("audience", [pair for pair in Audience.choices if pair[0] != Audience.PUBLIC])  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("audience") == Audience.COMMUNITIES:
            data["communities"] = [*data.get("communities", ()), *self.unknown]
            check_number(data["communities"])
        if data.get("audience") == Audience.COMMUNITIES and not data.get("communities"):
            self.add_error("communities", gettext("Name at least one community."))
        return data


def may_release(user: Any) -> bool:
    """Whether a user may release figures: who assesses."""
    return is_assessor(user)


def reports_to_release() -> QuerySet[Report]:
    """The reports that were transmitted, the last first. Whoever asks may release them."""
    found = Report.objects.filter(transmitted_at__isnull=False).defer("content")
    return found.select_related("round", "figure_release").order_by("-transmitted_at", "-pk")


def _state(release: FigureRelease | None) -> dict[str, Any]:
    if release is None:
        return {}
    return {
        "audience": str(release.audience),
        "communities": sorted(release.communities.values_list("pk", flat=True)),
    }


def _locked(report: Report, version: int) -> FigureRelease | None:
    Report.objects.select_for_update(of=("self",)).values_list("pk").get(pk=report.pk)
    found = FigureRelease.objects.filter(report=report).first()
    if version != (found.version if found else 0):
        raise Conflict(found)
    return found


@transaction.atomic
def release_figures(*, report: Report, values: Mapping[str, Any], user: Any, version: int) -> FigureRelease:
    """Release the figures for an audience, or for another one. ``version`` 0: not released yet.

    Raises ``Conflict``, and ``ValidationError`` where the report was not transmitted or the audience is too wide.
    """
    if report.transmitted_at is None:
        raise ValidationError(gettext("The figures of a report are released after it was transmitted."))
    release = _locked(report, version)
    before = _state(release)
    if release is None:
        release = FigureRelease(report=report)
    else:
        release.version += 1
    release.audience, release.by = values["audience"], user
    release.full_clean()
    release.save()
    release.communities.set(values.get("communities") or ())
    release.refresh_from_db()
    FigureReleaseChange.objects.create(report=report, by=user, before=before, after=_state(release))
    return release


@transaction.atomic
def take_back(*, report: Report, user: Any, version: int) -> None:
    """Take a release back: the figures are in no briefing from now on. Issues that were frozen keep them.

    Raises ``Conflict``.
    """
    release = _locked(report, version)
    if release is not None:
        FigureReleaseChange.objects.create(report=report, by=user, before=_state(release), after={})
        release.delete()
