"""The directory as one viewer sees it: words and filters in, entries, counts and links out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from liaison.directory.cards import make_cards
from liaison.directory.enums import Body, PostKind
from liaison.directory.models import NetworkNote
from liaison.directory.models.entry import language_name
from liaison.directory.rows import (
    AUTHORITY,
    Row,
    entries_of,
    home_state,
    in_order,
    kind_name,
    matching,
    rows_for,
    state_name,
)
from liaison.directory.rules import can_add
from portal.folding import fold
from portal.forms import by_name
from portal.language import CONTENT_LANGUAGES
from portal.reference.cldr import territory_name
from portal.reference.models import Country
from portal.visibility import viewer_for

PAGE_SIZE = 20
MAX_QUERY = 200
TOP = 10
"""Values of a filter shown before "more"."""

ADDRESS = "/directory/"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, cleaned: unknown values of filters are left out, words are cut."""

    q: str = ""
    country: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    ended: bool = False
    page: str = "1"

    def url(self, **changes: Any) -> str:
        """The address of this request with some parts changed, from its first page on."""
        wanted = replace(self, page="1", **changes)
        pairs = [("q", wanted.q)] if wanted.q else []
        for name in FILTERS:
            pairs += [(name, value) for value in getattr(wanted, name)]
        pairs += [("ended", "1")] if wanted.ended else []
        return ADDRESS + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def query(self) -> str:
        """The part of the address behind the question mark, for what is given away of the same entries."""
        return self.url().removeprefix(ADDRESS)

    @property
    def is_empty(self) -> bool:
        return not (self.q or any(getattr(self, name) for name in FILTERS))


FILTERS: dict[str, Callable[[Row], Iterable[str]]] = {
    "country": lambda row: row.countries,
    "role": lambda row: (row.kind,),
    "state": lambda row: (row.state,) if row.state else (),
    "language": lambda row: row.languages,
}
"""The filters and what they look at. Values of one filter are alternatives; all filters must be met."""

NAMES: dict[str, Callable[[str], str]] = {
    "country": territory_name,
    "role": kind_name,
    "state": state_name,
    "language": language_name,
}


def titles() -> dict[str, str]:
    """Headings of the filters."""
    return {
        "country": _("Country"),
        "role": _("Role"),
        "state": _("Member State or EU body"),
        "language": _("Language"),
    }


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter with the number of entries it would show."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: ``top`` is shown, ``more`` folded away."""

    name: str
    title: str
    top: tuple[Option, ...]
    more: tuple[Option, ...]

    @property
    def selected(self) -> int:
        return sum(option.selected for option in (*self.top, *self.more))


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    axis: str
    remove_url: str


def read_request(params: QueryDict) -> Request:
    """What an address asks for. Never raises: what cannot be is left out."""
    countries = frozenset(Country.objects.values_list("code", flat=True))
    return Request(
        q=" ".join(params.get("q", "").replace("\x00", "")[:MAX_QUERY].split()),
        country=_known(params, "country", countries, str.upper),
        role=_known(params, "role", {*PostKind.values, AUTHORITY}, str.lower),
        state=_known(params, "state", {*countries, *Body.values}, str.upper),
        language=_known(params, "language", set(CONTENT_LANGUAGES), str.lower),
        ended=params.get("ended") == "1",
        page=params.get("page", "1")[:8],
    )


def _known(params: QueryDict, name: str, known: Iterable[str], fold: Callable[[str], str]) -> tuple[str, ...]:
    wanted = dict.fromkeys(fold(value) for value in params.getlist(name)[:50])
    return tuple(value for value in wanted if value in known)


def directory_context(user: Any, request: Request) -> dict[str, Any]:
    """Context of ``directory/directory.html``, in a constant number of queries. Counts are of what the viewer
    may see, nothing else; each filter's counts leave its own selection aside."""
    viewer = viewer_for(user)
    rows = matching(rows_for(viewer, with_ended=request.ended), request.q)
    found = in_order([row for row in rows if _passes(row, request)], home_state(viewer))
    paginator = Paginator(found, PAGE_SIZE)
    page: Page = paginator.get_page(request.page)
    cards = make_cards(viewer, entries_of(page.object_list, viewer))
    shown = {code for row in page.object_list for code in (*row.countries, row.state) if code}
    return {
        "asked": request,
        "total": len(found),
        "page": page,
        "groups": _by_country(cards),
        "facets": _facets(rows, request),
        "chips": _chips(request),
        "clear_url": ADDRESS,
        "country_choices": _country_choices(),
        "chosen_country": request.country[0] if len(request.country) == 1 else "",
        "missing": [territory_name(code) for code in request.country] if not found else [],
        "notes": list(NetworkNote.objects.all()) if request.is_empty or _asks_contact_points(request) else [],
        "footnote": _footnote(shown),
        "can_add": can_add(viewer),
        "is_member": viewer.is_member,
    }


def found_rows(user: Any, request: Request) -> list[Row]:
    """Everything a viewer finds with this request, on all pages, in the order of the list."""
    viewer = viewer_for(user)
    rows = matching(rows_for(viewer, with_ended=request.ended), request.q)
    return in_order([row for row in rows if _passes(row, request)], home_state(viewer))


def _asks_contact_points(request: Request) -> bool:
    return PostKind.CONTACT_POINT in request.role


def _passes(row: Row, request: Request, *, but: str = "") -> bool:
    """Whether a row meets all filters, one of them left aside."""
    for name, values_of in FILTERS.items():
        wanted = getattr(request, name)
        if name != but and wanted and not set(wanted) & set(values_of(row)):
            return False
    return True


def _facets(rows: list[Row], request: Request) -> list[Facet]:
    facets = []
    for name, values_of in FILTERS.items():
        counts: Counter[str] = Counter()
        for row in rows:
            if _passes(row, request, but=name):
                counts.update(values_of(row))
        selected = set(getattr(request, name))
        options = [
            Option(value, NAMES[name](value), counts[value], value in selected)
            for value in {*counts, *selected}
        ]
        options.sort(key=lambda option: (not option.selected, -option.count, fold(option.label)))
        if options:
            cut = max(TOP, len(selected))
            facets.append(Facet(name, titles()[name], tuple(options[:cut]), tuple(options[cut:])))
    return facets


def _chips(request: Request) -> list[Chip]:
    chips = []
    for name in FILTERS:
        selected = getattr(request, name)
        for value in selected:
            rest = tuple(other for other in selected if other != value)
            chips.append(Chip(NAMES[name](value), titles()[name], request.url(**{name: rest})))
    if request.ended:
        chips.append(Chip(_("Ended postings, too"), "", request.url(ended=False)))
    return chips


def _by_country(cards: list[Any]) -> list[tuple[str, list[Any]]]:
    """Cards in their order, under their principal country."""
    groups: dict[str, list[Any]] = {}
    for card in cards:
        groups.setdefault(card.countries[0], []).append(card)
    return list(groups.items())


def _country_choices() -> list[tuple[str, str]]:
    """Every third country: which of them have entries is not told here."""
    codes = Country.objects.third().values_list("code", flat=True)
    return by_name((code, territory_name(code)) for code in codes)


def _footnote(codes: set[str]) -> str:
    marked = Country.objects.filter(code__in=codes).exclude(footnote="").first()
    return marked.footnote_in() if marked else ""
