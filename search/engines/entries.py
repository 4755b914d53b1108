"""What both engines put into their index for one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .analysis import clean, stems, tokens
from .base import Document, WriteFailure

KEPT_TEXT = 16_000
"""Characters of the text kept for snippets and suggestions. All of the text is searched."""

LONGEST_KEY = 500
"""Bytes of an id, a code or an audience key: Elasticsearch refuses ids beyond 512."""

LARGEST_NUMBER = 2**63 - 1
UNDATED = 99_999_999
SEPARATOR = "\x1f"
"""Stands in no cleaned text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document made ready: cleaned texts to show, words and stems to search, keys to sort by."""

    document: Document
    title: str = ""
    summary: str = ""
    text: str = ""
    title_words: str = ""
    body_words: tuple[str, ...] = ()
    title_stems: str = ""
    body_stems: str = ""
    by_title: str = ""

    @property
    def year(self) -> str:
        date = self.document.date
        return f"{date.year:04d}" if date else ""

    @property
    def day(self) -> int | None:
        """The date as a number such as 20260301."""
        date = self.document.date
        return date.year * 10_000 + date.month * 100 + date.day if date else None

    @property
    def tie(self) -> str:
        """Type and number, in an order in which 9 comes before 10: no two entries are the same."""
        return f"{self.document.type}:{self.document.object_id:019d}"

    @property
    def newest(self) -> str:
        """Sorts from the newest to the oldest, what has no date at the end."""
        day = self.day
        return f"{UNDATED if day is None else UNDATED - 1 - day:08d}{self.tie}"

    @property
    def oldest(self) -> str:
        """Sorts from the oldest to the newest, what has no date at the end."""
        day = self.day
        return f"{UNDATED if day is None else day:08d}{self.tie}"

    @property
    def shown(self) -> str:
        """What a hit is shown from, in one string; see ``split_shown``."""
        return SEPARATOR.join((self.document.language, self.title, self.summary, self.text))


def make_entry(document: Document) -> Entry:
    """Make one document ready for an index.

    Raises ValueError or another error of wrong data: no engine could take this document.
    """
    _check(document)
    if document.deleted:
        return Entry(document)
    title, summary, text = clean(document.title), clean(document.summary), clean(document.text)
    in_title, in_summary, in_text = tokens(title), tokens(summary), tokens(text)
    return Entry(
        document=document,
        title=title,
        summary=summary,
        text=text[:KEPT_TEXT],
        title_words=" ".join(in_title),
        body_words=tuple(" ".join(words) for words in (in_summary, in_text) if words),
        title_stems=" ".join(stems(in_title, document.language)),
        # Each stem once: how often a word occurs is told by the words themselves.
        body_stems=" ".join(dict.fromkeys(stems(in_summary + in_text, document.language))),
        by_title=f"{' '.join(in_title)[:200]}{SEPARATOR}{document.type}:{document.object_id:019d}",
    )


def _check(document: Document) -> None:
    if not 0 <= document.version <= LARGEST_NUMBER:
        raise ValueError(f"version {document.version} is out of range")
    if not 0 <= document.object_id <= LARGEST_NUMBER:
        raise ValueError(f"object_id {document.object_id} is out of range")
    if document.id != f"{document.type}:{document.object_id}":
        raise ValueError(f"id {document.id!r} is not type:object_id")
    if SEPARATOR in document.language:
        raise ValueError(f"language {document.language!r} is none")
    codes = (*document.countries, *document.instruments, *document.topics)
    for key in (document.id, document.kind, document.language, document.audience_key, *codes):
        if len(key.encode()) > LONGEST_KEY:
            raise ValueError(f"{key[:40]!r}... is longer than {LONGEST_KEY} bytes")


def split_shown(shown: str) -> tuple[str, str, str, str]:
    """Language, title, summary and text of what ``Entry.shown`` joined."""
    language, title, summary, text = shown.split(SEPARATOR)
    return language, title, summary, text


def make_entries(documents: Iterable[Document], failures: list[WriteFailure]) -> Iterator[Entry]:
    """Entries of the documents that can be indexed; the others are added to ``failures``."""
    for document in documents:
        try:
            yield make_entry(document)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one document concerns only that one
            failures.append(WriteFailure(document.id, f"{type(error).__name__}: {error}"))
