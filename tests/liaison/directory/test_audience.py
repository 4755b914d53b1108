"""Who may see entries and contacts: the forms of the rule agree, contacts are never wider, keys follow."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.directory.models import Authority, Contact, DirectoryChange, Post
from portal.pages.desks import open_country_desk
from portal.people.enums import Role
from portal.people.models import Community
from portal.visibility import ANONYMOUS, NOBODY, Audience, Viewer, audience_filter, narrow
from tests.factories import Tree, fresh, make_network, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post

pytestmark = pytest.mark.django_db


def people(tree: Tree, network: Group) -> dict[str, Any]:
    guest = Role.LIAISON_PROSECUTOR
    return {
        "anonymous": None,
        "guest": make_user("guest", role=guest),
        "guest in network": make_user("guestnet", role=guest, groups=[network]),
        "member": make_user("member"),
        "in network": make_user("innetwork", groups=[network]),
        "desk": make_user("deskmember", groups=[tree.morocco_desk]),
        "other desk": make_user("otherdesk", groups=[tree.tunisia_desk]),
        "eurojust desk": make_user("ej", role=Role.EUROJUST_DESK),
        "holder": make_user("holder"),
        "superuser": make_user("root", is_superuser=True),
    }


READERS = {
    "public": {
        "anonymous", "guest", "guest in network", "member", "in network", "desk", "other desk", "eurojust desk",
        "holder", "superuser",
    },
    "members": {"member", "in network", "desk", "other desk", "eurojust desk", "holder", "superuser"},
    "network": {"guest in network", "in network", "desk", "holder", "superuser"},
    "desk": {"desk", "holder", "superuser"},
}  # fmt: skip


def audience_of(name: str, network: Group) -> dict[str, Any]:
    communities = [network] if name == "network" else []
    audience = Audience.COMMUNITIES if name in ("network", "desk") else Audience(name)
    return {"audience": audience, "communities": communities}


@pytest.mark.parametrize("entry_audience", READERS)
@pytest.mark.parametrize("contact_audience", READERS)
def test_contact_is_seen_by_those_inside_its_audience_and_its_entrys(
    tree: Tree, entry_audience: str, contact_audience: str
) -> None:
    network = make_network("Circle")
    users = people(tree, network)
    post = make_post(holder=users["holder"], **audience_of(entry_audience, network))
    contact = make_contact(post, **audience_of(contact_audience, network))
    for name, user in users.items():
        user = fresh(user)
        sees_post = name in READERS[entry_audience]
        sees_contact = name in READERS[entry_audience] & READERS[contact_audience]
        assert post.can_view(user) == sees_post, name
        assert Post.objects.visible_to(user).filter(pk=post.pk).exists() == sees_post, name
        assert contact.can_view(user) == sees_contact, name
        assert Contact.objects.visible_to(user).filter(pk=contact.pk).exists() == sees_contact, name
        search = audience_filter(user)
        found = (
            search.everything
            or post.audience_key in search.keys
            or (post.owner_id is not None and post.owner_id == search.owner_id)
        )
        assert found == sees_post, name


@pytest.mark.parametrize("audience", READERS)
def test_authority_is_seen_by_its_audience(tree: Tree, audience: str) -> None:
    network = make_network("Circle")
    authority = make_authority(**audience_of(audience, network))
    for name, user in people(tree, network).items():
        expected = name in READERS[audience] - {"holder"} or (
            name == "holder" and audience in ("public", "members")
        )
        assert Authority.objects.visible_to(fresh(user)).exists() == expected, name
        assert authority.can_view(fresh(user)) == expected, name


def test_default_audience_is_the_narrowest(tree: Tree) -> None:
    post = Post.objects.create(country_id="MA", kind="liaison_officer", represents_id="FR")
    assert post.audience_key == f"g{tree.morocco_desk.pk}"
    contact = Contact.objects.create(post=post, kind="phone", value="1")
    assert contact.audience_key == f"g{tree.morocco_desk.pk}"


def test_narrowing_an_entry_narrows_its_contacts(tree: Tree) -> None:
    post = make_post()
    contact = make_contact(post)
    assert contact.audience_key == "public"
    post.audience = Audience.COMMUNITIES
    post.save()
    contact.refresh_from_db()
    assert contact.audience_key == f"g{tree.morocco_desk.pk}"


def test_another_country_brings_another_desk(tree: Tree) -> None:
    post = make_post(audience=Audience.MEMBERS)
    contact = make_contact(post, audience=Audience.COMMUNITIES)
    post.country_id = "TN"
    post.save()
    contact.refresh_from_db()
    assert contact.own_key == f"g{tree.tunisia_desk.pk}"


def test_communities_are_followed_when_they_change(tree: Tree) -> None:
    one, other = make_network("One"), make_network("Other")
    post = make_post(audience=Audience.COMMUNITIES, communities=[one])
    contact = make_contact(post, audience=Audience.PUBLIC)
    post.communities.set([other])
    contact.refresh_from_db()
    assert f"g{other.pk}" in contact.audience_key and f"g{one.pk}" not in contact.audience_key


def test_deleted_community_belongs_to_no_audience(tree: Tree) -> None:
    network = make_network("Soon gone")
    post = make_post(audience=Audience.COMMUNITIES, communities=[network])
    contact = make_contact(post, audience=Audience.COMMUNITIES, communities=[network])
    network.delete()
    for item in (post, contact):
        item.refresh_from_db()
        assert item.audience_key == f"g{tree.morocco_desk.pk}"


def test_opened_desk_takes_over_and_closed_desk_leaves_to_eurojust(tree: Tree) -> None:
    post = make_post("UA", audience=Audience.COMMUNITIES)
    eurojust = Community.objects.get(role=Role.EUROJUST_DESK).group
    assert post.audience_key == f"g{eurojust.pk}"
    desk = open_country_desk(tree.ukraine)
    post.refresh_from_db()
    assert post.audience_key == f"g{desk.group_id}"
    desk.delete()
    post.refresh_from_db()
    assert post.audience_key == f"g{eurojust.pk}"


def test_old_values_stay_as_narrow_as_they_were_when_an_entry_is_widened(tree: Tree) -> None:
    from liaison.directory.actions import save_entry

    desk = make_user("deskmember", groups=[tree.morocco_desk])
    post = make_post(audience=Audience.COMMUNITIES, note="For the desk alone")
    save_entry(entry=post, values={"note": "For all", "audience": Audience.PUBLIC}, user=desk, version=1)
    change = DirectoryChange.objects.get()
    assert change.changes[0]["before"] == "For the desk alone"
    assert change.audience_key == f"g{tree.morocco_desk.pk}"
    assert not DirectoryChange.objects.visible_to(make_user("outsider")).exists()
    assert DirectoryChange.objects.visible_to(desk).exists()


def test_history_of_a_contact_narrows_with_it_and_stays_so_when_it_is_gone(tree: Tree) -> None:
    from liaison.directory.actions import remove_contact, save_contact

    desk = make_user("deskmember", groups=[tree.morocco_desk])
    post = make_post()
    contact = save_contact(
        contact=Contact(post=post),
        values={"kind": "phone", "value": "+999 1", "audience": "public"},
        user=desk,
    )
    assert set(DirectoryChange.objects.values_list("audience_key", flat=True)) == {"public"}
    save_contact(contact=contact, values={"audience": "communities"}, user=desk)
    remove_contact(contact=contact, user=desk)
    keys = set(DirectoryChange.objects.values_list("audience_key", flat=True))
    assert keys == {f"g{tree.morocco_desk.pk}"}
    assert not DirectoryChange.objects.visible_to(ANONYMOUS).exists()


@settings(max_examples=100, deadline=None)
@given(
    own=st.sampled_from(["public", "members", "g1", "g1|g2", NOBODY]),
    parent=st.sampled_from(["public", "members", "g2", "g2|g3", NOBODY]),
    tokens=st.frozensets(st.sampled_from(["members", "g1", "g2", "g3"])),
)
def test_contact_key_is_held_by_those_who_hold_both(own: str, parent: str, tokens: frozenset[str]) -> None:
    viewer = Viewer(user_id=1, tokens=tokens)
    assert viewer.holds(narrow(parent, own)) == (viewer.holds(parent) and viewer.holds(own))
