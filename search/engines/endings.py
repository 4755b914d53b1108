"""Light stemming for languages that the embedded engine brings no stemmer for.

The commonest endings of nouns and adjectives, written as they look after ``analysis.fold`` (lower case, no
diacritics). One ending is taken off, the longest that leaves at least four letters. That is less than a
grammar and enough for "ekstradycja", "ekstradycji" and "ekstradycję" to meet.
"""

from __future__ import annotations

SHORTEST_STEM = 4

_SLAVIC_LATIN = (
    "ovanie ovania ovani oveho ovemu iama iami ijama ijom ijam ijah evi ove ega ego emu eho emi ima imi imu "
    "ych ymi ich iho ima ami ama ach ech iach iem iom ova ovi ih im em am ah om og oj ou ov ow uj eh "
    "ia ie iu ii ja je ji jo ju ej iy a e i o u y"
)
_SLAVIC_CYRILLIC = (
    "ванням вання ванні ията ията ите ото ета ове еви ями ами ата ята иот ние ния нию ими ого его ому ему "
    "ах ях ам ям ом ем ов ев ия ие иу ии ою ею ої ій их ых им ым ой ей та то ят от "
    "а я е и о у ю ы і ї є ь"
)

ENDINGS: dict[str, tuple[str, ...]] = {
    language: tuple(sorted(set(words.split()), key=lambda ending: (-len(ending), ending)))
    for language, words in {
        "bg": _SLAVIC_CYRILLIC,
        "mk": _SLAVIC_CYRILLIC,
        "uk": _SLAVIC_CYRILLIC,
        "be": _SLAVIC_CYRILLIC,
        "cs": _SLAVIC_LATIN,
        "sk": _SLAVIC_LATIN,
        "pl": _SLAVIC_LATIN + " cja cji cje cjo cjom cjach cjami osc osci oscia",
        "sl": _SLAVIC_LATIN,
        "hr": _SLAVIC_LATIN,
        "bs": _SLAVIC_LATIN,
        "sr": _SLAVIC_LATIN,
        "et": "mise misele misest miseks mine misega dele dest deks dega idele idest sse st ks le "
        "lt ga ta na ni de te id ud da d t i e u a",
        "lt": "iams iems iais iose imas imo imu imui imai imas uose ose ams ems ais ais oms ems ius "
        "ias ies iui iu io ia ai as es is os us ui om em im am a e i o u",
        "lv": "sanas sanai sanu sana iem ajiem ajam ajai ajos ajas iem am im em as es is os "
        "us ai ei um a e i o u s",
        "sq": "imit imet imeve imin eve ave it et in en es ve ut a e i u",
        "ga": "acha achta achtai aithe eanna anna aiochta iochta ibh ai eadh adh e a",
    }.items()
}

_KNOWN = {language: frozenset(endings) for language, endings in ENDINGS.items()}
_LONGEST = {language: max(map(len, endings)) for language, endings in ENDINGS.items()}

_SERBIAN_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдезијклмнопрстћуфхцчш", "abvgdezijklmnoprstcufhccs", strict=True)),
        "ђ": "d",
        "ж": "z",
        "љ": "lj",
        "њ": "nj",
        "џ": "dz",
    }
)
_TWO_SCRIPTS = frozenset({"sr", "bs", "hr"})


def strip_ending(word: str, language: str) -> str:
    """The word without its ending. Serbian in Cyrillic and in Latin letters comes out the same."""
    if language in _TWO_SCRIPTS and not word.isascii():
        word = word.translate(_SERBIAN_LETTERS)
    known = _KNOWN[language]
    for length in range(min(_LONGEST[language], len(word) - SHORTEST_STEM), 0, -1):
        if word[-length:] in known:
            return word[:-length]
    return word
