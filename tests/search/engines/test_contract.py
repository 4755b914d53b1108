"""What both engines promise: finding, ranking, counting, sorting, paging."""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

from portal.visibility import AudienceFilter
from search.engines.base import FACETS, MAX_WINDOW, Clause, Engine, Query

from .conftest import EVERYTHING, PUBLIC, ask, fill, found, make_document

DAY = datetime.date(2026, 3, 1)


def test_empty_query_finds_everything_newest_first(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Old", date=DAY),
            make_document(2, title="New", date=DAY + datetime.timedelta(1)),
            make_document(3, title="Undated"),
        ]
    )
    result = ask(engine)
    assert result.total == 3
    assert [hit.object_id for hit in result.hits] == [2, 1, 3]
    assert result.round_trips == 1


def test_all_clauses_must_match(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Extradition to Morocco"),
            make_document(2, title="Extradition", text="to Peru"),
            make_document(3, summary="Morocco", text="extradition"),
        ]
    )
    assert sorted(found(engine, "extradition morocco")) == [1, 3]
    assert found(engine, "extradition morocco peru") == []


def test_words_of_one_clause_must_all_match(engine: Engine) -> None:
    engine.write([make_document(1, text="joint team"), make_document(2, text="joint investigation team")])
    both = Query(audience=PUBLIC, clauses=(Clause("joint investigation"),))
    assert [hit.object_id for hit in engine.search(both).hits] == [2]


def test_long_question_may_leave_a_quarter_unmet(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, text="alpha beta gamma delta epsilon zeta eta theta"),
            make_document(2, text="alpha beta gamma delta epsilon zeta"),
            make_document(3, text="alpha beta gamma delta epsilon"),
        ]
    )
    assert found(engine, "alpha beta gamma delta epsilon zeta eta theta") == [1, 2]
    one_clause = Query(audience=PUBLIC, clauses=(Clause("alpha beta gamma delta epsilon zeta eta theta"),))
    assert [hit.object_id for hit in engine.search(one_clause).hits] == [1, 2]
    assert found(engine, "alpha beta gamma eta") == [1]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "requests for confiscation were executed", "request confiscations"),
        ("fr", "les demandes d'extradition sont transmises", "demande extraditions"),
        ("fr", "l’entraide judiciaire", "entraide"),
        ("de", "Auslieferungen aus der Türkei", "auslieferung turkei"),
        ("es", "las extradiciones solicitadas", "extradición"),
        ("it", "le richieste di estradizione", "richiesta"),
        ("pl", "wnioski o ekstradycję", "ekstradycja"),
        ("cs", "vydání osob", "vydani osoby"),
        ("el", "της έκδοσης", "ΈΚΔΟΣΗ"),
        ("ru", "о выдаче преступников", "выдача преступник"),
        ("uk", "про видачу злочинців", "видача"),
        ("sr", "изручење", "izrucenje"),
        ("ar", "تسليم المجرمين", "تسليم"),
        ("zh", "关于引渡条约的问题", "引渡条约"),
    ],
)
def test_inflected_form_is_found(engine: Engine, language: str, text: str, words: str) -> None:
    engine.write([make_document(1, text=text, language=language), make_document(2, text="other matter")])
    assert found(engine, words) == [1]
    assert found(engine, words, languages=(language,)) == [1]


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Türkiye", "turkiye"),
        ("turkiye", "TÜRKİYE"),
        ("ΔΟΥΛΕΜΠΌΡΙΟ", "δουλεμποριο"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("cœur", "coeur"),
        ("їжак", "ЇЖАК"),
        ("e\u0301tat", "état"),
        ("أحمد", "احمد"),
    ],
)
def test_case_and_diacritics_do_not_matter(engine: Engine, written: str, searched: str) -> None:
    engine.write([make_document(1, title=written, language="")])
    assert found(engine, searched) == [1]
    engine.write([make_document(1, title=searched, language="", version=2)])
    assert found(engine, written) == [1]


def test_characters_of_a_chinese_word_must_be_adjacent(engine: Engine) -> None:
    engine.write(
        [make_document(1, text="引渡条约", language="zh"), make_document(2, text="引进渡口", language="zh")]
    )
    assert found(engine, "引渡") == [1]


def test_title_weighs_more(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Note", text="surrender surrender of a person and more words here"),
            make_document(2, title="Surrender", text="of a person and other words here as well"),
        ]
    )
    assert found(engine, "surrender") == [2, 1]


def test_codes_find_entries_in_any_language_below_text_matches(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Auslieferung", language="de", topics=("extradition",)),
            make_document(
                2, title="A note", text="much longer text that names extradition once", language="en"
            ),
            make_document(3, title="Asset", language="en"),
            make_document(4, title="Coopération", language="fr", topics=("extradition",)),
        ]
    )
    clause = Clause("extradition", codes=(("topic", "extradition"),))
    hits = engine.search(Query(audience=PUBLIC, clauses=(clause,), languages=("en", "de"))).hits
    assert [hit.object_id for hit in hits] == [2, 1, 4]
    assert engine.search(Query(audience=PUBLIC, clauses=(clause,))).hits[0].object_id == 2


def test_readers_languages_come_first(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Transfer", text="a", language="en"),
            make_document(2, title="Transfer", text="a", language="de"),
        ]
    )
    assert found(engine, "transfer", languages=("de",)) == [2, 1]
    assert found(engine, "transfer", languages=("en",)) == [1, 2]


def test_phrase_asks_for_the_order(engine: Engine) -> None:
    engine.write([make_document(1, text="letter of request"), make_document(2, text="request of letter")])
    phrase = Clause("Letter of Request", phrase=True)
    assert found(engine, clauses=(phrase,)) == [1]


def test_phrase_does_not_run_from_summary_into_text(engine: Engine) -> None:
    engine.write([make_document(1, summary="first letter", text="rogatory second")])
    assert found(engine, clauses=(Clause("letter rogatory", phrase=True),)) == []


def test_phrase_of_one_word_is_that_word_only(engine: Engine) -> None:
    engine.write([make_document(1, text="request"), make_document(2, text="requests")])
    assert found(engine, clauses=(Clause("requests", phrase=True),)) == [2]


def test_excluded_clause_takes_out_words_and_codes(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, text="seizure of assets"),
            make_document(2, text="seizure of drugs"),
            make_document(3, text="seizure", topics=("drugs",)),
        ]
    )
    drugs = Clause("drugs", codes=(("topic", "drugs"),), excluded=True)
    assert found(engine, clauses=(Clause("seizure"), drugs)) == [1]
    assert found(engine, clauses=(drugs,)) == [1]


def test_clause_of_signs_only_demands_nothing(engine: Engine) -> None:
    engine.write([make_document(1, title="Any")])
    assert found(engine, "!!! ***") == [1]


# --- facets ---------------------------------------------------------------------------------------------


def _corpus(count: int = 300) -> list:
    rng = random.Random(7)
    countries = [f"{a}{b}" for a in "ABCD" for b in "ABCDEFGHIJKLMNOP"]
    return [
        make_document(
            number,
            title=f"Entry {number}",
            text=rng.choice(["alpha", "beta", "alpha beta"]),
            countries=tuple(rng.sample(countries, rng.randint(0, 3))),
            instruments=tuple(rng.sample([f"CETS{n:03}" for n in range(40)], rng.randint(0, 2))),
            topics=tuple(rng.sample(["mla", "extradition", "jit"], rng.randint(0, 2))),
            kind=rng.choice(["obstacle", "channel", ""]),
            language=rng.choice(["en", "fr", "de"]),
            date=datetime.date(rng.randint(2019, 2026), 5, 1) if rng.random() < 0.9 else None,
            audience_key=rng.choice(["public", "members", "g1"]),
            owner_id=rng.choice([None, 1, 2]),
        )
        for number in range(1, count + 1)
    ]


def _values(document, facet: str) -> tuple[str, ...]:
    several = {"country": document.countries, "instrument": document.instruments, "topic": document.topics}
    if facet in several:
        return tuple(several[facet])
    if facet == "year":
        return (str(document.date.year),) if document.date else ()
    value = getattr(document, facet)
    return (value,) if value else ()


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"topic": ("mla",)},
        {"topic": ("mla", "jit"), "language": ("fr",)},
        {"topic": ("extradition",), "language": ("en", "de"), "kind": ("channel",), "year": ("2024", "2025")},
        {"country": ("nowhere",)},
    ],
)
@pytest.mark.parametrize("word", ["", "alpha"])
def test_facet_counts_are_exact_and_ignore_their_own_selection(
    engine: Engine, filters: dict, word: str
) -> None:
    documents = _corpus()
    fill(engine, *documents)
    allowed = AudienceFilter(keys=("public", "g1"), owner_id=2)
    visible = [d for d in documents if d.audience_key in allowed.keys or d.owner_id == 2]
    matching = [d for d in visible if not word or word in d.text.split()]

    def meets(document, without: str = "") -> bool:
        return all(
            set(_values(document, facet)) & set(values)
            for facet, values in filters.items()
            if facet != without
        )

    result = ask(engine, word, audience=allowed, filters=filters)
    assert result.total == sum(meets(d) for d in matching)
    assert {hit.object_id for hit in result.hits} <= {d.object_id for d in matching if meets(d)}
    for facet in FACETS:
        counts = Counter(value for d in matching if meets(d, facet) for value in _values(d, facet))
        expected = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        assert result.facets[facet] == expected, facet


def test_only_the_asked_facets_are_counted(engine: Engine) -> None:
    engine.write([make_document(1, topics=("mla",), countries=("MA",))])
    result = ask(engine, facets=("topic",), filters={"country": ("MA",)})
    assert result.facets == {"topic": (("mla", 1),)}
    assert ask(engine, facets=(), filters={"country": ("PE",)}).facets == {}
    assert ask(engine, facets=(), filters={"country": ("PE",)}).total == 0


def test_unknown_facet_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="unknown facet"):
        ask(engine, filters={"audience_key": ("g1",)})


# --- audience -------------------------------------------------------------------------------------------


def test_audience_decides_hits_total_and_facets(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="shared word", audience_key="public", countries=("MA",)),
            make_document(2, title="shared word", audience_key="g1", countries=("PE",)),
            make_document(3, title="shared word", audience_key="g2", countries=("CO",), owner_id=5),
            make_document(4, title="shared word", audience_key="", countries=("BR",)),
        ]
    )
    for allowed, numbers in [
        (PUBLIC, [1]),
        (AudienceFilter(keys=("public", "g1")), [1, 2]),
        (AudienceFilter(keys=("public",), owner_id=5), [1, 3]),
        (AudienceFilter(keys=("g1&g2",)), []),
        (AudienceFilter(), []),
        (AudienceFilter(owner_id=5), [3]),
        (EVERYTHING, [1, 2, 3, 4]),
    ]:
        result = ask(engine, "shared", audience=allowed)
        assert sorted(hit.object_id for hit in result.hits) == numbers
        assert result.total == len(numbers)
        assert sum(count for _, count in result.facets["country"]) == len(numbers)


def test_500_audience_keys_find_the_same(engine: Engine) -> None:
    engine.write([make_document(n, title="shared", audience_key=f"g{n}") for n in range(1, 31)])
    keys = tuple(f"g{n}" for n in range(1, 500, 2))
    result = ask(engine, "shared", audience=AudienceFilter(keys=("public", *keys)))
    assert result.total == 15


# --- order and paging -----------------------------------------------------------------------------------


def test_orders(engine: Engine) -> None:
    engine.write(
        [
            make_document(1, title="Éclair", date=DAY),
            make_document(2, title="zebra", date=DAY + datetime.timedelta(2)),
            make_document(3, title="Apple", date=DAY + datetime.timedelta(1)),
            make_document(4, title="apple"),
        ]
    )
    assert found(engine, sort="newest") == [2, 3, 1, 4]
    assert found(engine, sort="oldest") == [1, 3, 2, 4]
    assert found(engine, sort="title") == [3, 4, 1, 2]
    with pytest.raises(ValueError, match="order"):
        found(engine, sort="random")


def test_ties_are_broken_by_newest_then_id(engine: Engine) -> None:
    documents = [make_document(n, title="same", date=DAY + datetime.timedelta(n % 3)) for n in range(1, 31)]
    random.Random(3).shuffle(documents)
    for document in documents[:5]:
        engine.write([document])
    engine.write(documents[5:])
    expected = sorted(range(1, 31), key=lambda n: (-(n % 3), n))
    for words in ("same", ""):
        assert found(engine, words, limit=30) == expected
        pages = [found(engine, words, offset=offset, limit=7) for offset in range(0, 30, 7)]
        assert [number for page in pages for number in page] == expected


def test_pages_do_not_overlap_and_are_complete(engine: Engine) -> None:
    fill(engine, *_corpus())
    for sort in ("relevance", "newest", "oldest", "title"):
        pages = [
            found(engine, "alpha", sort=sort, audience=EVERYTHING, offset=o, limit=50)
            for o in range(0, 300, 50)
        ]
        numbers = [number for page in pages for number in page]
        assert len(numbers) == len(set(numbers)) == ask(engine, "alpha", audience=EVERYTHING).total


def test_window_is_limited_before_anything_is_sent(engine: Engine) -> None:
    engine.write([make_document(1)])
    assert found(engine, offset=MAX_WINDOW - 20, limit=20) == []
    assert ask(engine, "x", limit=0).hits == ()
    for offset, limit in ((MAX_WINDOW - 19, 20), (10**9, 20), (-1, 20), (0, -1)):
        with pytest.raises(ValueError, match="outside the first"):
            ask(engine, offset=offset, limit=limit)


def test_limit_nought_still_counts(engine: Engine) -> None:
    engine.write([make_document(1, title="one", topics=("mla",))])
    for words in ("", "one"):
        result = ask(engine, words, limit=0)
        assert (result.total, result.hits, result.facets["topic"]) == (1, (), (("mla", 1),))


# --- any characters -------------------------------------------------------------------------------------

ODD = [
    "",
    " ",
    '"',
    'unbalanced "quote',
    "a" * 10_000,
    "word " * 2_000,
    "* ? [a-z]+ .* (",
    "title:x AND NOT (",
    "\x00\x01\x1f",
    "\ud800",
    "\u202eevil",
    "😀 👩‍👩‍👧",
    "{{7*7}} ${x} <script>",
    "/etc/passwd \\ \\x",
    "~watermark",
    "'; DROP TABLE",
    "引" * 5_000,
    "\u0301\u0301",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_characters_make_an_error(engine: Engine, text: str) -> None:
    engine.write([make_document(1, title="An entry", text="with words")])
    for clause in (
        Clause(text),
        Clause(text, phrase=True),
        Clause(text, excluded=True),
        Clause(text, codes=(("topic", "x"),)),
    ):
        result = engine.search(Query(audience=PUBLIC, clauses=(clause, *ask_words(text))))
        assert result.total in (0, 1)
    assert ask(engine, filters={"country": (text or "x",)}).total == 0


def ask_words(text: str) -> tuple[Clause, ...]:
    return tuple(Clause(word) for word in text.split())


def test_odd_characters_can_be_written_and_found(engine: Engine) -> None:
    odd = "a\x00b \ud800 \x1f <b>bold</b> \ue000mark\ue001 needle"
    assert list(engine.write([make_document(1, title=odd, summary=odd, text=odd)])) == []
    (hit,) = ask(engine, "needle").hits
    assert hit.title == "ab &lt;b&gt;bold&lt;/b&gt; mark <mark>needle</mark>"
