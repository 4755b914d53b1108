"""What does not belong in a contribution: names of people, numbers of cases, ways to reach a person.

The Conclusions ask for the *number* of high-value targets (11333/24, ¶2). A text that looks like more is refused with
an explanation. This is a net, not a proof: it catches what lists of targets and case files look like, and lets
references of laws, treaties and Council documents through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _

from portal.reference.cldr import territory_names

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽ"
_WORD = rf"[{_UPPER}][\w'’\-]*\w"
_NAME = rf"{_WORD}(?:\s+(?:de|da|di|du|von|van|der|den|el|al|bin|ben|la|le)){{0,2}}(?:\s+{_WORD}){{1,3}}"

_LEGAL_CONTEXT = re.compile(
    r"(?:regulation|directive|decision|conclusions?|recommendation|resolution|framework|council|document|doc\.|"
    r"official journal|\bOJ\b|\(EU\)|\(EC\)|\bCETS\b|\bETS\b|\bSTE\b|règlement|décision|recommandation|résolution|"
    r"conseil|journal officiel)[^\n.;]{0,40}$",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\w/.])((?:\b[A-Z]{1,3}[- .]{0,2})?)(\d{1,8})/(\d{2,4})(?![\w/])")
_CASE_WORD = re.compile(
    r"\b(?:case|file|docket|dossier|affaire|proc[ée]dure|parquet|aktenzeichen|causa|expediente|diligencias|"
    r"procedimento|sygnatura)\s*(?:number|no\.?|nr\.?|n[°º]\.?|num[ée]ro|#|:)\s*[:#]?\s*[\w./-]*\d{2,}[\w./-]*",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w.,])(?:\d[ -]?){8,}\d?(?![\w.,]\d)")
_MONEY_BEFORE = re.compile(r"(?:EUR|USD|GBP|€|\$|£)\s*$")
_MONEY_AFTER = re.compile(r"^\s*(?:EUR|USD|GBP|€|\$|£|euros?\b)")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|(?<!\w)\+\d[\d ()/-]{6,}\d")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Mme|Mlle|Herr|Frau|Sr|Sra|Sig)\.?\s+{_WORD}|(?<!\w)M\.\s+{_WORD}")
_IDENTITY = re.compile(
    r"\b(?:alias|a\.?k\.?a\.?|née?\s+le|born\s+(?:on|in)|date\s+of\s+birth|d\.?o\.?b\.?|geboren\s+am|"
    r"passport\s+(?:no|number))\b",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"^[\s\-–•*·]*(?:\d{{1,3}}[.)]\s*)?({_NAME})\s*(?:\([^)\n]*\))?\s*\.?$")
_LISTED_SURNAME_FIRST = re.compile(rf"^[\s\-–•*·]*(?:\d{{1,3}}[.)]\s*)?({_WORD},\s+{_WORD})\s*$")

_INSTITUTIONS = frozenset(
    "agency authority authorities bank bureau central centre commission committee convention council court courts "
    "customs department directorate division europe european eurojust europol federal financial force general group "
    "high institute intelligence interior international interpol joint judicial judiciary justice law ministry "
    "national network office organisation parliament police prosecution prosecutor public secretariat section service "
    "services state states supreme team task union unit united world ministère autorité conseil cour parquet "
    "nationale national police procureur république union tribunal direction service east west north south southern "
    "northern eastern western middle latin balkans balkan africa asia america gulf sea caribbean arab islamic "
    "extradition assistance mutual legal recovery asset confiscation evidence cooperation drug drugs trafficking "
    "money laundering cybercrime fraud corruption".split()
)
"""Words of offices, regions and topics: what contains one is not a person's name."""


def findings(text: str) -> list[str]:
    """Why a text is refused, in the reader's language; an empty list where nothing is found."""
    found = []
    if _has_case_number(text):
        found.append(
            _(
                "This looks like a case number or file reference. Only counts belong here: take the reference out."
            )
        )
    if _CONTACT.search(text) or _has_long_number(text):
        found.append(
            _(
                "This looks like an e-mail address, a telephone number or the number of a document: take it out."
            )
        )
    if _TITLED.search(text) or _IDENTITY.search(text) or _has_name_list(text):
        found.append(
            _("This looks like names of people. Say how many they are, never who: take the names out.")
        )
    return found


def _has_case_number(text: str) -> bool:
    if _CASE_WORD.search(text):
        return True
    return any(
        _is_case(match) and not _LEGAL_CONTEXT.search(text[max(0, match.start() - 80) : match.start()])
        for match in _SLASHED.finditer(text)
    )


def _is_case(match: re.Match[str]) -> bool:
    """Whether digits with a slash are more than a month, a period, a fraction or an act that begins with its year."""
    letters, number, year = match[1].strip(" .-"), match[2], match[3]
    if letters.upper() in ("EU", "EC", "EEC", "JHA", "UE", "CE"):
        return False
    is_year = len(year) == 2 or year[:2] in ("19", "20")
    if not is_year or len(year) == 3 or (len(number) == 4 and number[:2] in ("19", "20")):
        return False
    return (bool(letters) and len(number) > 1) or len(number) >= 3 or (len(year) == 4 and int(number) > 12)


def _has_long_number(text: str) -> bool:
    for match in _LONG_NUMBER.finditer(text):
        if _MONEY_BEFORE.search(text[: match.start()]) or _MONEY_AFTER.search(text[match.end() :]):
            continue
        if sum(character.isdigit() for character in match[0]) >= 8:
            return True
    return False


def _has_name_list(text: str) -> bool:
    """Two or more entries of a list that each consist of a name and nothing else."""
    lines = text.split("\n")
    named = sum(1 for line in lines if _is_name(line))
    return named >= 2 or any(sum(1 for part in _parts(line) if _is_name(part)) >= 2 for line in lines)


def _parts(line: str) -> Iterator[str]:
    """The entries of a list within a line; of a sentence, what follows its colon."""
    for piece in re.split(r"[;,]|\band\b|\bet\b|\bund\b", line.rpartition(":")[2]):
        if piece.strip():
            yield piece


def _is_name(entry: str) -> bool:
    match = _LISTED.match(entry) or _LISTED_SURNAME_FIRST.match(entry)
    if match is None:
        return False
    words = {word.strip(",.'’").casefold() for word in match[1].split()}
    return not words & _INSTITUTIONS and not words <= _places()


@cache
def _places() -> frozenset[str]:
    """Words of the names of countries, in English and French."""
    names = [name for language in ("en", "fr") for name in territory_names(language).values()]
    return frozenset(word.strip("(),.&*").casefold() for name in names for word in name.split())
