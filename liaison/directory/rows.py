"""The entries a viewer may see, as light rows: what filters, counts and orders are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from liaison.directory.enums import Body, PostKind
from liaison.directory.models import Authority, DirectoryEntry, Post
from liaison.directory.models.entry import language_name
from portal.folding import fold
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.reference.enums import CountryAliasKind
from portal.reference.models import CountryAlias
from portal.visibility import Viewer

AUTHORITY = "authority"
"""The value of the filter by role that stands for authorities."""

ALONGSIDE = Post.other_countries.through
FOR_MEASURES = Authority.measures.through


@dataclass(frozen=True, slots=True)
class Row:
    """One visible entry. ``state`` is the Member State or body it stands for; empty for the third country's own."""

    type: str
    pk: int
    kind: str
    country: str
    countries: frozenset[str]
    state: str
    languages: frozenset[str]
    title: str
    text: str
    measures: frozenset[str] = frozenset()
    is_filled: bool = True


def rows_for(viewer: Viewer, *, country: str = "", with_ended: bool = False) -> list[Row]:
    """All rows of a viewer, or those about one country. Four queries, however many rows."""
    return [*_posts(viewer, country, with_ended), *_authorities(viewer, country)]


def _posts(viewer: Viewer, country: str, with_ended: bool) -> Iterator[Row]:
    posts = Post.objects.visible_to(viewer)
    if not with_ended:
        posts = posts.current()
    if country:
        also = ALONGSIDE.objects.filter(country=country).values("post")
        posts = posts.filter(country=country) | posts.filter(pk__in=also)
    visible = posts.order_by().values("pk")
    others: dict[int, set[str]] = defaultdict(set)
    for pk, code in ALONGSIDE.objects.filter(post__in=visible).values_list("post_id", "country_id"):
        others[pk].add(code)
    found = posts.select_related("holder").only(
        "kind", "title", "country", "represents", "represents_body", "languages", "institution", "city",
        "holder_name", "occupancy", "note", "holder__first_name", "holder__last_name",
    )  # fmt: skip
    for post in found.order_by("pk"):
        countries = frozenset({post.country_id, *others[post.pk]})
        state = post.represents_id or post.represents_body
        own = state in countries
        title = post.label()
        words = [
            title,
            post.institution,
            post.city,
            post.holder_label,
            post.note,
            str(post.get_kind_display()),
        ]
        yield Row(
            type="post",
            pk=post.pk,
            kind=post.kind,
            country=post.country_id,
            countries=countries,
            state="" if own else state,
            languages=frozenset(post.languages),
            title=title,
            text=" | ".join(words),
            is_filled=post.occupancy == "filled",
        )


def _authorities(viewer: Viewer, country: str) -> Iterator[Row]:
    authorities = Authority.objects.visible_to(viewer)
    if country:
        authorities = authorities.filter(country=country)
    measures: dict[int, set[str]] = defaultdict(set)
    visible = authorities.order_by().values("pk")
    pairs = FOR_MEASURES.objects.filter(authority__in=visible).values_list("authority_id", "topic_id")
    for pk, slug in pairs:
        measures[pk].add(slug)
    for found in authorities.only("name", "other_names", "country", "languages", "note").order_by("pk"):
        yield Row(
            type=AUTHORITY,
            pk=found.pk,
            kind=AUTHORITY,
            country=found.country_id,
            countries=frozenset({found.country_id}),
            state="",
            languages=frozenset(found.languages),
            title=found.name,
            text=" | ".join([found.name, found.other_names, found.note]),
            measures=frozenset(measures[found.pk]),
        )


# --- names of filter values --------------------------------------------------------------------------------


def kind_name(value: str) -> str:
    """The name of a role; of the authorities, which are not a kind of post."""
    if value == AUTHORITY:
        return str(capfirst(Authority._meta.verbose_name))
    return str(PostKind(value).label) if value in PostKind.values else value


def state_name(value: str) -> str:
    """The name of a Member State or of a body of the Union."""
    return str(Body(value).label) if value in Body.values else territory_name(value)


# --- words ---------------------------------------------------------------------------------------------------


def matching(rows: Iterable[Row], query: str) -> list[Row]:
    """The rows in which every word of the query stands: in their text, or in a name of a country, a Member
    State or a language, in the reader's language, in English or as an alias. One query at most."""
    wanted = fold(query).split()
    if not wanted:
        return list(rows)
    names = _country_names()
    found = []
    for row in rows:
        codes = [*row.countries, *([row.state] if row.state else [])]
        words = [
            fold(row.text),
            fold(kind_name(row.kind)),
            fold(state_name(row.state)) if row.state else "",
        ]
        words += [names.get(code, "") or fold(territory_name(code)) for code in codes]
        words += [fold(language_name(code)) for code in row.languages]
        text = " | ".join(words)
        if all(word in text for word in wanted):
            found.append(row)
    return found


def _country_names() -> dict[str, str]:
    names: dict[str, list[str]] = defaultdict(list)
    aliases = CountryAlias.objects.exclude(country=None).exclude(kind=CountryAliasKind.NOT)
    for code, text in aliases.values_list("country_id", "text"):
        names[code].append(text)
    for code in list(names):
        names[code] += [territory_name(code), territory_name(code, "en")]
    return {code: fold(" | ".join(texts)) for code, texts in names.items()}


# --- order ---------------------------------------------------------------------------------------------------


def home_state(viewer: Viewer) -> str:
    """The Member State a viewer acts for; empty for everybody else. One query at most."""
    if viewer.user_id is None:
        return ""
    return User.objects.filter(pk=viewer.user_id).values_list("state", flat=True).first() or ""


def in_order(rows: Iterable[Row], home: str) -> list[Row]:
    """By country; within one, whom to call first: one's own Member State's post, Eurojust's, other posts, the
    authorities. A post that nobody is known to hold comes after those that somebody holds."""
    return sorted(rows, key=lambda row: (fold(territory_name(row.country)), *nearness(row, home)))


def nearness(row: Row, home: str) -> tuple[Any, ...]:
    """How close a post is to whoever looks for help; the smaller the closer."""
    ranks = {PostKind.EUROJUST_LIAISON_MAGISTRATE: 1, PostKind.LIAISON_PROSECUTOR: 2, AUTHORITY: 5}
    rank = 0 if home and row.state == home else ranks.get(row.kind, 3)
    if row.kind == PostKind.CONTACT_POINT:
        rank = 4
    return (not row.is_filled, rank, fold(row.title), row.pk)


def entries_of(rows: Iterable[Row], viewer: Viewer) -> list[DirectoryEntry]:
    """The objects of rows in the order of the rows, asked of the rule again. Five queries at most."""
    rows = list(rows)
    posts = Post.objects.visible_to(viewer).select_related("holder", "verified_by")
    authorities = Authority.objects.visible_to(viewer).select_related("verified_by")
    found: dict[tuple[str, int], DirectoryEntry] = {}
    post_ids = [row.pk for row in rows if row.type == "post"]
    authority_ids = [row.pk for row in rows if row.type == AUTHORITY]
    if post_ids:
        for post in posts.filter(pk__in=post_ids).prefetch_related("other_countries"):
            found["post", post.pk] = post
    if authority_ids:
        for authority in authorities.filter(pk__in=authority_ids).prefetch_related("measures"):
            found[AUTHORITY, authority.pk] = authority
    return [found[row.type, row.pk] for row in rows if (row.type, row.pk) in found]
