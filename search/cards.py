"""What a result shows of one hit: the card its type describes, with the engine's highlights where they are true."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import select_template
from django.utils.safestring import SafeString

from portal.indexing import builders
from portal.pages.audience_words import audience_words
from search.engines.base import Hit
from search.labels import Labels

_MARK = re.compile(r"(</?mark>)")


@dataclass(frozen=True, slots=True)
class Result:
    """One result: its plain title, its card (a mapping, as in components/card.html), the template showing it."""

    id: str
    type: str
    title: str
    card: dict[str, Any]
    template: str


def make_results(hits: Sequence[Hit], objects: Mapping[str, Any], labels: Labels) -> tuple[Result, ...]:
    """The results for hits whose objects the viewer may see now. What each type needs for its cards, once a type."""
    of_type: dict[str, list[Any]] = defaultdict(list)
    for hit in hits:
        of_type[hit.type].append(objects[hit.id])
    for name, found in of_type.items():
        builders()[name].prepare(found)
    results = tuple(_make_result(hit, objects[hit.id], labels) for hit in hits)
    keys = {hit.id: getattr(objects[hit.id], "audience_key", None) for hit in hits}
    words = audience_words(key for key in keys.values() if key)
    for result in results:
        if not result.card.get("audience"):
            result.card["audience"] = words.get(keys[result.id] or "", "")
    return results


def _make_result(hit: Hit, obj: Any, labels: Labels) -> Result:
    """The card of one hit with its highlights.

    The title and snippet come from the index. Where the title there is no longer the one in the database, the
    entry is about to be indexed anew: the card then shows what the database says and highlights nothing.
    """
    card = dict(builders()[hit.type].card(obj, labels.language))
    title = " ".join(str(card["title"]).split())
    if _plain(hit.title) == title:
        card["title"] = marked(hit.title)
        card["snippet"] = marked(hit.snippet)
    card.setdefault("language", hit.language)
    return Result(hit.id, hit.type, title, card, card_template(hit.type))


@cache
def card_template(type: str) -> str:
    """The name of the template for a type of result: its own, else the one for all."""
    template = select_template([f"search/cards/{type}.html", "search/cards/entry.html"])
    return str(template.template.name)


def marked(text: str) -> SafeString:
    """Highlighted text of an engine as markup in which ``<mark>`` is the only element.

    Engines give escaped text already. Should one not, whatever else looks like a tag is shown, not obeyed.
    """
    pieces = []
    is_open = False
    for piece in _MARK.split(text):
        if (piece == "<mark>" and not is_open) or (piece == "</mark>" and is_open):
            is_open = not is_open
            pieces.append(piece)
        elif piece not in {"<mark>", "</mark>"}:
            pieces.append(piece.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))
    return SafeString("".join(pieces) + ("</mark>" if is_open else ""))


def _plain(text: str) -> str:
    return " ".join(html.unescape(_MARK.sub("", text)).split())
