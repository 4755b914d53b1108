"""Numbers of cases and of accounts in a text, told from numbers of laws, documents and periods."""

from __future__ import annotations

import re

_NUMBERED = r"\b(?:no|nr|nos|art|arts|para|rec|recs|r|doc)\."
_LEGAL_CONTEXT = re.compile(
    r"(?:regulation|directive|decision|conclusions?|recommendation|resolution|framework|council|document|doc\.|"
    r"official journal|\bOJ\b|\(EU\)|\(EC\)|\bCETS\b|\bETS\b|\bSTE\b|règlement|décision|recommandation|résolution|"
    r"conseil|journal officiel|\blaws?\b(?!\s+enforcement)|\blois?\b|\bdecree(?:-law)?s?\b|\bdécrets?(?:-lois?)?\b|"
    r"\bdahirs?\b|\bacts?\b|\bactes?\b|\bordinance\b|\bordonnance\b|\bstatute\b|\bcode\b|\bconstitution\b|\bcircular\b|"
    r"\bcirculaire\b|\bgazette\b|\bconvention\b|\bprotocole?\b|\btreaty\b|\btraité\b|\bgesetz\b|\bverordnung\b|"
    r"\brichtlinie\b|\bley\b|\bdecreto\b|\blegge\b|\blei\b|\bustawa\b|\brecs?\b\.?|\bFATF\b|\bGAFI\b|\bMONEYVAL\b)"
    rf"(?:{_NUMBERED}|(?<=\bR)\.|[^\n.;]){{0,40}}$",
    re.IGNORECASE,
)
"""What stands before a number that is one of a law or a document, in the same sentence."""

_URL = re.compile(r"https?://\S+")
_WORDS = (
    r"case|file|docket|dossier|affaire|proc[ée]dure|parquet|aktenzeichen|causa|expediente|diligencias|procedimento|"
    r"sygnatura|rol|zaak|sprawa|fascicolo"
)
_CASE_WORD = re.compile(
    rf"\b(?:{_WORDS})\s*(?:number|no\.?|nr\.?|n[°º]\.?|num[ée]ro|#|:)\s*[:#]?\s*[\w./-]*\d{{2,}}[\w./-]*",
    re.IGNORECASE,
)
_WORD_THEN_NUMBER = re.compile(
    rf"\b(?:{_WORDS}|ID)\s{{1,3}}((?:[A-Z]{{1,4}}[-. ]?)?\d{{1,10}}(?:[./-]\w{{1,12}}){{1,4}})", re.IGNORECASE
)
_NUMBER_THEN_WORD = re.compile(
    rf"(?<![\w/.-])(\d{{1,10}}(?:[./-]\d{{1,10}}){{1,4}})\s{{1,3}}(?:{_WORDS})\b", re.IGNORECASE
)
_THAT_CASE = re.compile(r"\b(?:that|this|which|each|every|either)\s+$", re.IGNORECASE)
_REGISTER = re.compile(
    r"(?<![\w/.])(?:\d{1,3}|[IVXL]{1,5})\s+[A-Z][A-Za-z]{0,3}\s+\d{1,6}[/.](?:19|20)?\d{2}(?![\w/])"
    r"|\b(?:Ds|Js|UJs|BvR|BvL|StR|StB|Ws|OJs|RGNR|DDA)\.?\s*\d{1,6}[/.](?:19|20)?\d{2}(?!\d)"
)
"""Register signs: 2 BvR 12/24, 12 Js 3456/22, V Ds 12.2024."""

_SLASHED = re.compile(r"(?<![\w/.])((?:\b[A-Z]{1,3}[- .]{0,2})?)(\d{1,8})/(\d{2,4})(?![\w/])")
_MORE_PARTS = re.compile(r"(?<![\w/.])(\w{1,12}(?:-\w{1,8})?(?:/\w{1,12}){2,4})(?![\w/])")
_YEAR_NUMBER = re.compile(r"(?<![\w/.])(?:19|20)\d\d/\d{3,8}-\d{1,4}(?![\w/])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_STATE_BETWEEN = re.compile(r"\d+/[A-Z]{2}/\d{2,4}")
_ACTS = frozenset("EU EC EEC JHA UE CE CEE JAI CFSP PESC EURATOM RES COM SWD JOIN SEC".split())
_DOCUMENTS = frozenset("EU EC EEC JHA UE CE ST WK SN CM".split())


def has_case_number(text: str) -> bool:
    """Whether a number looks like that of a case and not like one of a law, a document, a day or a period."""
    if _CASE_WORD.search(text) or _REGISTER.search(text):
        return True
    if any(_is_beside_word(match) for match in _WORD_THEN_NUMBER.finditer(text)):
        return True
    if any(_digits(match[1]) >= 7 and not _is_period(match[1]) for match in _NUMBER_THEN_WORD.finditer(text)):
        return True
    text = _URL.sub(" ", text)
    if any(_has_many_parts(match[1]) and not _is_law(text, match) for match in _MORE_PARTS.finditer(text)):
        return True
    if any(_STATE_BETWEEN.fullmatch(match[1]) for match in _MORE_PARTS.finditer(text)):
        return True
    if any(not _is_law(text, match) for match in _YEAR_NUMBER.finditer(text)):
        return True
    return any(_is_case(match) and not _is_law(text, match) for match in _SLASHED.finditer(text))


def _is_law(text: str, match: re.Match[str]) -> bool:
    return bool(_LEGAL_CONTEXT.search(text[max(0, match.start() - 80) : match.start()]))


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _is_period(number: str) -> bool:
    """Years and days: 2023-2024, 31.12.2024, 12/2024."""
    parts = re.split(r"[./-]", number)
    if all(_YEAR.fullmatch(part) for part in parts):
        return True
    return bool(_YEAR.fullmatch(parts[-1])) and all(
        len(part) <= 2 and part.isdigit() and int(part) <= 31 for part in parts[:-1]
    )


def _is_beside_word(match: re.Match[str]) -> bool:
    """Whether what follows "case" is its number: more than a fraction, a range, a day or some years."""
    number = match[1]
    if _THAT_CASE.search(match.string[: match.start()]):
        return _digits(number) >= 5 and not _is_period(number)
    if "/" not in number:
        return _digits(number) >= 6 and not _is_period(number)
    if len(number.split("/")) == 3 and _is_period(number):
        return False
    return _digits(number) >= 4


def _has_many_parts(number: str) -> bool:
    """Whether three or more parts with slashes are more than a day, an act, years or a choice of words."""
    parts = number.split("/")
    if _ACTS & {part.upper() for part in parts} or _is_period(number):
        return False
    numbered = [part for part in parts if part[-1].isdigit() or part[0].isdigit()]
    return len(numbered) >= 2 and _digits(number) >= 5 and not _is_day(parts)


def _is_day(parts: list[str]) -> bool:
    """A day that begins with its year, or years that are counted on: 2024/06/30, 2023/24/25."""
    return bool(_YEAR.fullmatch(parts[0])) and all(len(part) == 2 and part.isdigit() for part in parts[1:])


def _is_case(match: re.Match[str]) -> bool:
    """Whether digits with a slash are more than a month, a period, a fraction or an act that begins with its year."""
    letters, number, year = match[1].strip(" .-"), match[2], match[3]
    if letters.upper() in _DOCUMENTS or (letters == "R" and int(number) <= 40 and int(year) <= 40):
        return False  # R.24/25: recommendations of the FATF
    is_year = len(year) == 2 or year[:2] in ("19", "20")
    if not is_year or len(year) == 3 or (len(number) == 4 and number[:2] in ("19", "20")):
        return False
    return (bool(letters) and len(number) > 1) or len(number) >= 3 or (len(year) == 4 and int(number) > 12)


# --- accounts -------------------------------------------------------------------------------------------

_LENGTHS = {
    row[:2]: int(row[2:])
    for row in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 "
        "FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 "
        "LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 "
        "SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    ).split()
}
"""How long an account number is in each country of the IBAN registry."""

_IBAN_START = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ -]?\d{2}(?=[ -]?[A-Za-z0-9])")


def has_account_number(text: str) -> bool:
    """Whether an IBAN stands in the text: of the length of its country, with a check number that is right."""
    for match in _IBAN_START.finditer(text):
        length = _LENGTHS.get(match[0][:2].upper(), 0)
        typed = "".join(char for char in text[match.start() : match.start() + 80] if char not in " -\u00a0")
        number = typed[:length].upper()
        if length and len(number) == length and number.isascii() and number.isalnum():
            turned = number[4:] + number[:4]
            if int("".join(str(int(char, 36)) for char in turned)) % 97 == 1:
                return True
    return False
