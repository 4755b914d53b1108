"""How posts and authorities are found. Contacts are not part of what is indexed: each has an audience of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from liaison.directory.cards import countries_of
from liaison.directory.models import Authority, DirectoryEntry, Post
from liaison.directory.rows import kind_name
from portal.indexing import Entry, EntryBuilder, register

INDEXED_LANGUAGES = ("en", "fr")
"""Languages in which what a post is called is indexed; countries are found by code in all."""


class PostBuilder(EntryBuilder[Post]):
    """Type ``post``: found by country, by what it is, where it sits and who holds it."""

    type = "post"
    model = Post
    label = _("Posts")
    kinds: dict[str, Any] = {}
    """The facet "kind" is about practices."""

    def objects(self) -> QuerySet[Post]:
        return Post.objects.select_related("holder").prefetch_related("other_countries")

    def entry(self, obj: Post) -> Entry | None:
        titles = []
        for language in INDEXED_LANGUAGES:
            with override(language):
                titles += [obj.label(language), kind_name(obj.kind), obj.representing(language)]
        words = [*titles, obj.holder_label, obj.institution, obj.city, obj.note]
        return Entry(
            language="en",
            title=titles[0],
            summary=_place(obj),
            text="\n".join(dict.fromkeys(word for word in words if word)),
            audience_key=obj.audience_key,
            countries=(obj.country_id, *sorted(c.code for c in obj.other_countries.all())),
            date=obj.verified_on,
            owner_id=obj.holder_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Post]:
        """Posts that have not ended: who searches wants somebody to call. The directory shows the others on demand.

        A posting ends by the calendar, without a save; so this is asked when results are shown.
        """
        current = Post.objects.visible_to(viewer).current()
        return current.select_related("holder").prefetch_related("other_countries")

    def card(self, obj: Post, language: str) -> dict[str, Any]:
        place = " · ".join(part for part in (obj.holder_label, _place(obj)) if part)
        return _card(obj, obj.label(language), kind_name(obj.kind), place)


class AuthorityBuilder(EntryBuilder[Authority]):
    """Type ``authority``: found by country, by measure and by name."""

    type = "authority"
    model = Authority
    label = _("Authorities")
    kinds: dict[str, Any] = {}

    def objects(self) -> QuerySet[Authority]:
        return Authority.objects.prefetch_related("measures")

    def entry(self, obj: Authority) -> Entry | None:
        return Entry(
            language="en",
            title=obj.name,
            summary=obj.other_names,
            text="\n".join(part for part in (obj.name, obj.other_names, obj.note) if part),
            audience_key=obj.audience_key,
            countries=(obj.country_id,),
            topics=tuple(topic.slug for topic in obj.measures.all()),
            date=obj.verified_on,
        )

    def visible_to(self, viewer: Any) -> QuerySet[Authority]:
        return Authority.objects.visible_to(viewer).prefetch_related("measures")

    def card(self, obj: Authority, language: str) -> dict[str, Any]:
        topics = [{"name": t.name(language), "url": f"/search/?topic={t.slug}"} for t in obj.measures.all()]
        return _card(obj, obj.name, kind_name("authority"), obj.other_names) | {"topics": topics}


def _place(post: Post) -> str:
    return ", ".join(part for part in (post.institution, post.city) if part)


def _card(entry: DirectoryEntry, title: str, kind: str, summary: str) -> dict[str, Any]:
    return {
        "url": entry.get_absolute_url(),
        "title": title,
        "language": "",
        "countries": countries_of(entry),
        "kind": kind,
        "summary": summary,
        "is_example": entry.is_example,
    }


def connect() -> None:
    """Register both types."""
    register(PostBuilder())
    register(AuthorityBuilder())
