"""How good practices are found."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr

from portal.indexing import Entry, EntryBuilder, register
from portal.pages.models import CountryPage
from portal.reference.models import Country
from practices.cards import practice_card, with_card_relations
from practices.models import PracticePage


def _with_dossier(pages: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """The pages with the slug and the country code of the dossier they stand under, in the same query."""
    parent_path = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - PracticePage.steplen)
    dossier = CountryPage.objects.filter(path=parent_path)
    return pages.annotate(
        dossier_slug=Subquery(dossier.values("slug")[:1]),
        dossier_country=Subquery(dossier.values("country_id")[:1]),
    )


class PracticeBuilder(EntryBuilder[PracticePage]):
    """Type ``practice``: found while it is live, by everything its reader can read."""

    type = "practice"
    model = PracticePage

    def objects(self) -> QuerySet[PracticePage]:
        return _with_dossier(with_card_relations(PracticePage.objects.all())).prefetch_related("sources")

    def entry(self, obj: PracticePage) -> Entry | None:
        if not obj.live:
            return None
        principal: str | None = obj.dossier_country
        others = (country.code for country in obj.other_countries.all())
        return Entry(
            language=obj.language,
            title=obj.title,
            summary=obj.summary,
            text="\n".join(part for part in _text(obj) if part),
            audience_key=obj.audience_key,
            countries=tuple(dict.fromkeys(code for code in (principal, *others) if code)),
            instruments=tuple(instrument.code for instrument in obj.instruments.all()),
            topics=tuple(topic.slug for topic in obj.topics.all()),
            kind=obj.kind,
            date=_date(obj),
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[PracticePage]:
        """Live practices inside the viewer's audience: an own draft is not found, it is in "my work"."""
        return _with_dossier(with_card_relations(PracticePage.objects.visible_to(viewer).filter(live=True)))

    def card(self, obj: PracticePage, language: str) -> dict[str, Any]:
        if "country_page" not in obj.__dict__:
            # Only what a card says of it, so that no query is made for each hit.
            obj.country_page = CountryPage(
                slug=obj.dossier_slug,
                country=Country(code=obj.dossier_country),
            )
        return practice_card(obj, language=language)


def _text(page: PracticePage) -> list[str]:
    """What a reader of the page reads, as plain text."""
    body = page.body.stream_block.get_searchable_content(page.body) if page.body else []
    sources = [source.title for source in page.sources.all()]
    return [*(str(part) for part in body), page.contact, page.note, *sources]


def _date(page: PracticePage) -> Any:
    """When it was experienced; otherwise when it was first published."""
    experienced = page.experience_until or page.experience_from
    return experienced or (page.first_published_at.date() if page.first_published_at else None)


def connect() -> None:
    """Register the type."""
    register(PracticeBuilder())
