"""Numbers that no database holds are like things that do not exist."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.people.enums import Role
from tests.factories import Tree, make_practice, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 30, "²", "٣" * 20])
def test_numbers_nobody_has_are_missing_in_the_editor(tree: Tree, number: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_user(role=Role.EUROJUST_DESK))
    dossier = tree.ukraine.pk
    for address in (
        f"/admin/choose-page/chosen-multiple/?id={number}",
        f"/admin/pages/{dossier}/move/{number}/confirm/",
        f"/admin/pages/{dossier}/revisions/compare/{number}...live/",
        f"/admin/pages/{dossier}/revisions/{number}/view/",
        f"/admin/pages/{number}/edit/",
        f"/admin/documents/chooser/chosen/{number}/",
        f"/admin/editing-sessions/ping/wagtailcore/page/{number}/1/",
    ):
        assert client.get(address).status_code == 404, address


def test_revision_in_other_digits_is_asked_like_any_other(tree: Tree) -> None:
    """To Wagtail "٣" and "3" are the same number: it must not go round the rule."""
    owner = make_user()
    hidden = make_practice(tree.tunisia, owner=make_user(), audience="communities", state="draft")
    mine = make_practice(tree.morocco, owner=owner, audience="members")
    client = Client()
    client.force_login(owner)
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    number = str(hidden.latest_revision_id).translate(digits)
    assert client.get(f"/admin/pages/{mine.pk}/revisions/compare/{number}...live/").status_code == 404
