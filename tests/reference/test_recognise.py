"""What is recognised in a query, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.reference import cldr
from portal.reference.country_words import NOT_COUNTRIES, UNCLEAR_CODES
from portal.reference.lexicon import Lexicon
from portal.reference.recognise import Recognised, recognise

pytestmark = pytest.mark.django_db
"""For the set-up only: the words are read from the database once, and then kept."""

Read = Callable[..., Recognised]


@pytest.mark.parametrize(
    ("text", "country", "rest"),
    [
        ("extradition Maroc", "MA", "extradition"),
        ("extradition maroc", "MA", "extradition"),
        ("EXTRADITION MAROC", "MA", "EXTRADITION"),
        ("Auslieferung Marokko", "MA", "Auslieferung"),
        ("extradición Marruecos", "MA", "extradición"),
        ("التسليم المغرب", "MA", "التسليم"),
        ("التعاون مع المغرب", "MA", "التعاون مع"),
        ("طلب للمغرب", "MA", "طلب"),
        ("المساعدة القضائية بالمغرب", "MA", "المساعدة القضائية"),
        ("摩洛哥引渡", "MA", "引渡"),
        ("выдача Марокко", "MA", "выдача"),
        ("wydanie Maroko", "MA", "wydanie"),
        ("Turkey", "TR", ""),
        ("Türkiye", "TR", ""),
        ("TÜRKİYE", "TR", ""),
        ("turkiye", "TR", ""),
        ("Turquie", "TR", ""),
        ("Tuerkei", "TR", ""),
        ("Туреччина", "TR", ""),
        ("ΤΟΥΡΚΙΑ", "TR", ""),
        ("UAE JIT", "AE", "JIT"),
        ("EAU entraide", "AE", "entraide"),
        ("VAE Rechtshilfe", "AE", "Rechtshilfe"),
        ("ОАЭ", "AE", ""),
        ("Emirats arabes unis", "AE", ""),
        ("Dubai assets", "AE", "assets"),
        ("Обʼєднані Арабські Емірати", "AE", ""),
        ("Об'єднані Арабські Емірати", "AE", ""),
        ("UK", "GB", ""),
        ("extradition uk", "GB", "extradition"),
        ("Northern Ireland", "GB", ""),
        ("Scotland", "GB", ""),
        ("USA", "US", ""),
        ("U.S. evidence", "US", "evidence"),
        ("MLA US", "US", "MLA"),
        ("United States of America", "US", ""),
        ("EE. UU.", "US", ""),
        ("the Netherlands", "NL", ""),
        ("Côte d'Ivoire", "CI", ""),
        ("Cote d’Ivoire", "CI", ""),
        ("cote divoire", "CI", ""),
        ("Ivory Coast", "CI", ""),
        ("bosnia and herzegovina", "BA", ""),
        ("Bosnia & Herzegovina", "BA", ""),
        ("Bosnie-Herzégovine", "BA", ""),
        ("Bosnia", "BA", ""),
        ("Saint Lucia", "LC", ""),
        ("St. Lucia", "LC", ""),
        ("Kosovo", "XK", ""),
        ("Kosova", "XK", ""),
        ("Macedonia", "MK", ""),
        ("Hong Kong", "HK", ""),
        ("Hongkong", "HK", ""),
        ("Georgia", "GE", ""),
        ("l'Algérie", "DZ", ""),
        ("extradition vers l'Algérie", "DZ", "extradition vers"),
        ("dall'Albania", "AL", ""),
        ("Morocco's reply", "MA", "'s reply"),
        ("(Morocco)", "MA", ""),
        ("“Maroc” preuves", "MA", "preuves"),
        ("MA request", "MA", "request"),
        ("Russian Federation", "RU", ""),
        ("Holy See", "VA", ""),
    ],
)
def test_country_is_recognised_and_leaves_the_other_words(
    text: str, country: str, rest: str, read: Read
) -> None:
    found = read(text)
    assert (found.countries, found.instruments, found.rest) == ((country,), (), rest)


@pytest.mark.parametrize("language", [*cldr.EU_LANGUAGES, *cldr.PARTNER_LANGUAGES])
def test_every_cldr_name_is_recognised_in_the_language_it_is_of(language: str, lexicon: Lexicon) -> None:
    spoken = "pt_PT" if language == "pt" else language
    missed = {}
    for code, name in cldr.territory_names(spoken).items():
        if len(code) != 2 or code in NOT_COUNTRIES:
            continue
        found = recognise(name, language=language, lexicon=lexicon).countries
        if code not in found:
            missed[code] = (name, found)
    assert missed == {}


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Niger", ("NE",)),
        ("Nigeria", ("NG",)),
        ("niger nigeria", ("NE", "NG")),
        ("Guinea", ("GN",)),
        ("Papua New Guinea", ("PG",)),
        ("Equatorial Guinea", ("GQ",)),
        ("Guinea-Bissau", ("GW",)),
        ("Guinée équatoriale", ("GQ",)),
        ("Sudan", ("SD",)),
        ("South Sudan", ("SS",)),
        ("Ireland", ("IE",)),
        ("Dominica", ("DM",)),
        ("Dominican Republic", ("DO",)),
        ("Samoa", ("WS",)),
        ("American Samoa", ("AS",)),
        ("Korea", ("KP", "KR")),
        ("South Korea", ("KR",)),
        ("Congo", ("CD", "CG")),
        ("DR Congo", ("CD",)),
        ("RDC", ("CD",)),
        ("Congo-Brazzaville", ("CG",)),
        ("South Georgia", ("GS",)),
        ("Jersey", ("JE",)),
        ("ukraine/russia", ("UA", "RU")),
        ("Maroc, Algérie et Tunisie", ("MA", "DZ", "TN")),
    ],
)
def test_names_that_contain_each_other_are_told_apart(
    text: str, countries: tuple[str, ...], read: Read
) -> None:
    assert tuple(sorted(read(text).countries)) == tuple(sorted(countries))


@pytest.mark.parametrize(
    "text",
    [
        "New Jersey",
        "New Mexico",
        "Nouveau-Mexique",
        "Gulf of Guinea",
        "golfe de Guinée",
        "Niger Delta",
        "Lake Chad",
        "guinea pig",
        "nigerian",
        "unmarocain",
        "xUAE",
        "MA2",
        "contact us",
        "us",
        "it is in no way so",
        "IT",
        "IN",
        "NO",
        "DE",
        "LA",
        "BE",
        "extradition to IT",
        "EXTRADITION TO THE US OR TO MA",
        "trafic d'eau",
        "mon dossier",
        "man overboard",
        "cada caso",
        "кроме того",
        "КРОМЕ ТОГО",
        "island hopping",
        "réunion de coordination",
        "Réunion de coordination",
        "réunion",
        "budapest",
        "182",
        "convention 182",
        "CETS",
        "CETS 999",
        "xste182",
        "ste182b",
        "STE 1820",
        "Vienna Convention",
        "extradition convention",
        "Eurojust al fine",
    ],
)
def test_what_only_looks_like_a_name_is_left_as_words(text: str, read: Read) -> None:
    for language in ("en", "fr"):
        found = read(text, language)
        if (text, language) == ("island hopping", "fr"):
            continue
        assert (found.mentions, found.rest) == ((), text.strip())


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("Island", "de", ("IS",)),
        ("auslieferung island", "de", ("IS",)),
        ("extradition vers La Réunion", "fr", ("RE",)),
        ("dossier de Réunion", "fr", ("RE",)),
        ("Того", "ru", ("TG",)),
        ("выдача из Того", "ru", ("TG",)),
        ("mali slučaj", "hr", ()),
        ("izručenje Mali", "hr", ("ML",)),
        ("extradition mali", "fr", ("ML",)),
        ("Tai", "et", ("TH",)),
        ("tai", "fi", ()),
        ("izručenje čad", "en", ("TD",)),
        ("cad files", "en", ()),
    ],
)
def test_everyday_words_count_only_with_a_capital_or_in_their_language(
    text: str, language: str, countries: tuple[str, ...], read: Read
) -> None:
    assert read(text, language).countries == countries


@pytest.mark.parametrize(
    "text",
    [
        "STE 182",
        "ste182",
        "Ste182",
        "STE n° 182",
        "STE nº 182",
        "ETS-182",
        "ETS 182",
        "ETS No. 182",
        "ETS no 182",
        "CETS 182",
        "CETS182",
        "CETS No. 182",
        "CETS No 182",
        "STCE 182",
        "STCE n°182",
        "SEV 182",
        "SEV Nr. 182",
        "SEV-Nr. 182",
        "STE núm. 182",
        "CETS č. 182",
        "cets 0182",
        "STE/182",
        "(STE 182)",
        "STE ١٨٢",
        "convention 182 du Conseil de l'Europe",
        "Convention n° 182 du Conseil de l’Europe",
        "Council of Europe Convention No. 182",
        "Convention No. 182 of the Council of Europe",
        "Übereinkommen Nr. 182 des Europarats",
        "MLA 2nd Protocol",
        "Second Additional Protocol to the European Convention on Mutual Assistance in Criminal Matters",
        "Deuxième Protocole additionnel à la Convention européenne d'entraide judiciaire en matière pénale",
        "deuxieme protocole additionnel du 8 novembre 2001 a la convention europeenne d'entraide judiciaire en "
        "matiere penale",
        "Zweites Zusatzprotokoll zum Europäischen Übereinkommen über die Rechtshilfe in Strafsachen",
    ],
)
def test_every_form_of_a_number_or_title_is_one_instrument(text: str, read: Read) -> None:
    found = read(text)
    assert (found.instruments, found.countries, found.rest) == (("CETS182",), (), "")


@pytest.mark.parametrize(
    ("text", "instruments"),
    [
        ("STE 24", ("CETS024",)),
        ("CETS 024", ("CETS024",)),
        ("UNTOC", ("UNTOC",)),
        ("untoc", ("UNTOC",)),
        ("Palermo", ("UNTOC",)),
        ("convention de Palerme", ("UNTOC",)),
        ("Palermo Convention", ("UNTOC",)),
        ("UNCAC", ("UNCAC",)),
        ("CNUCC", ("UNCAC",)),
        ("Mérida", ("UNCAC",)),
        ("Merida Convention", ("UNCAC",)),
        ("Vienna 1988", ("UN1988",)),
        ("Convention de Vienne de 1988", ("UN1988",)),
        ("UN 1988", ("UN1988",)),
        ("Budapest Convention", ("CETS185",)),
        ("convention sur la cybercriminalité", ("CETS185",)),
        ("Second Additional Protocol to the Budapest Convention", ("CETS224",)),
        ("Convention 108", ("CETS108",)),
        ("Convention 108+", ("CETS223",)),
        ("Warsaw Convention", ("CETS198",)),
        ("European Convention on Extradition", ("CETS024",)),
        ("Additional Protocol to the European Convention on Extradition", ("CETS086",)),
        ("EU-US MLA Agreement", ("EU-US-MLA",)),
        ("EU–US-MLA", ("EU-US-MLA",)),
        ("EUROJUST-AL", ("EUROJUST-AL",)),
        ("HCCH 12", ("HCCH-APOSTILLE",)),
        ("UNTC XVIII-12-a", ("UNTOC-TIP",)),
        ("UNTC XVIII-12", ("UNTOC",)),
        ("Agreement on cooperation with Eurojust", ()),
        ("STE 182, STE 185", ("CETS182", "CETS185")),
    ],
)
def test_instrument_is_recognised(text: str, instruments: tuple[str, ...], read: Read) -> None:
    assert read(text).instruments == instruments


def test_country_inside_the_name_of_an_instrument_is_no_country(read: Read) -> None:
    found = read("EU-US MLA Agreement with the US")
    assert [(m.facet, m.codes) for m in found.mentions] == [
        ("instrument", ("EU-US-MLA",)),
        ("country", ("US",)),
    ]


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("MLA request", ("mla",)),
        ("entraide pénale", ("mla",)),
        ("CRI Maroc", ("mla",)),
        ("JIT", ("joint-investigation-teams",)),
        ("équipe commune d'enquête", ("joint-investigation-teams",)),
        ("e-evidence", ("electronic-evidence",)),
        ("Rechtshilfe in Strafsachen", ("mla",)),
        ("Auslieferung und Beschlagnahme", ("extradition", "seizure-and-confiscation")),
        ("legal assistance", ()),
        ("EAW", ()),
    ],
)
def test_topics_are_meant_but_stay_words(text: str, topics: tuple[str, ...], read: Read) -> None:
    found = read(text)
    assert found.topic_codes == topics
    for mention in found.topics:
        assert mention.text in text
        assert mention.text in found.rest


def test_mention_says_where_it_stands(read: Read) -> None:
    text = "preuve  STE n° 182 — Maroc !"
    first, second = read(text).mentions
    assert (first.start, first.end, first.text) == (8, 18, "STE n° 182")
    assert (second.start, second.end, second.text) == (21, 26, "Maroc")
    assert text[second.start : second.end] == "Maroc"


PIECES = st.sampled_from(
    ["Maroc", "STE 182", "n°", "MLA", "Türkiye", "المغرب", "摩洛哥", " ", "  ", "-", "'", "’", '"', "(", "+", "108",
     "US", "New", "Jersey", "Congo", "\u0301", "\u200f", "\x00", "\n", "İ", "ß", "²", "٣", "🇲🇦", "l'", "of", "UN",
     "1988"]
)  # fmt: skip


@given(
    st.one_of(st.text(), st.lists(PIECES).map("".join)),
    st.sampled_from(["en", "fr", "ar", "zz", "", "pt-br"]),
)
@example("1" * 5000, "en")
@example("STE " + "9" * 5000, "en")
@example("Maroc " * 2000, "fr")
@example("\ud800 Maroc", "en")
def test_any_text_is_read_without_failing(lexicon: Lexicon, text: str, language: str) -> None:
    found = recognise(text, language=language, lexicon=lexicon)
    end = 0
    for mention in found.mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.codes
        end = mention.end
    for mention in found.topics:
        assert text[mention.start : mention.end] == mention.text
    assert found.mentions or found.rest == text.strip()


def test_long_text_is_read_once_from_left_to_right(lexicon: Lexicon) -> None:
    found = recognise("of the Council " * 1000, language="en", lexicon=lexicon)
    assert found.mentions == ()
    found = recognise("Maroc STE 182 preuve " * 500, language="en", lexicon=lexicon)
    assert (len(found.mentions), found.countries, found.instruments) == (1000, ("MA",), ("CETS182",))


def test_no_everyday_code_is_a_country(read: Read) -> None:
    assert {code: read(f"request {code} today").countries for code in UNCLEAR_CODES} == dict.fromkeys(
        UNCLEAR_CODES, ()
    )
