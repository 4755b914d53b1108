"""What does not belong in a contribution: names of people, numbers of cases, ways to reach a person.

The Conclusions ask for the *number* of high-value targets (11333/24, ¶2). A text that looks like more is refused with
an explanation. This is a net, not a proof: it catches what lists of targets and case files look like, and lets
references of laws, treaties and Council documents through. A list of names in small letters cannot be told from other
words and passes (see docs/assessments.md).
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from liaison.assessments.case_numbers import has_account_number, has_case_number
from liaison.assessments.name_lists import has_name_list

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽ"
_WORD = rf"[{_UPPER}][\w'’\-]*\w"

_LONG_NUMBER = re.compile(r"(?<![\w.,])(?:\d[ -]?){8,}\d?(?![\w.,]\d)")
_DAY_OR_YEARS = re.compile(r"(?<![\w-])(?:19|20)\d\d-(?:[01]\d-[0-3]\d|(?:19|20)\d\d)(?![\w-])")
_MONEY_BEFORE = re.compile(r"(?:EUR|USD|GBP|€|\$|£)\s*$")
_MONEY_AFTER = re.compile(r"^\s*(?:EUR|USD|GBP|€|\$|£|euros?\b)")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|(?<!\w)\+\d[\d ()/-]{6,}\d")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Mme|Mlle|Herr|Frau|Sr|Sra|Sig)\.?\s+{_WORD}|(?<!\w)M\.\s+{_WORD}")
_IDENTITY = re.compile(
    r"\b(?:alias|a\.?k\.?a\.?|née?\s+le|born\s+(?:on|in)|date\s+of\s+birth|d\.?o\.?b\.?|geboren\s+am|"
    r"passport\s+(?:no|number))\b",
    re.IGNORECASE,
)


def findings(text: str) -> list[str]:
    """Why a text is refused, in the reader's language; an empty list where nothing is found."""
    found = []
    if has_case_number(text):
        found.append(
            _(
                "This looks like a case number or file reference. Only counts belong here: take the reference out."
            )
        )
    if _CONTACT.search(text) or _has_long_number(text) or has_account_number(text):
        found.append(
            _(
                "This looks like an e-mail address, a telephone number or the number of a document: take it out."
            )
        )
    if _TITLED.search(text) or _IDENTITY.search(text) or has_name_list(text):
        found.append(
            _("This looks like names of people. Say how many they are, never who: take the names out.")
        )
    return found


def _has_long_number(text: str) -> bool:
    for match in _LONG_NUMBER.finditer(_DAY_OR_YEARS.sub("—", text)):
        if _MONEY_BEFORE.search(match.string[: match.start()]) or _MONEY_AFTER.search(
            match.string[match.end() :]
        ):
            continue
        if sum(character.isdigit() for character in match[0]) >= 8:
            return True
    return False
