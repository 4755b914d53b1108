"""Saving while a form is filled in: what ``assessments.js`` sends, and what it is told.

In: ``{"section", "version", "answers": {field: raw}}``. Out: the section's version and, by field, errors, conflicts,
and answers others have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from liaison.assessments.contributions import Saved
from portal.sanitise import strip_controls

MOST_SENT = 200_000
"""Characters of one saving; the texts of a section have at most 24,000."""


def sent_answers(
    request: HttpRequest, sections: Mapping[str, Iterable[str]]
) -> tuple[str, int, dict[str, Any]] | None:
    """Section, version and answers out of what was sent; ``None`` where it is not of that form.

    ``sections``: the fields that there are, by section.
    """
    if len(request.body) > MOST_SENT:
        return None
    try:
        sent = json.loads(request.body)
        section, version, answers = sent["section"], sent["version"], sent["answers"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(section, str) or section not in sections:
        return None
    if type(version) is not int or not isinstance(answers, dict):
        return None
    if set(answers) - set(sections[section]) or not all(map(_is_plain, answers.values())):
        return None
    return section, version, {name: _stripped(value) for name, value in answers.items()}


def _stripped(value: Any) -> Any:
    """An answer whose every text can be kept and shown."""
    if isinstance(value, dict):
        return {strip_controls(name): strip_controls(part) for name, part in value.items()}
    if isinstance(value, list):
        return [strip_controls(part) for part in value]
    return value if value is None else strip_controls(value)


def _is_plain(value: Any) -> bool:
    """A text, a list of texts, or texts by name: nothing else is an answer."""
    if isinstance(value, dict):
        return all(isinstance(part, str) for part in value.values())
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return value is None or isinstance(value, str)


def cleaned(
    raw: Mapping[str, Any], clean: Callable[[str, Any], Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The answers that are accepted, and by field why others are not."""
    answers: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in raw.items():
        try:
            answers[name] = clean(name, value)
        except ValidationError as refused:
            errors[name] = list(refused.messages)
    return answers, errors


def told(saved: Saved, errors: dict[str, list[str]], in_words: Callable[[str, Any], str]) -> dict[str, Any]:
    """What became of a saving. ``in_words``: an answer as it is shown."""
    conflicts = {
        name: {
            "by": conflict.by,
            "mine": in_words(name, conflict.mine),
            "theirs": in_words(name, conflict.theirs),
            "raw": conflict.theirs,
        }
        for name, conflict in saved.conflicts.items()
    }
    others = {name: saved.values.get(name) for name in saved.others}
    return {"version": saved.version, "errors": errors, "conflicts": conflicts, "others": others}
