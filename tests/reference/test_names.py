"""Names of codes: in the reader's language, without a query in templates, and fresh after a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.template import Context, Template
from django.utils import translation

from portal.reference import catalogue, revision
from portal.reference.loading import load_all
from portal.reference.models import (
    Country,
    CountryAlias,
    Instrument,
    InstrumentAlias,
    InstrumentTitle,
    Topic,
    TopicTerm,
)
from portal.reference.names import name_for, names_for
from portal.reference.recognise import recognise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

Queries = Callable[[int], object]


def test_countries_are_named_without_a_query(django_assert_num_queries: Queries) -> None:
    with django_assert_num_queries(0):
        found = names_for("country", ["MA", "XK", "ZZ9"], "fr")
    assert found == {"MA": "Maroc", "XK": "Kosovo*", "ZZ9": "ZZ9"}


@pytest.mark.parametrize("facet", ["instrument", "topic"])
def test_other_names_take_one_query_for_one_code_and_for_thirty(
    facet: str, django_assert_num_queries: Queries
) -> None:
    model = Instrument if facet == "instrument" else Topic
    codes = list(model.objects.values_list("pk", flat=True)[:30])
    assert len(codes) == 30
    names_for(facet, codes, "en")
    for asked in (codes[:1], codes):
        with django_assert_num_queries(1):
            found = names_for(facet, asked, "fr")
        assert list(found) == asked
        assert not set(found.values()) & set(asked)


def test_instrument_and_topic_names_follow_the_language() -> None:
    assert name_for("instrument", "CETS182", "en") == "CETS 182 – MLA 2nd Protocol"
    assert name_for("instrument", "CETS182", "fr") == (
        "CETS 182 – Deuxième Protocole additionnel à la Convention européenne d'entraide judiciaire en matière pénale"
    )
    assert name_for("instrument", "CETS182", "bg") == "CETS 182 – MLA 2nd Protocol"
    assert (name_for("topic", "mla", "en"), name_for("topic", "mla", "fr")) == (
        "Mutual legal assistance",
        "Entraide judiciaire",
    )


def test_agreements_of_one_title_are_told_apart_by_country() -> None:
    names = names_for("instrument", ["EUROJUST-AL", "EUROJUST-RS"], "en")
    assert len(set(names.values())) == 2
    assert "Albania" in names["EUROJUST-AL"]
    assert "Serbia" in names["EUROJUST-RS"]


def test_unknown_codes_and_facets_are_shown_as_they_are() -> None:
    assert names_for("instrument", ["NOPE", ""], "en") == {"NOPE": "NOPE", "": ""}
    assert names_for("kind", ["urgency"], "en") == {"urgency": "urgency"}
    assert names_for("country", [], "en") == {}


def test_name_changed_in_the_admin_is_shown_at_once() -> None:
    assert name_for("topic", "mla", "en") == "Mutual legal assistance"
    topic = Topic.objects.get(slug="mla")
    topic.name_en = "Judicial assistance"
    topic.save()
    assert name_for("topic", "mla", "en") == "Judicial assistance"


def test_rolled_back_change_leaves_no_trace() -> None:
    stamp = revision.current()
    with transaction.atomic():
        Topic.objects.get(slug="mla").delete()
        assert name_for("topic", "mla", "en") == "mla"
        transaction.set_rollback(True)
    assert revision.current() == stamp
    assert name_for("topic", "mla", "en") == "Mutual legal assistance"


def test_new_alias_is_recognised_at_once_and_a_deleted_one_no_more() -> None:
    assert recognise("quokka treaty", language="en").instruments == ()
    alias = InstrumentAlias.objects.create(
        instrument_id="UNTOC", text="Quokka treaty", language="en", kind="name", source="test"
    )
    assert recognise("quokka treaty", language="en").instruments == ("UNTOC",)
    alias.delete()
    assert recognise("quokka treaty", language="en").instruments == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Country.objects.create(code="QQ", alpha3="QQQ"),
        lambda: CountryAlias.objects.create(
            country_id="MA", text="x y", language="en", kind="short", source="t"
        ),
        lambda: Instrument.objects.get(code="UNTOC").save(),
        lambda: InstrumentAlias.objects.filter(instrument="UNTOC").first().delete(),
        lambda: InstrumentTitle.objects.get(instrument="UNTOC", language="fr").delete(),
        lambda: TopicTerm.objects.create(topic_id="mla", text="x y", language="en", source="t"),
        lambda: Topic.objects.get(slug="firearms").delete(),
    ],
)
def test_every_change_of_reference_data_changes_the_stamp(change: Callable[[], object]) -> None:
    before = revision.current()
    change()
    assert revision.current() != before


def test_catalogue_is_kept_until_the_stamp_changes() -> None:
    kept = catalogue.current()
    assert catalogue.current() is kept
    revision.bump()
    assert catalogue.current() is not kept


def test_loading_again_without_changes_keeps_the_catalogue() -> None:
    kept = catalogue.current()
    load_all()
    assert catalogue.current() is kept


def test_title_changed_in_the_admin_is_the_instruments_name() -> None:
    title = InstrumentTitle.objects.get(instrument="UNTOC", language="fr")
    title.title = "Convention de Palerme du 15 novembre 2000"
    title.save()
    untoc = Instrument.objects.get(code="UNTOC")
    assert untoc.name("fr") == "Convention de Palerme du 15 novembre 2000"
    assert untoc.short_name("fr") == "Convention de Palerme"
    title.delete()
    assert Instrument.objects.get(code="UNTOC").name("fr") == untoc.name("en")


def test_filters_name_records_in_the_readers_language_without_a_query(
    django_assert_num_queries: Queries,
) -> None:
    template = Template(
        "{% load reference %}{{ country|name }}|{{ country|region_name }}|{{ topic|name }}|"
        "{{ instrument|short_name }}|{{ topic|short_name }}|{{ 'AE'|country_name }}|"
        "{{ none|name }}{{ none|short_name }}"
    )
    context = Context(
        {
            "country": Country.objects.get(code="MA"),
            "topic": Topic.objects.get(slug="extradition"),
            "instrument": Instrument.objects.get(code="CETS185"),
            "none": None,
        }
    )
    with translation.override("fr"), django_assert_num_queries(0):
        shown = template.render(context)
    assert shown == (
        "Maroc|Afrique septentrionale|Extradition|CETS 185 – Convention sur la cybercriminalité|Extradition|"
        "Émirats arabes unis|"
    )
