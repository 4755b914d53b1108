"""Instruments: kinds kept apart, dates as far as they are known, titles and numbers."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from portal.reference import titles
from portal.reference.enums import InstrumentFamily, InstrumentKind, InstrumentStatus
from portal.reference.models import Instrument
from portal.reference.queries import instruments_by_family, instruments_of, instruments_on


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
class TestLoadedInstruments:
    """What the project's data says."""

    def test_every_family_is_kept_apart(self) -> None:
        of = {family: Instrument.objects.of_family(family).count() for family in InstrumentFamily}
        assert of == {
            InstrumentFamily.AGREEMENT: 60,
            InstrumentFamily.ARRANGEMENT: 8,
            InstrumentFamily.MANDATE: 11,
            InstrumentFamily.CONTACT_POINT: 0,
            InstrumentFamily.ADEQUACY: 0,
        }
        assert set(Instrument.objects.agreements()) == set(
            Instrument.objects.of_family(InstrumentFamily.AGREEMENT)
        )

    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            ("CETS030", InstrumentKind.COE_CONVENTION),
            ("CETS182", InstrumentKind.COE_PROTOCOL),
            ("CETS156", InstrumentKind.COE_CONVENTION),
            ("CETS223", InstrumentKind.COE_PROTOCOL),
            ("UN1961A", InstrumentKind.UN_CONVENTION),
            ("UN1972P", InstrumentKind.UN_PROTOCOL),
            ("UNTOC-TIP", InstrumentKind.UN_PROTOCOL),
            ("HCCH-APOSTILLE", InstrumentKind.HCCH_CONVENTION),
            ("EU-US-MLA", InstrumentKind.EU_AGREEMENT),
            ("EU-UK-TCA", InstrumentKind.EU_AGREEMENT),
            ("EUROJUST-AL", InstrumentKind.EUROJUST_AGREEMENT),
            ("EUROJUST-WA-PA", InstrumentKind.WORKING_ARRANGEMENT),
            ("EUROJUST-NEG-MA", InstrumentKind.NEGOTIATING_MANDATE),
            ("NL-AE-MLA", InstrumentKind.BILATERAL),
            ("PE-LU-CH-RESTITUTION", InstrumentKind.ASSET_RETURN),
        ],
    )
    def test_kind(self, code: str, kind: InstrumentKind) -> None:
        assert Instrument.objects.get(code=code).kind == kind

    def test_mandate_is_no_agreement_of_the_country(self) -> None:
        found = instruments_by_family("MA")
        assert {family: [i.code for i in items] for family, items in found.items()} == {
            InstrumentFamily.MANDATE: ["EUROJUST-NEG-MA"]
        }
        assert [i.code for i in instruments_of("JP")] == ["EU-JP-MLA"]
        assert instruments_of("QQ").count() == 0

    def test_instruments_on_a_topic_are_agreements_only(self) -> None:
        found = [i.code for i in instruments_on("eurojust-cooperation")]
        assert "EUROJUST-AL" in found
        assert not any(code.startswith(("EUROJUST-NEG", "EUROJUST-WA")) for code in found)

    def test_dates_that_are_not_known_are_not_made_up(self) -> None:
        georgia = Instrument.objects.get(code="EUROJUST-GE")
        assert (georgia.opened, georgia.opened_text, georgia.in_force) == (None, "2019-03", None)
        assert georgia.status == InstrumentStatus.CONCLUDED
        second = Instrument.objects.get(code="CETS224")
        assert (second.in_force, second.status) == (None, InstrumentStatus.NO_DATE)

    def test_unverified_record_says_so_and_has_no_date_of_reading(self) -> None:
        validity = Instrument.objects.get(code="CETS070")
        assert (validity.is_verified, validity.as_of) == (False, "")
        assert Instrument.objects.get(code="CETS182").is_verified

    def test_record_names_the_table_it_was_read_from(self) -> None:
        mla = Instrument.objects.get(code="CETS182")
        assert ([source.pk for source in mla.sources.all()], mla.as_of) == (["FEDLEX-0.351.12"], "2025-05-26")

    def test_every_title_has_a_source_and_a_confidence(self) -> None:
        for instrument in Instrument.objects.prefetch_related("titles"):
            stored = list(instrument.titles.all())
            assert stored, instrument.code
            assert all(title.source and title.confidence for title in stored)
            assert instrument.names == {title.language: title.title for title in stored}
            assert instrument.name("en") == instrument.names["en"]

    def test_no_two_instruments_look_the_same_in_a_list(self) -> None:
        for language in ("en", "fr"):
            labels = [instrument.label(language) for instrument in Instrument.objects.all()]
            assert sorted(labels) == sorted(set(labels))


@pytest.mark.django_db
def test_in_force_before_opened_is_refused() -> None:
    instrument = Instrument(
        code="X",
        kind="bilateral",
        organisation="none",
        status="in_force",
        confidence="low",
        opened=datetime.date(2020, 1, 2),
        in_force=datetime.date(2020, 1, 1),
    )
    with pytest.raises(ValidationError) as told:
        instrument.full_clean()
    assert list(told.value.message_dict) == ["in_force"]


@pytest.mark.parametrize("text", ["2019-3", "19-03-01", "2019/03/01", "March 2019", "2019-03-01-01"])
def test_recorded_date_is_in_figures(text: str) -> None:
    with pytest.raises(ValidationError):
        Instrument._meta.get_field("opened_text").clean(text, None)


@pytest.mark.parametrize(
    ("official_no", "aliases"),
    [
        ("CETS 024", ["CETS 024", "ETS 024", "STE 024", "STCE 024", "SEV 024"]),
        ("HCCH 12", ["HCCH 12"]),
        ("UNTC XVIII-12-a", ["UNTC XVIII-12-a"]),
        ("UNTC (number to be verified)", []),
        ("", []),
    ],
)
def test_number_is_known_under_every_name_of_its_series(official_no: str, aliases: list[str]) -> None:
    assert titles.number_aliases(official_no) == aliases


@pytest.mark.parametrize(
    ("title", "short"),
    [
        (
            "Convention du 21 mars 1983 sur le transfèrement des personnes condamnées",
            "Convention sur le transfèrement des personnes condamnées",
        ),
        (
            "Europäisches Auslieferungsübereinkommen vom 13. Dezember 1957",
            "Europäisches Auslieferungsübereinkommen",
        ),
        (
            "Convenzione europea di assistenza giudiziaria in materia penale, del 20 aprile 1959",
            "Convenzione europea di assistenza giudiziaria in materia penale",
        ),
        (
            "Convenzione dell'8 novembre 1990 sul riciclaggio, la ricerca, il sequestro",
            "Convenzione sul riciclaggio, la ricerca, il sequestro",
        ),
        (
            "Convention unique sur les stupéfiants de 1961, conclue le 30 mars 1961",
            "Convention unique sur les stupéfiants de 1961",
        ),
        (
            "Convention du 21 février 1971 sur les substances (avec appendice)",
            "Convention sur les substances",
        ),
        ("Convention on Cybercrime", "Convention on Cybercrime"),
        ("(avec annexe)", "(avec annexe)"),
        ("", ""),
    ],
)
def test_title_without_its_date(title: str, short: str) -> None:
    assert titles.without_date(title) == short
