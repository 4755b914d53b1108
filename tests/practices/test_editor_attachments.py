"""A file attached in the editor can be read by the desk that has to decide on the text."""

from __future__ import annotations

import pytest

from portal.media.rules import can_open
from portal.visibility import Audience
from practices.models import PracticePage
from tests.factories import Tree, fresh, make_document, make_practice, make_user

pytestmark = pytest.mark.django_db


def test_desk_opens_what_was_attached_in_the_editor(tree: Tree) -> None:
    writer = make_user(role="liaison_magistrate")
    desk = make_user(groups=[tree.morocco_desk])
    other = make_user(groups=[tree.tunisia_desk])
    page = make_practice(tree.morocco, owner=writer, audience=Audience.COMMUNITIES, state="draft")
    document = make_document("Request", uploaded_by_user=writer)
    page.body = [("attachment", {"document": document, "caption": ""})]
    page.save_revision(user=writer)
    document.refresh_from_db()
    assert document.attached_to_id == page.pk
    assert can_open(fresh(desk), document)
    assert not can_open(fresh(other), document)


def test_naming_somebody_elses_file_opens_it_to_nobody(tree: Tree) -> None:
    writer, stranger = make_user(), make_user()
    document = make_document("Secret of another", uploaded_by_user=stranger)
    page: PracticePage = make_practice(tree.morocco, owner=writer, state="draft")
    page.body = [("attachment", {"document": document, "caption": ""})]
    page.save_revision(user=writer)
    document.refresh_from_db()
    assert document.attached_to_id is None
    assert not can_open(fresh(writer), document)
