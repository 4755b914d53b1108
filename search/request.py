"""The address of a search: ``/search/?q=&country=MA&instrument=CETS182&...``, read and written.

Whatever an address carries, it is read without an error: what cannot be used is left out and said so in
``SearchRequest.notices``. ``SearchRequest.url()`` writes the canonical form, which can be shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from search.engines.base import FACETS, MAX_WINDOW, SORTS
from search.words import MAX_CHARACTERS, MAX_WORDS, clean_text, limit_words

PAGE_SIZE = 20
LAST_PAGE = MAX_WINDOW // PAGE_SIZE
MAX_VALUES = 50
"""Most values of one facet, and most literal words, that an address may carry."""
MAX_VALUE_LENGTH = 100

Known = Callable[[str, str], str | None]
"""(facet, value as written) to the value's canonical form, ``None`` where there is no such value."""


def parameter_names() -> dict[str, str]:
    """How a notice names each facet, in the reader's language."""
    return {
        "country": _("country"),
        "instrument": _("legal instrument"),
        "topic": _("topic"),
        "kind": _("kind"),
        "type": _("type"),
        "language": _("language"),
        "year": _("year"),
    }


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked for. ``selected`` are sorted (facet, value) pairs; an empty ``sort`` is the default order.

    ``literal`` are words that stay plain words although they name a country or an instrument.
    ``path`` is the page the search is made on; ``fixed`` are pairs that this page adds to every search.
    """

    q: str = ""
    selected: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1
    literal: tuple[str, ...] = ()
    path: str = "/search/"
    fixed: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()

    def values(self, facet: str) -> tuple[str, ...]:
        """The values selected in one facet."""
        return tuple(value for name, value in self.selected if name == facet)

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets this page offers."""
        fixed = {name for name, _value in self.fixed}
        return tuple(facet for facet in FACETS if facet not in fixed)

    @property
    def order(self) -> str:
        """The order of the hits: as asked, else by relevance where there are words and newest first without."""
        return self.sort or ("relevance" if self.q else "newest")

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: no word, no filter."""
        return not self.q and not self.selected

    def with_literal(self, words: Iterable[str]) -> SearchRequest:
        """The same search in which these words are plain words."""
        return replace(self, literal=_unique([*self.literal, *map(str.casefold, words)]), page=1)

    def url(
        self,
        *,
        add: Mapping[str, Any] | None = None,
        remove: Mapping[str, Any] | None = None,
        path: str | None = None,
    ) -> str:
        """The canonical address of this search with some parameters changed; any change goes back to page 1.

        ``add`` sets ``q``, ``sort`` and ``page`` and adds one value or several to a facet or to ``literal``;
        ``remove`` takes values away, all of a parameter's with ``None``.
        """
        changed = self._changed(add or {}, remove or {})
        query = urlencode(changed.parameters())
        return f"{path or self.path}?{query}" if query else (path or self.path)

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the canonical address, in its order."""
        pairs = [("q", self.q)] if self.q else []
        pairs += sorted(self.selected, key=lambda pair: (FACETS.index(pair[0]), pair[1]))
        pairs += [("literal", word) for word in self.literal]
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def _changed(self, add: Mapping[str, Any], remove: Mapping[str, Any]) -> SearchRequest:
        if not add and not remove:
            return self
        gone = {(name, value) for name, values in remove.items() for value in _several(values)}
        emptied = {name for name, values in remove.items() if values is None}
        selected = {pair for pair in self.selected if pair not in gone and pair[0] not in emptied}
        selected |= {(name, v) for name, values in add.items() if name in FACETS for v in _several(values)}
        literal = [w for w in self.literal if ("literal", w) not in gone and "literal" not in emptied]
        literal += [w.casefold() for w in _several(add.get("literal"))]
        q = "" if "q" in remove else self.q
        return replace(
            self,
            q=str(add.get("q", q)),
            selected=tuple(sorted(selected)),
            literal=_unique(literal),
            sort="" if "sort" in remove else str(add.get("sort", self.sort)),
            page=int(add.get("page", 1)),
        )


def parse_request(
    data: QueryDict, *, known: Known, path: str = "/search/", fixed: tuple[tuple[str, str], ...] = ()
) -> SearchRequest:
    """Read the parameters of an address. Never fails: what cannot be used becomes a notice.

    ``known`` says which facet values there are. A search form also sends ``recognised`` (the values found in
    the words when it was drawn, as ``facet:value=words``) and ``keep`` (those still ticked): words with a
    value that was unticked become literal.
    """
    reader = _Reader(data, known)
    q = reader.words()
    skipped = {name for name, _value in fixed}
    unticked, still_ticked = reader.unticked()
    for facet, value in still_ticked:
        if facet in FACETS and known(facet, value):
            data = data.copy()
            data.appendlist(facet, value)
    reader.data = data
    selected = {(facet, v) for facet in FACETS if facet not in skipped for v in reader.facet(facet)}
    sort = reader.sort()
    return SearchRequest(
        q=q,
        selected=tuple(sorted(selected)),
        sort="" if sort == SearchRequest(q=q).order else sort,
        page=reader.page(),
        literal=reader.literal(q, unticked),
        path=path,
        fixed=fixed,
        notices=tuple(reader.notices),
    )


class _Reader:
    """Reads one parameter after another and collects what has to be said about them."""

    def __init__(self, data: QueryDict, known: Known) -> None:
        self.data = data
        self.known = known
        self.notices: list[str] = []

    def words(self) -> str:
        raw = self.data.get("q", "")
        text, cut = limit_words(clean_text(raw))
        if cut or len(raw.strip()) > MAX_CHARACTERS:
            self.notices.append(
                _("The text was very long: only the first %(count)d words were used.") % {"count": MAX_WORDS}
            )
        return text

    def facet(self, facet: str) -> list[str]:
        raw = [value for value in self.data.getlist(facet) if value.strip()]
        found = []
        unknown = []
        for value in dict.fromkeys(raw[:MAX_VALUES]):
            shown = clean_text(value, MAX_VALUE_LENGTH)
            canonical = self.known(facet, shown) if shown else None
            if canonical is None:
                unknown.append(shown)
            else:
                found.append(canonical)
        for value in unknown[:3]:
            self.notices.append(
                _("Unknown %(facet)s “%(value)s” was left out.")
                % {"facet": parameter_names()[facet], "value": value[:40]}
            )
        if len(unknown) > 3 or len(raw) > MAX_VALUES:
            self.notices.append(
                _("More values of “%(facet)s” were left out.") % {"facet": parameter_names()[facet]}
            )
        return found

    def sort(self) -> str:
        value = clean_text(self.data.get("sort", ""), MAX_VALUE_LENGTH)
        if not value or value in SORTS:
            return value
        self.notices.append(_("Unknown order “%(value)s” was left out.") % {"value": value[:40]})
        return ""

    def page(self) -> int:
        value = self.data.get("page", "").strip()[:20]
        if not value:
            return 1
        if not (value.isascii() and value.isdigit()) or int(value) < 1:
            self.notices.append(_("The page number was not understood: this is the first page."))
            return 1
        if int(value) > LAST_PAGE:
            self.notices.append(_("There are no results on page %(page)s.") % {"page": value})
            return LAST_PAGE
        return int(value)

    def unticked(self) -> tuple[list[str], list[tuple[str, str]]]:
        """Words of which a recognised value was unticked, and the other values of the same words.

        These other values stay chosen, now as ticked ones: the words no longer stand for them.
        """
        kept = set(self.data.getlist("keep"))
        marks = [mark for mark in self.data.getlist("recognised")[:MAX_VALUES] if "=" in mark]
        words = {mark.partition("=")[2] for mark in marks if mark not in kept}
        others = [
            mark.partition("=")[0] for mark in marks if mark in kept and mark.partition("=")[2] in words
        ]
        pairs = [(facet, value) for facet, _colon, value in (other.partition(":") for other in others)]
        return sorted(words), pairs

    def literal(self, q: str, unticked: list[str]) -> tuple[str, ...]:
        """Words to take literally; those that are not in the text any more are forgotten."""
        raw = [*self.data.getlist("literal")[:MAX_VALUES], *unticked]
        words = (clean_text(word, MAX_VALUE_LENGTH).casefold() for word in raw)
        return _unique(word for word in words if word in q.casefold())


def _several(values: Any) -> tuple[str, ...]:
    if values is None:
        return ()
    return (str(values),) if isinstance(values, str | int) else tuple(map(str, values))


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))[:MAX_VALUES]
