"""Audience keys in plain words, for whoever reads an item and must know with whom they share that knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.pages.community_names import community_names
from portal.visibility import MEMBERS, NOBODY, parse_key

_GROUP = re.compile(r"^g(\d+)$")


def audience_words(keys: Iterable[str]) -> dict[str, str]:
    """What each audience key means: "everyone, also without signing in", "all members", "Desk: Morocco or Europol".

    One query at most, however many keys. Whoever asks must have asked the visibility rule about the items first:
    the names of communities are told to those inside the audience only.
    """
    wanted = set(keys)
    clauses = {key: parse_key(key) for key in wanted}
    tokens = {token for parsed in clauses.values() for clause in parsed or () for token in clause}
    names = _community_names(tokens)
    return {key: _in_words(key, names) for key in wanted}


def _community_names(tokens: set[str]) -> dict[str, str]:
    ids = [int(match[1]) for token in tokens if (match := _GROUP.match(token))]
    if not ids:
        return {}
    return {f"g{pk}": name for pk, name in community_names(ids).items()}


def _in_words(key: str, names: dict[str, str]) -> str:
    clauses = parse_key(key)
    if clauses is None or key == NOBODY:
        return _("only whoever wrote it")
    if not clauses:
        return _("everyone, also without signing in")
    joined = _(" or ")
    parts = sorted(
        joined.join(sorted({_token_in_words(token, names) for token in clause})) for clause in clauses
    )
    return _(", and of these only ").join(parts)


def _token_in_words(token: str, names: dict[str, str]) -> str:
    if token == MEMBERS:
        return _("all members")
    return names.get(token, _("named participants"))
