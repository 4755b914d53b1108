"""Editors are told nothing of what they may not read at its source: not that it is there, nor who may read it."""

from __future__ import annotations

import pytest

from events.briefings.figures import release_figures
from events.briefings.models import FigureRelease
from portal.people.communities import open_network
from portal.people.enums import CommunityKind, Role
from portal.visibility import Audience
from tests.events.briefings.making import make_briefing, make_report, sending, signed_in
from tests.factories import Tree, make_user

pytestmark = pytest.mark.django_db


def test_assessor_outside_a_released_community_is_not_told_its_name(tree: Tree) -> None:
    circle = open_network("Closedcircle", kind=CommunityKind.OTHER).group
    inside = make_user(role=Role.EUROJUST_DESK, groups=[circle])
    outside = make_user(role=Role.EUROJUST_DESK)
    report = make_report()
    values = {"audience": Audience.COMMUNITIES, "communities": [circle]}
    release_figures(report=report, values=values, user=inside, version=0)
    for address in ("/briefings/figures/", f"/briefings/figures/{report.pk}/"):
        assert "Closedcircle" in signed_in(inside).get(address).content.decode()
        assert "Closedcircle" not in signed_in(outside).get(address).content.decode()
    # Saving the form as it stands loses nobody; leaving the communities does.
    address = f"/briefings/figures/{report.pk}/"
    assert sending(signed_in(outside), outside, address, audience="communities", version=1).status_code == 302
    assert list(FigureRelease.objects.get().communities.all()) == [circle]
    assert sending(signed_in(outside), outside, address, audience="members", version=2).status_code == 302
    assert not FigureRelease.objects.get().communities.exists()
    assert "Closedcircle" not in signed_in(outside).get(address).content.decode()


def test_briefings_one_writes_stand_in_my_work(tree: Tree) -> None:
    """Two rooms have a section of briefings there: neither may take the other's place."""
    briefing = make_briefing(title="Mywrittenone")
    assert "Mywrittenone" in signed_in(briefing.owner).get("/my/").content.decode()
