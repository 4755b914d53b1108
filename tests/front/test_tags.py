"""Tags and components, without pages."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from portal.front.templatetags.front import (
    direction,
    iso_date,
    page_numbers,
    partial_date,
    sources_linked,
    tlp_meaning,
)
from practices.enums import Tlp


def render(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context).strip()


@pytest.mark.parametrize(
    ("value", "english", "french", "machine"),
    [
        ("2024", "2024", "2024", "2024"),
        ("2024-06", "June 2024", "juin 2024", "2024-06"),
        ("2024-06-14", "14 June 2024", "14 juin 2024", "2024-06-14"),
        (datetime.date(2024, 6, 14), "14 June 2024", "14 juin 2024", "2024-06-14"),
        ("2024-13", "2024-13", "2024-13", "2024-13"),
        ("in 2024", "in 2024", "in 2024", ""),
        ("", "", "", ""),
        (None, "", "", ""),
    ],
)
def test_partial_date_is_as_exact_as_its_source(value: Any, english: str, french: str, machine: str) -> None:
    assert partial_date(value) == english
    with translation.override("fr"):
        assert partial_date(value) == french
    assert iso_date(value) == machine


def test_page_numbers_leave_out_the_middle() -> None:
    paginator = Paginator(range(200), 10)
    assert page_numbers(paginator.page(10)) == [1, "…", 8, 9, 10, 11, 12, "…", 20]
    assert page_numbers(Paginator(range(5), 10).page(1)) == []


def test_pagination_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/x/?q=a&country=MA&country=TN&page=2")
    page = Paginator(range(50), 10).page(2)
    text = render_to_string("components/pagination.html", {"page": page}, request=request)
    assert 'rel="next" href="?q=a&amp;country=MA&amp;country=TN&amp;page=3"' in text
    assert 'aria-current="page"' in text


@pytest.mark.parametrize("label", Tlp.values)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_tlp_label_is_never_translated(label: str, language: str) -> None:
    with translation.override(language):
        text = render('{% include "components/tlp.html" with tlp=tlp only %}', tlp=label)
        assert tlp_meaning(label)
    assert f">TLP:{label}<" in text and 'translate="no"' in text


def test_card_escapes_what_people_wrote_and_says_its_language() -> None:
    card = {
        "url": "/a/",
        "title": "<b>Titre</b>",
        "language": "fr",
        "summary": "<i>x</i>",
        "countries": list("ABCDE"),
    }
    text = render('{% include "components/card.html" with card=card only %}', card=card)
    assert "&lt;b&gt;Titre" in text and "&lt;i&gt;x" in text and "<b>" not in text
    assert 'lang="fr" dir="ltr"' in text and ">français<" in text
    assert "and 2 more" in text and ">D<" not in text


def test_source_links_only_addresses() -> None:
    assert sources_linked('see https://example.org/a; <b onclick="x">') == (
        'see <a href="https://example.org/a" rel="nofollow">https://example.org/a</a>; &lt;b onclick=&quot;x&quot;&gt;'
    )
    assert "javascript" not in sources_linked("javascript:alert(1)").replace("javascript:alert(1)", "")
    assert "<a" not in sources_linked("javascript:alert(1)")


def test_direction_of_a_language() -> None:
    assert (direction("ar"), direction("fr"), direction("")) == ("rtl", "ltr", "ltr")


class Form(forms.Form):
    name = forms.CharField(help_text="As you like.")
    agree = forms.BooleanField(label="I agree")
    way = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    land = forms.ChoiceField(choices=[("m", "M")])
    words = forms.CharField(widget=forms.Textarea(attrs={"class": "own"}))


def show(form: forms.Form, name: str) -> str:
    return render('{% include "components/field.html" with field=field only %}', field=form[name])


def test_field_ties_help_and_error_to_the_control() -> None:
    plain = show(Form(), "name")
    assert '<label class="ecl-form-label" for="id_name">Name</label>' in plain
    assert 'aria-describedby="id_name-help"' in plain and 'id="id_name-help">As you like.' in plain
    assert "aria-invalid" not in plain
    wrong = show(Form({}), "name")
    assert 'aria-describedby="id_name-help id_name-error"' in wrong and 'aria-invalid="true"' in wrong
    assert 'id="id_name-error"' in wrong and "ecl-text-input--invalid" in wrong


def test_field_chooses_the_markup_of_its_widget() -> None:
    assert "<fieldset" in show(Form(), "way") and "<legend" in show(Form(), "way")
    assert "comity-select" in show(Form(), "land") and 'class="ecl-select"' in show(Form(), "land")
    assert 'class="ecl-text-area own"' in show(Form(), "words")
    agree = show(Form(), "agree")
    assert agree.index("<input") < agree.index("<label")


def test_errors_on_top_link_to_the_fields() -> None:
    text = render('{% include "components/form_errors.html" with form=form only %}', form=Form({}))
    assert 'role="alert"' in text and 'href="#id_name"' in text
    assert render('{% include "components/form_errors.html" with form=form only %}', form=Form()) == ""
