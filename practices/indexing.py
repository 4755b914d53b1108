"""How good practices are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from portal.indexing import Entry, EntryBuilder, register
from portal.visibility import can_view
from practices.cards import ListedPractice, for_cards, listed, practice_card
from practices.filed import attach_filed, filed_of
from practices.models import PracticePage

ENTRY_FIELDS = (
    "title path depth live owner_id first_published_at summary body contact note kind language "
    "experience_from experience_until audience_key"
).split()


class PracticeBuilder(EntryBuilder[PracticePage]):
    """Type ``practice``: found while it is live, by everything its reader can read."""

    type = "practice"
    model = PracticePage

    def objects(self) -> QuerySet[PracticePage]:
        return PracticePage.objects.only(*ENTRY_FIELDS)

    def prepare(self, objects: Sequence[PracticePage | ListedPractice]) -> None:
        attach_filed(objects)

    def entry(self, obj: PracticePage) -> Entry | None:
        if not obj.live:
            return None
        filed = filed_of(obj)
        return Entry(
            language=obj.language,
            title=obj.title,
            summary=obj.summary,
            text="\n".join(part for part in _text(obj) if part),
            audience_key=obj.audience_key,
            countries=tuple(dict.fromkeys(code for code in (filed.country, *filed.other_countries) if code)),
            instruments=tuple(instrument.code for instrument in filed.instruments),
            topics=tuple(topic.slug for topic in filed.topics),
            kind=obj.kind,
            date=_date(obj),
            owner_id=obj.owner_id,
        )

    def visible_to(self, viewer: Any) -> QuerySet[PracticePage]:
        """Live practices inside the viewer's audience: an own draft is not found, it is in "my work"."""
        return for_cards(PracticePage.objects.visible_to(viewer).filter(live=True))

    def found(self, viewer: Any, ids: Iterable[int]) -> Sequence[ListedPractice]:
        """As ``visible_to``, by the rule's object form: twenty rows cost less than twenty pages of Wagtail."""
        practices = PracticePage.objects.filter(self.ids_q(ids), live=True).order_by()
        return [practice for practice in listed(practices) if can_view(viewer, practice)]

    def card(self, obj: PracticePage | ListedPractice, language: str) -> dict[str, Any]:
        return practice_card(obj, language=language)


def _text(page: PracticePage) -> list[str]:
    """What a reader of the page reads, as plain text."""
    body = page.body.stream_block.get_searchable_content(page.body) if page.body else []
    return [*(str(part) for part in body), page.contact, page.note, *filed_of(page).sources]


def _date(page: PracticePage) -> Any:
    """When it was experienced; otherwise when it was first published."""
    experienced = page.experience_until or page.experience_from
    return experienced or (page.first_published_at.date() if page.first_published_at else None)


def connect() -> None:
    """Register the type."""
    register(PracticeBuilder())
