"""How good practices are found."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.blocks import StreamValue

from portal.indexing import Entry, EntryBuilder, register
from portal.visibility import can_view
from practices.cards import ListedPractice, for_cards, listed_live, practice_card
from practices.filed import attach_filed, filed_of
from practices.models import PracticePage
from practices.text import searchable_pieces


@dataclass
class StoredPractice:
    """What an entry is made of: the columns, without a page."""

    pk: int
    title: str
    live: bool
    owner_id: int | None
    first_published_at: datetime.datetime | None
    summary: str
    stored_body: str
    contact: str
    note: str
    kind: str
    language: str
    experience_from: datetime.date | None
    experience_until: datetime.date | None
    audience_key: str

    @property
    def body(self) -> StreamValue:
        """The blocks; none of them is made into an object before it is asked for."""
        try:
            blocks = json.loads(self.stored_body)
        except ValueError:
            blocks = self.stored_body
        return PracticePage._meta.get_field("body").stream_block.to_python(blocks)


STORED_FIELDS = tuple(field.name for field in fields(StoredPractice))


Practice = PracticePage | ListedPractice | StoredPractice


class PracticeBuilder(EntryBuilder[PracticePage]):
    """Type ``practice``: found while it is live, by everything its reader can read."""

    type = "practice"
    model = PracticePage

    def objects(self) -> QuerySet[PracticePage]:
        return PracticePage.objects.all()

    def read(self, ids: Iterable[int]) -> Sequence[StoredPractice]:
        """As rows: a page of Wagtail takes as long to make as the whole entry."""
        practices = PracticePage.objects.filter(self.ids_q(ids)).order_by()
        stored = practices.annotate(stored_body=Cast("body", TextField())).values_list(*STORED_FIELDS)
        return [StoredPractice(*row) for row in stored]

    def prepare(self, objects: Sequence[Practice]) -> None:
        attach_filed(objects)

    def entry(self, obj: PracticePage | StoredPractice) -> Entry | None:
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
        return [practice for practice in listed_live(ids) if can_view(viewer, practice)]

    def card(self, obj: PracticePage | ListedPractice, language: str) -> dict[str, Any]:
        return practice_card(obj, language=language)


def _text(page: PracticePage | StoredPractice) -> list[str]:
    """What a reader of the page reads, as plain text."""
    return [*searchable_pieces(page.body), page.contact, page.note, *filed_of(page).sources]


def _date(page: PracticePage | StoredPractice) -> Any:
    """When it was experienced; otherwise when it was first published."""
    experienced = page.experience_until or page.experience_from
    return experienced or (page.first_published_at.date() if page.first_published_at else None)


def connect() -> None:
    """Register the type."""
    register(PracticeBuilder())
