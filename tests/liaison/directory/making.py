"""Posts, authorities and contacts for tests: plain functions with keyword arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group

from liaison.directory.models import Authority, Contact, DirectoryEntry, Post
from portal.reference.models import Topic
from portal.visibility import Audience
from tests.factories import make_country


def make_post(
    country: str = "MA",
    *,
    kind: str = "liaison_magistrate",
    represents: str = "FR",
    audience: str = Audience.PUBLIC,
    communities: Iterable[Group] = (),
    other_countries: Iterable[str] = (),
    **fields: Any,
) -> Post:
    """A post; ``represents`` is a country, or a body of the Union in capitals longer than two letters."""
    is_body = len(represents) > 2 or represents == "EU"
    post = Post.objects.create(
        country=make_country(country),
        kind=kind,
        represents=None if is_body else make_country(represents),
        represents_body=represents if is_body else "",
        audience=audience,
        **fields,
    )
    post.communities.set(communities)
    post.other_countries.set(make_country(code) for code in other_countries)
    return Post.objects.get(pk=post.pk)


def make_authority(
    country: str = "MA",
    *,
    audience: str = Audience.PUBLIC,
    communities: Iterable[Group] = (),
    measures: Iterable[Topic] = (),
    **fields: Any,
) -> Authority:
    """An authority."""
    values = {"name": "Central authority", **fields}
    authority = Authority.objects.create(country=make_country(country), audience=audience, **values)
    authority.communities.set(communities)
    authority.measures.set(measures)
    return Authority.objects.get(pk=authority.pk)


def make_contact(
    entry: DirectoryEntry,
    *,
    kind: str = "phone",
    value: str = "+999 555 0100",
    audience: str = Audience.PUBLIC,
    communities: Iterable[Group] = (),
    **fields: Any,
) -> Contact:
    """A contact of a post or of an authority."""
    owner: dict[str, Any] = {"post": entry} if isinstance(entry, Post) else {"authority": entry}
    contact = Contact.objects.create(kind=kind, value=value, audience=audience, **owner, **fields)
    contact.communities.set(communities)
    return Contact.objects.get(pk=contact.pk)
