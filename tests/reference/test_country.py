"""Countries: codes against maintained lists, names against CLDR."""

from __future__ import annotations

import csv

import pytest
from babel import Locale
from django.core.exceptions import ValidationError
from django_countries.data import ALT_CODES, COUNTRIES

from portal.reference import cldr
from portal.reference.loading import DATA_DIR
from portal.reference.models import Country

pytestmark = pytest.mark.django_db


def _rows() -> list[dict[str, str]]:
    with (DATA_DIR / "countries.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_codes_are_those_of_iso_3166_and_kosovo() -> None:
    assert sorted(row["code"] for row in _rows()) == sorted([*COUNTRIES, "XK"])
    assert len(COUNTRIES) == 249


def test_three_letter_codes_are_those_of_iso_3166() -> None:
    ours = {row["code"]: row["alpha3"] for row in _rows() if row["code"] != "XK"}
    assert ours == {code: alpha3 for code, (alpha3, _number) in ALT_CODES.items()}


def test_there_are_27_member_states() -> None:
    members = {row["code"] for row in _rows() if row["is_eu"] == "yes"}
    expected = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    assert members == set(expected.split())


def test_only_antarctica_has_no_region() -> None:
    assert [row["code"] for row in _rows() if not row["region"]] == ["AQ"]


@pytest.mark.parametrize("language", [*cldr.EU_LANGUAGES, *cldr.PARTNER_LANGUAGES])
def test_every_country_has_a_name_in_every_language(language: str) -> None:
    locale = Locale.parse("pt_PT" if language == "pt" else language)
    for row in _rows():
        name = cldr.territory_name(row["code"], language)
        assert name.rstrip("*") == locale.territories.get(row["code"]) or language == "mt"
        assert name != row["code"]


def test_portuguese_is_that_of_portugal() -> None:
    assert cldr.territory_name("VN", "pt") == "Vietname"
    assert cldr.territory_name("VN", "pt-br") == "Vietnã"


@pytest.mark.parametrize("language", ["", "x", "en_US_POSIX_nonsense", "zz", "../../etc/passwd"])
def test_unknown_language_falls_back_to_english(language: str) -> None:
    assert cldr.territory_name("MA", language or "zz") == "Morocco"


def test_unknown_code_is_shown_as_it_is() -> None:
    assert cldr.territory_name("QQ", "en") == "QQ"


def test_kosovo_carries_its_asterisk_and_footnote(loaded: object) -> None:
    kosovo = Country.objects.get(code="XK")
    assert (kosovo.name("en"), kosovo.name("fr"), kosovo.name("el")) == (
        "Kosovo*",
        "Kosovo*",
        "Κοσσυφοπέδιο*",
    )
    assert kosovo.footnote_in("en") == (
        "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 "
        "and the ICJ Opinion on the Kosovo declaration of independence."
    )
    assert kosovo.footnote_in("fr").startswith("Cette désignation est sans préjudice")
    assert kosovo.footnote_in("de") == kosovo.footnote
    assert Country.objects.get(code="MA").footnote_in("fr") == ""


def test_third_countries_and_member_states_are_all_countries(loaded: object) -> None:
    third = {country.code for country in Country.objects.third()}
    members = {country.code for country in Country.objects.member_states()}
    parts = set(Country.objects.filter(is_eu_territory=True).values_list("code", flat=True))
    assert (len(third), len(members), len(parts)) == (216, 27, 7)
    assert third.isdisjoint(members) and third | members | parts == {row["code"] for row in _rows()}
    assert third == {country.code for country in Country.objects.all() if country.is_third}
    assert not Country.objects.third().filter(code="FR").exists()


def test_outermost_regions_and_aland_are_part_of_the_union(loaded: object) -> None:
    """Art. 349 and 355(1) and (4) TFEU. The Azores, Madeira and the Canary Islands have no code of their own."""
    parts = Country.objects.filter(is_eu_territory=True).values_list("code", "responsible")
    assert dict(parts) == dict.fromkeys(["GF", "GP", "MF", "MQ", "RE", "YT"], "FR") | {"AX": "FI"}


def test_overseas_countries_and_territories_are_third_with_the_state_responsible(loaded: object) -> None:
    """Annex II TFEU, as far as the State is still a Member State, and the Faroe Islands (Art. 355(5)(a))."""
    annex = {"DK": ["GL"], "FR": ["BL", "NC", "PF", "PM", "TF", "WF"], "NL": ["AW", "BQ", "CW", "SX"]}
    third = Country.objects.third()
    found = third.filter(status_source__contains="Annex II").values_list("code", "responsible")
    assert dict(found) == {code: state for state, codes in annex.items() for code in codes}
    assert third.get(code="FO").responsible_name("en") == "Denmark"
    assert third.get(code="GL").responsible_name("fr") == "Danemark"


def test_every_territory_has_a_state_of_its_own_kind_and_a_source(loaded: object) -> None:
    states = set(Country.objects.filter(responsible="").values_list("code", flat=True))
    for country in Country.objects.exclude(responsible=""):
        assert country.responsible in states and country.status_source, country.code
        country.full_clean(exclude=["alpha3"])
    assert not Country.objects.filter(responsible="").exclude(status_source="").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"responsible": "MA"},
        {"is_eu": True, "responsible": "FR"},
        {"is_eu_territory": True},
        {"responsible": "fr"},
    ],
)
def test_what_cannot_be_about_a_territory_is_an_error_at_the_field(fields: dict[str, object]) -> None:
    country = Country(code="MA", alpha3="MAR", **fields)
    with pytest.raises(ValidationError) as caught:
        country.full_clean()
    assert list(caught.value.message_dict) == ["responsible"]


def test_region_has_a_name_in_the_readers_language(loaded: object) -> None:
    morocco = Country.objects.get(code="MA")
    assert (morocco.region_name("en"), morocco.region_name("fr")) == (
        "Northern Africa",
        "Afrique septentrionale",
    )
    assert Country.objects.get(code="AQ").region_name("en") == ""
