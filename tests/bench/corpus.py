"""20,000 practices made of sentences of real texts, the same at every run.

The texts are the treaties and the Universal Declaration in ``../shared/data``; where that folder is absent
the translated catalogues of Django and Wagtail, which are installed anyway, take their place.
"""

from __future__ import annotations

import datetime
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SEED = 11333
LANGUAGES = ("en", "fr", "de", "it", "es", "nl")
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"
AUDIENCES = 5

_SENTENCE = re.compile(r"(?<=[.;!?])\s+")


@dataclass(frozen=True, slots=True)
class Text:
    """One practice of the corpus. ``audience`` is a number from 0 to AUDIENCES - 1, 0 being public."""

    number: int
    language: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    country: int
    other_countries: tuple[int, ...]
    instruments: tuple[int, ...]
    topics: tuple[int, ...]
    kind: int
    date: datetime.date
    audience: int


def sentences() -> dict[str, list[str]]:
    """Sentences by language, in a fixed order."""
    return _shared_sentences() if SHARED.is_dir() else _catalogue_sentences()


def _shared_sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for path in sorted((SHARED / "treaty_texts").glob("*.md")):
        language = path.name.split(".")[1]
        if language in found:
            found[language] += _split(path.read_text(encoding="utf-8"))
    declaration = json.loads((SHARED / "udhr_multilingual.json").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        for article in declaration[language]["articles"]:
            found[language] += _split(article["text"])
    return found


def _catalogue_sentences() -> dict[str, list[str]]:
    import gettext

    import django
    import wagtail

    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        texts: set[str] = set()
        for package in (django, wagtail):
            for path in Path(package.__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/*.mo"):
                catalogue = gettext.GNUTranslations(path.open("rb"))._catalog
                texts.update(str(text) for text in catalogue.values())
        found[language] = sorted(s for text in texts for s in _split(text))
    return found


def _split(text: str) -> list[str]:
    plain = re.sub(r"[#*_|>\[\]()]+", " ", text)
    parts = (" ".join(part.split()) for line in plain.splitlines() for part in _SENTENCE.split(line))
    return [part for part in parts if 30 <= len(part) <= 500]


def texts(count: int, *, countries: int = 60, instruments: int = 40, topics: int = 12) -> Iterator[Text]:
    """The first ``count`` practices of the corpus."""
    chance = random.Random(SEED)  # repeatable, not secret
    pool = {language: found for language, found in sentences().items() if len(found) >= 20}
    languages = sorted(pool)
    for number in range(count):
        language = chance.choice(languages)
        chosen = chance.choices(pool[language], k=chance.randint(8, 16))
        yield Text(
            number=number,
            language=language,
            title=" ".join(chosen[0].split()[:9]),
            summary=chosen[1],
            paragraphs=tuple(chosen[2:]),
            country=int(countries * chance.random() ** 2),
            other_countries=tuple(chance.sample(range(countries), k=chance.choice((0, 0, 1, 2)))),
            instruments=tuple(chance.sample(range(instruments), k=chance.choice((0, 1, 1, 2)))),
            topics=tuple(chance.sample(range(topics), k=chance.choice((1, 1, 2)))),
            kind=chance.randrange(9),
            date=datetime.date(2015, 1, 1) + datetime.timedelta(days=chance.randrange(4200)),
            audience=min(int(chance.expovariate(0.7)), AUDIENCES - 1),
        )


def queries(count: int) -> list[str]:
    """Queries of one to three words that occur in the corpus, from all its languages."""
    chance = random.Random(SEED + 1)
    found = sentences()
    wanted: list[str] = []
    while len(wanted) < count:
        language = chance.choice([language for language in LANGUAGES if len(found[language]) >= 20])
        words = [word.strip(".,;:'’\"").lower() for word in chance.choice(found[language]).split()]
        words = [word for word in words if len(word) > 5 and word.isalpha()]
        if words:
            wanted.append(" ".join(chance.sample(words, k=min(len(words), chance.choice((1, 1, 2, 3))))))
    return wanted
