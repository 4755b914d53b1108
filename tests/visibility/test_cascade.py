"""What stands below a page follows its audience, whichever way the page came to it."""

from __future__ import annotations

import pytest

from portal.pages.models import BasePage, CountryPage
from portal.people.enums import Role
from portal.people.models import Community
from portal.visibility import MEMBERS, PUBLIC, Audience, can_view, group_token
from search.drain import drain
from search.verify import verify
from tests.factories import Tree, fresh, make_country, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db


def key_of(page: BasePage) -> str:
    return BasePage.objects.values_list("audience_key", flat=True).get(pk=page.pk)


def test_an_old_revision_of_a_dossier_published_again_narrows_what_is_below(tree: Tree) -> None:
    practice = make_practice(tree.morocco, audience=Audience.PUBLIC)
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.audience = Audience.MEMBERS
    narrow = dossier.save_revision()
    narrow.publish()
    assert key_of(practice) == MEMBERS
    # Kept with the key it has now, and published after the dossier was opened again.
    kept = CountryPage.objects.get(pk=dossier.pk).save_revision()
    opened = CountryPage.objects.get(pk=dossier.pk)
    opened.audience = Audience.PUBLIC
    opened.save_revision().publish()
    assert key_of(practice) == PUBLIC
    kept.publish()
    assert key_of(dossier) == MEMBERS
    assert key_of(practice) == MEMBERS


def test_a_deleted_community_leaves_the_audiences_it_was_in(tree: Tree) -> None:
    network, other = make_network(), make_network()
    practice = make_practice(tree.morocco, audience=Audience.COMMUNITIES, communities=[network, other])
    dossier = CountryPage.objects.get(pk=tree.tunisia.pk)
    dossier.audience, dossier.communities = Audience.COMMUNITIES, [network]
    dossier.save()
    below = make_practice(tree.tunisia, audience=Audience.MEMBERS)
    gone = group_token(network.pk)
    assert gone in key_of(practice) and gone in key_of(below)
    network.delete()
    tokens = sorted([group_token(other.pk), group_token(tree.morocco_desk.pk)])
    assert key_of(practice) == "|".join(tokens)
    assert key_of(below) == f"{group_token(tree.tunisia_desk.pk)}&members"
    assert not [one for one in verify(index=False).differences if one.where == "pages"]


@pytest.mark.parametrize("what", ["group", "community"])
def test_a_country_whose_desk_is_closed_falls_to_the_eurojust_desk(tree: Tree, what: str) -> None:
    eurojust = make_user(role=Role.EUROJUST_DESK)
    practice = make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    assert not can_view(eurojust, practice)
    if what == "group":
        tree.morocco_desk.delete()
    else:
        Community.objects.get(group=tree.morocco_desk).delete()
    practice.refresh_from_db()
    assert can_view(fresh(eurojust), practice)
    assert not [one for one in verify(index=False).differences if one.where == "pages"]


def test_what_a_deleted_account_wrote_is_found_as_nobodys_own(tree: Tree) -> None:
    writer = make_user()
    make_practice(tree.morocco, owner=writer, audience=Audience.MEMBERS)
    drain()
    writer.delete()
    drain()
    assert not [one for one in verify(index=False).differences if one.type == "practice"]


def test_another_countrys_desk_takes_over_below_a_dossier_that_is_now_about_it(tree: Tree) -> None:
    make_country("FR")
    practice = make_practice(tree.morocco, audience=Audience.COMMUNITIES)
    desk, eurojust = make_user(groups=[tree.morocco_desk]), make_user(role=Role.EUROJUST_DESK)
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.country_id = "FR"
    dossier.save_revision().publish()
    practice.refresh_from_db()
    assert not can_view(desk, practice)
    assert can_view(eurojust, practice)
    assert not [one for one in verify(index=False).differences if one.where == "pages"]
