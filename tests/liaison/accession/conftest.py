"""People around an item about Morocco."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from portal.people.enums import Role
from portal.people.models import User
from tests.factories import Tree, make_network, make_user


@dataclass
class People:
    """Whoever looks."""

    network: Group
    desk: User
    other_desk: User
    eurojust: User
    magistrate: User
    member: User
    insider: User
    guest: User
    guest_inside: User
    superuser: User

    def client(self, name: str) -> Client:
        """A client signed in as one of them; anonymous where nobody has that name."""
        client = Client()
        user = getattr(self, name.replace(" ", "_"), None)
        if user is not None:
            client.force_login(User.objects.get(pk=user.pk))
        return client


@pytest.fixture
def people(tree: Tree) -> People:
    network = make_network("Circle")
    return People(
        network=network,
        desk=make_user("desk", groups=[tree.morocco_desk]),
        other_desk=make_user("otherdesk", groups=[tree.tunisia_desk]),
        eurojust=make_user("eurojust", role=Role.EUROJUST_DESK),
        magistrate=make_user("magistrate", role=Role.LIAISON_MAGISTRATE, groups=[network]),
        member=make_user("member"),
        insider=make_user("insider", groups=[network]),
        guest=make_user("guest", role=Role.LIAISON_PROSECUTOR),
        guest_inside=make_user("insideguest", role=Role.LIAISON_PROSECUTOR, groups=[network]),
        superuser=make_user("root", is_superuser=True),
    )
