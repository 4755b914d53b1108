"""Demo accounts: fictional people, one for each role, from ``data/demo/people.json``."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from portal.pages.desks import open_country_desk
from portal.pages.models import CountryPage
from portal.people.communities import open_network
from portal.people.enums import CommunityKind
from portal.people.models import User

PASSWORD = "comity-demo-2026"  # noqa: S105  # printed at every start of the demo, which listens on loopback only


def load_communities(rows: list[dict[str, Any]]) -> dict[str, Group]:
    """Open the demo's desks and networks; gives the groups by name. Idempotent."""
    groups = {}
    for row in rows:
        if row["kind"] == CommunityKind.DESK:
            page = CountryPage.objects.select_related("country").get(country__code=row["country_code"])
            community = open_country_desk(page)
        else:
            community = open_network(row["name"], row.get("description", ""), row["kind"])
        groups[row["name"]] = community.group
    return groups


def load_people(rows: list[dict[str, Any]], groups: dict[str, Group]) -> int:
    """Create the accounts that are missing; an account somebody changed stays as it is. Gives how many are new."""
    new = 0
    for row in rows:
        if User.objects.filter(email=row["email"]).exists():
            continue
        user = User(
            username=row["email"],
            email=row["email"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            role=row.get("role", ""),
            state=row.get("state", ""),
            posted_to=row.get("posted_to", ""),
            languages=row.get("languages", []),
            is_superuser=row.get("is_superuser", False),
            is_staff=row.get("is_superuser", False),
        )
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(*(groups[name] for name in row.get("communities", [])))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        new += 1
    return new
