"""Who may change the directory, and that nothing is lost, overwritten or half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.directory.actions import Conflict, remove_contact, save_contact, save_entry
from liaison.directory.contact_form import contact_problem
from liaison.directory.models import Authority, Contact, DirectoryChange, Post
from liaison.directory.rules import can_add, can_edit, can_edit_contact, editable_countries
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.factories import Tree, fresh, make_country, make_network, make_topic, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = pytest.mark.django_db


def signed_in(user: User, **kwargs: Any) -> Client:
    client = Client(**kwargs)
    client.force_login(user)
    return client


def post_data(user: User, **fields: Any) -> dict[str, Any]:
    return {
        "editor": user.pk,
        "version": 0,
        "country": "MA",
        "kind": "liaison_magistrate",
        "represents": "FR",
        "occupancy": "filled",
        "verify_every_days": "180",
        "audience": "members",
    } | fields


@pytest.fixture
def desk(tree: Tree) -> User:
    return make_user("deskmember", groups=[tree.morocco_desk])


# --- who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["public", "members", "communities"])
def test_who_may_change_an_entry(tree: Tree, desk: User, audience: str) -> None:
    network = make_network("Circle")
    holder = make_user("holder")
    post = make_post(audience=audience, communities=[network], holder=holder)
    contact = make_contact(post, audience=Audience.COMMUNITIES, communities=[network])
    hidden = make_contact(post, audience=Audience.COMMUNITIES)
    people = {
        None: (False, False, False),
        make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[network, tree.morocco_desk]): (
            False,
            False,
            False,
        ),
        make_user("member", groups=[network]): (False, False, False),
        make_user("otherdesk", groups=[tree.tunisia_desk]): (False, False, False),
        # The Eurojust desk inside the audience: not of a narrow one that does not name it.
        make_user("ej", role=Role.EUROJUST_DESK): (audience != "communities", False, False),
        make_user("ejnet", role=Role.EUROJUST_DESK, groups=[network]): (True, True, False),
        desk: (True, True, True),
        holder: (True, True, True),
        make_user("root", is_superuser=True): (True, True, True),
    }
    for user, (entry, seen_contact, hidden_contact) in people.items():
        user = fresh(user)
        assert can_edit(user, post) == entry, user
        assert can_edit_contact(user, contact) == seen_contact, user
        assert can_edit_contact(user, hidden) == hidden_contact, user


def test_holder_may_change_the_post_no_longer_when_it_has_ended(tree: Tree) -> None:
    import datetime

    holder = make_user("holder")
    post = make_post(holder=holder, until=datetime.date(2020, 1, 1))
    assert post.can_view(holder) and not can_edit(holder, post)


def test_countries_one_may_add_entries_for(tree: Tree, desk: User) -> None:
    assert editable_countries(desk) == {"MA"}
    assert editable_countries(make_user("ej", role=Role.EUROJUST_DESK)) is None
    assert editable_countries(make_user("root", is_superuser=True)) is None
    for nobody in (None, make_user("member"), make_user("guest", role=Role.LIAISON_PROSECUTOR)):
        assert editable_countries(nobody) == frozenset() and not can_add(nobody)


def test_forms_do_not_exist_for_others(tree: Tree) -> None:
    post, authority = make_post(), make_authority()
    contact = make_contact(post)
    paths = [
        "/directory/posts/add/",
        "/directory/authorities/add/",
        f"/directory/posts/{post.pk}/edit/",
        f"/directory/authorities/{authority.pk}/edit/",
        f"/directory/posts/{post.pk}/contacts/add/",
        f"/directory/authorities/{authority.pk}/contacts/add/",
        f"/directory/contacts/{contact.pk}/",
        f"/directory/contacts/{contact.pk}/remove/",
    ]
    member = make_user("member")
    client = signed_in(member)
    for path in paths:
        assert client.get(path).status_code == 404, path
        assert client.post(path, post_data(member)).status_code == 404, path
        assert Client().get(path).status_code == 302, path
    assert Post.objects.count() == 1 and Contact.objects.get() == contact
    assert "Add a post" not in client.get("/directory/").content.decode()
    assert "Change" not in client.get(post.get_absolute_url()).content.decode().split("<main")[1]


# --- adding and changing --------------------------------------------------------------------------------


def test_desk_adds_a_post_and_its_contact(tree: Tree, desk: User) -> None:
    client = signed_in(desk)
    make_country("ES")
    data = post_data(
        desk,
        languages=["fr", "ar"],
        other_countries=["TN", "MA"],
        holder=desk.email,
        since="2024-09",
        note="Call first",
    )
    answer = client.post("/directory/posts/add/", data)
    post = Post.objects.get()
    assert answer.status_code == 302 and answer["Location"] == post.get_absolute_url()
    assert (post.country_id, post.represents_id, post.holder, post.languages) == (
        "MA",
        "FR",
        desk,
        ["fr", "ar"],
    )
    assert [country.pk for country in post.other_countries.all()] == ["TN"]
    assert (post.audience, post.is_local, post.version) == ("members", True, 1)
    contact = {"editor": desk.pk, "kind": "phone", "value": " +999  555 ", "is_urgent": "on", "audience": ""}
    client.post(f"/directory/posts/{post.pk}/contacts/add/", contact)
    made = Contact.objects.get()
    assert (made.post, made.value, made.is_urgent, made.audience) == (post, "+999 555", True, "communities")
    assert [(c.kind, c.by) for c in DirectoryChange.objects.all()] == [("created", desk), ("created", desk)]
    page = client.get(post.get_absolute_url()).content.decode()
    assert "+999 555" in page and "Call first" in page and "History" in page


def test_desk_adds_an_authority(tree: Tree, desk: User) -> None:
    make_topic("mla")
    data = {
        "editor": desk.pk,
        "country": "MA",
        "name": "Ministry <b>of</b> Justice",
        "measures": ["mla"],
        "channels": ["direct", "interpol"],
        "transmission": ["post"],
        "languages": ["fr"],
        "verify_every_days": "90",
        "audience": "public",
    }
    assert signed_in(desk).post("/directory/authorities/add/", data).status_code == 302
    authority = Authority.objects.get()
    assert (authority.channels, authority.verify_every_days) == (["direct", "interpol"], 90)
    page = Client().get(authority.get_absolute_url()).content.decode()
    assert "Ministry &lt;b&gt;of&lt;/b&gt; Justice" in page and "Through Interpol" in page


def test_desk_cannot_file_an_entry_under_another_country(tree: Tree, desk: User) -> None:
    answer = signed_in(desk).post("/directory/posts/add/", post_data(desk, country="TN"))
    assert answer.status_code == 422 and not Post.objects.exists()


def test_holder_changes_the_daily_work_and_nothing_else(tree: Tree) -> None:
    holder = make_user("holder")
    post = make_post(holder=holder, audience=Audience.COMMUNITIES)
    other = make_user("other")
    data = post_data(
        holder, version=1, city="Rabat", languages=["fr"], kind="liaison_officer", country="TN", holder=other.email,
        audience="public", until="2020-01-01", source="elsewhere",
    )  # fmt: skip
    assert signed_in(holder).post(f"/directory/posts/{post.pk}/edit/", data).status_code == 302
    post.refresh_from_db()
    assert (post.city, post.languages) == ("Rabat", ["fr"])
    assert (post.kind, post.country_id, post.holder) == ("liaison_magistrate", "MA", holder)
    assert (post.audience, post.until, post.source) == ("communities", None, "")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "king"}, "kind"),
        ({"represents": ""}, "represents"),
        ({"represents": "TN"}, "represents"),
        ({"represents": "MA"}, "represents"),
        ({"kind": "contact_point"}, "represents"),
        ({"kind": "eurojust_liaison_magistrate"}, "represents"),
        ({"holder": "nobody@example.org"}, "holder"),
        ({"occupancy": "vacant", "holder_name": "Somebody"}, "occupancy"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2024-13"}, "since"),
        ({"since": "2024-06", "until": "2023-01-01"}, "until"),
        ({"until": "31/31/2020"}, "until"),
        ({"verify_every_days": "0"}, "verify_every_days"),
        ({"verify_every_days": "99999999999999999999"}, "verify_every_days"),
        ({"languages": ["xx"]}, "languages"),
        ({"audience": "everyone"}, "audience"),
        ({"communities": ["1"]}, "communities"),
        ({"note": "RESTREINT UE/EU RESTRICTED"}, "note"),
        ({"note": "x" * 5001}, "note"),
        ({"version": "many"}, "version"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_keeps_what_was_typed(
    tree: Tree, desk: User, fields: dict[str, Any], field: str
) -> None:
    if fields.get("communities"):
        fields = {"communities": [make_network("Not mine").pk]}
    data = post_data(desk, title="Typed by hand") | fields
    answer = signed_in(desk).post("/directory/posts/add/", data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Typed by hand" in answer.content.decode()
    assert not Post.objects.exists() and not DirectoryChange.objects.exists()


def test_guest_holds_no_post_of_a_member_state(tree: Tree, desk: User) -> None:
    guest = make_user("guest", role=Role.LIAISON_PROSECUTOR)
    client = signed_in(desk)
    assert client.post("/directory/posts/add/", post_data(desk, holder=guest.email)).status_code == 422
    own = post_data(desk, holder=guest.email, kind="liaison_prosecutor", represents="MA")
    assert client.post("/directory/posts/add/", own).status_code == 302
    post = Post.objects.get()
    assert signed_in(guest).get(f"/directory/posts/{post.pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        ("phone", "+39 06 1234 5678, ext. 9", True),
        ("phone", "call me", False),
        ("phone", "12", False),
        ("fax", "1" * 21, False),
        ("e_mail", "liaison@demo.comity.example", True),
        ("e_mail", "liaison@", False),
        ("e_mail", "a@example.org?cc=b@example.org", False),
        ("web", "https://demo.comity.example/x", True),
        ("web", "javascript:alert(1)", False),
        ("secure", "Secure mail by appointment", True),
        ("address", "Street 1\nRabat", True),
    ],
)
def test_value_of_a_contact_fits_its_kind(kind: str, value: str, good: bool) -> None:
    assert (contact_problem(kind, value) == "") == good


# --- two editors, expired sessions ----------------------------------------------------------------------


def test_second_editor_is_told_and_loses_nothing(tree: Tree, desk: User) -> None:
    post = make_post(city="Rabat")
    client, path = signed_in(desk), f"/directory/posts/{post.pk}/edit/"
    first = post_data(desk, version=1, city="Casablanca")
    second = post_data(desk, version=1, city="Fes", note="Mine")
    assert client.post(path, first).status_code == 302
    answer = client.post(path, second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert (
        "Somebody else changed this" in page
        and "Casablanca" in page
        and 'value="Fes"' in page
        and "Mine" in page
    )
    post.refresh_from_db()
    assert (post.city, post.version) == ("Casablanca", 2)
    assert client.post(path, second | {"version": 2}).status_code == 302
    post.refresh_from_db()
    assert (post.city, post.note, post.version) == ("Fes", "Mine", 3)


def test_contact_changed_meanwhile_is_not_overwritten_or_removed(tree: Tree, desk: User) -> None:
    post = make_post()
    contact = make_contact(post)
    save_contact(contact=contact, values={"value": "+999 1"}, user=desk, version=1)
    with pytest.raises(Conflict):
        save_contact(contact=contact, values={"value": "+999 2"}, user=desk, version=1)
    with pytest.raises(Conflict):
        remove_contact(contact=contact, user=desk, version=1)
    answer = signed_in(desk).post(
        f"/directory/contacts/{contact.pk}/remove/", {"editor": desk.pk, "version": "1"}
    )
    assert answer.status_code == 409
    assert Contact.objects.get().value == "+999 1"
    answer = signed_in(desk).post(
        f"/directory/contacts/{contact.pk}/remove/", {"editor": desk.pk, "version": "2"}
    )
    assert answer.status_code == 302 and not Contact.objects.exists()


def test_hidden_contact_does_not_disturb_who_edits_the_entry(tree: Tree, desk: User) -> None:
    """A conflict would tell an editor that there is something they may not see."""
    post = make_post()
    save_contact(contact=Contact(post=post), values={"kind": "phone", "value": "+999 1"}, user=desk)
    post.refresh_from_db()
    assert post.version == 1


def test_expired_session_keeps_every_word_and_tells_nothing(tree: Tree) -> None:
    hidden = make_post(audience=Audience.COMMUNITIES)
    data = {"note": "Not to be lost", "languages": ["fr", "ar"], "editor": "7"}
    answers = [Client().post(f"/directory/posts/{pk}/edit/", data) for pk in (hidden.pk, 999_999)]
    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 403
        assert 'value="Not to be lost"' in page and page.count('name="languages"') == 2


def test_stale_token_or_another_user_saves_nothing_and_keeps_the_words(tree: Tree, desk: User) -> None:
    strict = signed_in(desk, enforce_csrf_checks=True)
    answer = strict.post("/directory/posts/add/", post_data(desk, title="Not to be lost"))
    assert answer.status_code == 403 and "Not to be lost" in answer.content.decode()
    other = signed_in(desk).post("/directory/posts/add/", post_data(desk, title="Not mine", editor=99))
    assert other.status_code == 403 and "Not mine" not in other.content.decode()
    assert not Post.objects.exists()


def test_change_that_changes_nothing_leaves_no_trace(tree: Tree, desk: User) -> None:
    post = make_post(city="Rabat", languages=["fr", "ar"])
    save_entry(entry=post, values={"city": "Rabat", "languages": ["ar", "fr"]}, user=desk, version=1)
    post.refresh_from_db()
    assert post.version == 1 and not DirectoryChange.objects.exists()


def test_history_says_who_changed_what_in_words(tree: Tree, desk: User) -> None:
    from liaison.directory.history import history_for

    holder = make_user("nomen")
    post = make_post()
    values = {
        "holder": holder,
        "languages": ["fr"],
        "audience": Audience.MEMBERS,
        "communities": [tree.tunisia_desk],
    }
    save_entry(entry=post, values=values, user=desk, version=1)
    [change] = history_for(desk, Post.objects.get())
    lines = {line.label: (line.before, line.after) for line in change.lines}
    assert change.by == "Deskmember" and change.what == "Changed"
    assert lines == {
        "holder": ("", "Nomen"),
        "languages": ("", "French"),
        "who may see this": ("Everyone, also without signing in", "All members of the portal"),
        "communities": ("", "Desk: Tunisia"),
    }
    assert history_for(None, post) == []
    assert history_for(make_user("guest", role=Role.LIAISON_PROSECUTOR), post) == []
