"""Reference data in the admin: who may change it, and that a change is kept when the data is loaded again."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.reference.editors import GROUP, ensure_editors
from portal.reference.loading import load_all
from portal.reference.models import Country, Instrument, Topic
from portal.reference.recognise import recognise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

MODELS = ["country", "instrument", "topic", "source"]


def _client(email: str, *groups: str, **rights: bool) -> Client:
    user = get_user_model().objects.create(username=email, email=email, **rights)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    ensure_editors()
    return _client("editor@example.org", GROUP)


@pytest.fixture
def stranger() -> Client:
    return _client("stranger@example.org")


def _form(client: Client, address: str) -> dict[str, str]:
    """The values of an edit form as a browser would send them back."""
    form = client.get(address).context["form"]
    sent: dict[str, str] = {}
    for part in (
        form,
        *(f for formset in form.formsets.values() for f in (formset.management_form, *formset.forms)),
    ):
        for field in part:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif isinstance(value, list | tuple):
                sent[field.html_name] = [getattr(item, "pk", item) for item in value]  # type: ignore[assignment]
            elif value is not None and value is not False:
                sent[field.html_name] = str(value)
    return sent


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("view", ["list", "add"])
def test_listing_and_form_open_for_editors_only(
    model: str, view: str, editor: Client, stranger: Client
) -> None:
    address = reverse(f"wagtailsnippets_reference_{model}:{view}")
    assert editor.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_nothing_can_be_deleted_by_an_editor(editor: Client) -> None:
    response = editor.post(reverse("wagtailsnippets_reference_topic:delete", args=["mla"]))
    assert response.status_code == 404
    assert Topic.objects.filter(slug="mla").exists()


@pytest.mark.parametrize("view", ["usage", "delete"])
def test_what_is_filed_under_a_record_is_not_told(view: str, editor: Client) -> None:
    assert editor.get(reverse(f"wagtailsnippets_reference_topic:{view}", args=["mla"])).status_code == 404
    shown = editor.get(reverse("wagtailsnippets_reference_topic:edit", args=["mla"])).content.decode()
    assert "usage" not in shown.lower().split("</head>")[1]


@pytest.mark.parametrize("query", ["maroc", "CETS182", "%", "'\"", "x" * 500])
def test_listing_is_searched_by_any_text(query: str, editor: Client) -> None:
    for model in MODELS:
        response = editor.get(reverse(f"wagtailsnippets_reference_{model}:list"), {"q": query})
        assert response.status_code == 200


def test_superuser_changes_a_topic_and_loading_leaves_it_alone() -> None:
    client = _client("root@example.org", is_superuser=True)
    address = reverse("wagtailsnippets_reference_topic:edit", args=["mla"])
    sent = _form(client, address) | {"name_en": "Judicial assistance"}
    assert client.post(address, sent).status_code == 302
    assert Topic.objects.get(slug="mla").is_local
    load_all()
    assert Topic.objects.get(slug="mla").name_en == "Judicial assistance"
    sent = _form(client, address)
    del sent["is_local"]
    assert client.post(address, sent).status_code == 302
    load_all()
    assert Topic.objects.get(slug="mla").name_en == "Mutual legal assistance"


def test_editor_adds_an_alias_that_is_recognised(editor: Client) -> None:
    address = reverse("wagtailsnippets_reference_instrument:edit", args=["UNTOC"])
    sent = _form(editor, address)
    total = int(sent["aliases-TOTAL_FORMS"])
    new = {
        "text": "Quokka treaty",
        "language": "en",
        "kind": "name",
        "source": "test",
        "ORDER": str(total + 1),
    }
    sent |= {f"aliases-{total}-{name}": value for name, value in new.items()}
    sent["aliases-TOTAL_FORMS"] = str(total + 1)
    assert editor.post(address, sent).status_code == 302
    assert recognise("quokka treaty", language="en").instruments == ("UNTOC",)
    load_all()
    untoc = Instrument.objects.get(code="UNTOC")
    assert untoc.is_local
    assert untoc.aliases.filter(text="Quokka treaty").exists()
    assert untoc.aliases.count() == total + 1


def test_unchanged_form_marks_nothing(editor: Client) -> None:
    address = reverse("wagtailsnippets_reference_country:edit", args=["MA"])
    assert editor.post(address, _form(editor, address)).status_code == 302
    assert not Country.objects.get(code="MA").is_local


def test_code_of_a_record_cannot_be_changed(editor: Client) -> None:
    address = reverse("wagtailsnippets_reference_country:edit", args=["MA"])
    editor.post(address, _form(editor, address) | {"code": "QQ"})
    assert Country.objects.filter(code="MA").exists()
    assert not Country.objects.filter(code="QQ").exists()


def test_impossible_dates_are_told_in_the_form(editor: Client) -> None:
    address = reverse("wagtailsnippets_reference_instrument:edit", args=["UNTOC"])
    response = editor.post(address, _form(editor, address) | {"in_force": "1999-01-01"})
    assert response.status_code == 200
    assert response.context["form"].errors == {"in_force": ["In force before it was opened or signed."]}
