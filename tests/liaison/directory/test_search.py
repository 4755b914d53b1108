"""Posts and authorities are found in the search; contacts are not part of what is searched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liaison.directory.indexing import AuthorityBuilder, PostBuilder
from liaison.directory.models import Post
from portal.visibility import Audience
from search.models import IndexRow
from tests.factories import Tree, make_topic, make_user
from tests.liaison.directory.making import make_authority, make_contact, make_post
from tests.search.page.conftest import serving

pytestmark = pytest.mark.django_db


def test_entry_is_filed_under_its_countries_and_topics(tree: Tree) -> None:
    post = make_post("MA", other_countries=["TN"], city="Rabat", holder=make_user("nomen"))
    entry = PostBuilder().entry(post)
    assert entry is not None
    assert entry.title == "Liaison magistrate of France: Morocco"
    assert entry.countries == ("MA", "TN") and entry.owner_id == post.holder_id
    for word in ("Rabat", "Nomen", "Maroc", "France"):
        assert word in entry.text
    authority = make_authority("UA", measures=[make_topic("mla"), make_topic("extradition")])
    found = AuthorityBuilder().entry(authority)
    assert found is not None
    assert (found.countries, set(found.topics), found.owner_id) == (("UA",), {"mla", "extradition"}, None)


def test_no_value_of_a_contact_is_indexed(tree: Tree) -> None:
    for entry, builder in ((make_post(), PostBuilder()), (make_authority(), AuthorityBuilder())):
        make_contact(entry, value="+999 55501", label="Labelword", hours="Hoursword")
        found = builder.entry(entry)  # type: ignore[arg-type]
        assert found is not None
        whole = f"{found.title} {found.summary} {found.text}"
        assert not any(word in whole for word in ("55501", "Labelword", "Hoursword"))


def test_rows_follow_what_changes(tree: Tree, django_capture_on_commit_callbacks: Any) -> None:
    """The row of an entry is that of the entry as it is, also where only a community or a desk changed."""
    with django_capture_on_commit_callbacks(execute=True):
        post = make_post(audience=Audience.MEMBERS)
    row = IndexRow.objects.get(type="post", object_id=post.pk)
    assert row.audience_key == "members" and row.title == post.label()
    with django_capture_on_commit_callbacks(execute=True):
        post.audience = Audience.COMMUNITIES
        post.save()
    row.refresh_from_db()
    assert row.audience_key == f"g{tree.morocco_desk.pk}"
    with django_capture_on_commit_callbacks(execute=True):
        tree.morocco_desk.community.delete()
    row.refresh_from_db()
    assert row.audience_key == Post.objects.get(pk=post.pk).audience_key != f"g{tree.morocco_desk.pk}"


def test_holder_finds_the_post_until_the_account_is_gone(
    tree: Tree, django_capture_on_commit_callbacks: Any
) -> None:
    holder = make_user("holder")
    with django_capture_on_commit_callbacks(execute=True):
        post = make_post(audience=Audience.COMMUNITIES, holder=holder)
    assert IndexRow.objects.get(type="post").owner_id == holder.pk
    Post.objects.filter(pk=post.pk).update(holder=None)
    with django_capture_on_commit_callbacks(execute=True):
        Post.objects.get(pk=post.pk).save()
    assert IndexRow.objects.get(type="post").owner_id is None


def test_results_show_entries_with_a_card_of_their_own(tree: Tree, tmp_path: Path) -> None:
    post = make_post(is_example=True, city="Rabat", institution="Embassy")
    make_authority("MA", name="Ministry of Justice", measures=[make_topic("mla")])
    hidden = make_post(audience=Audience.COMMUNITIES)
    with serving("tantivy", tmp_path):
        page = Client().get("/search/?q=Rabat&type=post").content.decode()
        assert post.get_absolute_url() in page and "Embassy, " in page and "Example" in page
        assert "Ministry of Justice" in Client().get("/search/?topic=mla").content.decode()
        assert hidden.get_absolute_url() not in Client().get("/search/?country=MA&type=post").content.decode()
