"""Briefings for tests of freshness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group

from events.briefings.actions import create_briefing
from events.briefings.models import Briefing
from events.briefings.refreshing import plan_refresh, refresh
from events.freshness.checking import check
from events.freshness.models import StaleCause
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.factories import TLP_FOR, fresh, make_country, make_user


def make_editor(name: str = "", *, groups: Iterable[Group] = ()) -> User:
    """Somebody of the Commission, who makes briefings."""
    return make_user(name, role=Role.COMMISSION, groups=groups)


def make_briefing(
    owner: User,
    *,
    country: str = "MA",
    audience: str = Audience.MEMBERS,
    communities: Iterable[Group] = (),
    **fields: Any,
) -> Briefing:
    """A briefing as it is made on the site, compiled from what there is."""
    values = {
        "title": "Briefing package",
        "country": make_country(country),
        "audience": audience,
        "communities": list(communities),
        "tlp": TLP_FOR[Audience(audience)],
        **fields,
    }
    return create_briefing(values=values, user=fresh(owner))


def refreshed(briefing: Briefing, user: User) -> Briefing:
    """The briefing after all its sections were refreshed by an editor."""
    user = User.objects.get(pk=user.pk)
    sections = list(briefing.sections.all())
    plan = plan_refresh(user, briefing, sections)
    refresh(briefing=briefing, sections=sections, user=user, mark=plan.mark)
    return Briefing.objects.get(pk=briefing.pk)


def found(briefing: Briefing) -> list[tuple[str, str]]:
    """The open causes after a comparison: kind of source and kind of cause."""
    check(briefing.pk)
    causes = StaleCause.objects.open().filter(briefing=briefing)
    return sorted((one.key.partition(":")[0], one.kind) for one in causes)
