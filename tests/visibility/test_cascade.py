"""What stands below a page follows its audience, whichever way the page came to it."""

from __future__ import annotations

import pytest

from portal.pages.models import BasePage, CountryPage
from portal.visibility import MEMBERS, PUBLIC, Audience
from tests.factories import Tree, make_practice

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
