"""An issue says the same for ever: whatever changes, is deleted, or is tampered with."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from events.briefings.models import Briefing, Entry
from events.issues.files import issue_file
from events.issues.freezing import (
    BriefingChanged,
    FreezeRefused,
    IssueTampered,
    draft_content,
    freeze,
    verified_content,
    withdraw,
)
from events.issues.models import Issue
from events.issues.schema import said_hash
from portal.visibility import Audience
from practices.models import PracticePage
from tests.documents.reading import words_of_docx
from tests.events.issues.making import (
    MEMBERS,
    NARROW,
    NETWORK,
    OWN,
    PUBLIC,
    World,
    freeze_now,
    make_briefing,
    make_world,
)
from tests.factories import Tree, fresh, make_practice, make_user


@pytest.fixture
def world(tree: Tree) -> World:
    return make_world(tree)


def test_frozen_content_is_what_all_readers_may_read_and_nothing_else(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner)
    said = json.dumps(issue.content)
    assert all(word in said for word in (NETWORK, MEMBERS, PUBLIC, OWN))
    assert NARROW not in said
    assert issue.number == 1 and issue.audience_key == world.briefing.audience_key


def test_rendered_again_it_is_identical_whatever_happened_to_its_sources(world: World, tree: Tree) -> None:
    issue = freeze_now(world.briefing, world.owner, note="First of all.")
    before = [issue_file(verified_content(issue), ending) for ending in ("pdf", "docx")]
    for page in world.practices.values():
        page.delete()
    Entry.objects.filter(section__briefing=world.briefing).delete()
    Briefing.objects.filter(pk=world.briefing.pk).update(title="Another", language="fr", tlp="RED")
    world.network.delete()
    world.owner.delete()
    again = Issue.objects.get(pk=issue.pk)
    assert [issue_file(verified_content(again), ending) for ending in ("pdf", "docx")] == before
    assert again.frozen_by is None


def test_what_is_stored_is_proved_by_its_hash(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner)
    changed = {**issue.content, "title": "Other"}
    Issue.objects.filter(pk=issue.pk).update(content=changed)
    with pytest.raises(IssueTampered):
        verified_content(Issue.objects.get(pk=issue.pk))


def test_a_frozen_issue_is_never_saved_again(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner)
    issue.title = "Other"
    for fields in (None, ["title"], ["content", "audience"]):
        with pytest.raises(TypeError, match="never changed"):
            issue.save(**({"update_fields": fields} if fields else {}))
    assert Issue.objects.get(pk=issue.pk).title == "Briefing on Morocco"


def test_what_was_not_read_is_not_frozen(world: World) -> None:
    user = fresh(world.owner)
    seen = said_hash(draft_content(world.briefing, user))
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    entry.edited = "Something else."
    entry.save()
    with pytest.raises(BriefingChanged):
        freeze(briefing=world.briefing, by=user, seen=seen)
    assert not Issue.objects.exists()


def test_what_says_the_same_is_not_frozen_twice_but_is_after_a_withdrawal(world: World) -> None:
    first = freeze_now(world.briefing, world.owner)
    with pytest.raises(FreezeRefused, match="already says this"):
        freeze_now(world.briefing, world.owner)
    assert withdraw(issue=first, by=world.owner, reason="A wrong figure.")
    assert not withdraw(issue=first, by=world.owner, reason="Again.")
    second = freeze_now(world.briefing, world.owner)
    assert second.number == 2
    first.refresh_from_db()
    assert first.withdrawn_reason == "A wrong figure." and verified_content(first)


def test_who_is_outside_freezes_nothing(world: World, tree: Tree) -> None:
    for user in (world.inside, world.outside, world.guest):
        with pytest.raises(PermissionDenied):
            freeze_now(world.briefing, user)
    # An owner who is not inside the audience has not read everything.
    owner = make_user("owner2", role="commission")
    briefing = make_briefing(tree, owner, communities=[world.network])
    with pytest.raises(PermissionDenied):
        freeze_now(briefing, owner)


def test_briefing_of_nobody_and_an_empty_one_are_not_frozen(world: World, tree: Tree) -> None:
    superuser = make_user("root", is_superuser=True)
    nobody = make_briefing(tree, superuser)
    with pytest.raises(FreezeRefused, match="Nobody could read"):
        freeze_now(nobody, superuser)
    Entry.objects.filter(section__briefing=world.briefing).delete()
    with pytest.raises(FreezeRefused, match="nothing in this briefing"):
        freeze_now(world.briefing, world.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(
            briefing=world.briefing, number=1, as_of="2026-01-01", frozen_at="2026-01-01T00:00Z", title="t",
            tlp="RED", content={}, content_hash="", withdrawn_at="2026-01-02T00:00Z",
        )  # fmt: skip


def test_issue_is_as_narrow_as_its_briefing_and_never_wider_than_when_frozen(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner)
    frozen_for = issue.audience_key
    world.briefing.refresh_from_db()
    world.briefing.audience = Audience.MEMBERS
    world.briefing.tlp = "GREEN"
    world.briefing.save()
    assert Issue.objects.get().audience_key == frozen_for
    world.briefing.audience = Audience.COMMUNITIES
    world.briefing.save()
    world.briefing.communities.set([world.other])
    key = Issue.objects.get().audience_key
    assert f"g{world.network.pk}" in key and f"g{world.other.pk}" in key and "&" in key
    assert not Issue.objects.visible_to(fresh(world.inside)).exists()
    world.network.delete()
    assert Issue.objects.get().audience_key == "nobody"


def test_audiences_of_readers(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    seen = {
        user.username: Issue.objects.visible_to(fresh(user)).exists()
        for user in (world.owner, world.inside, world.outside, world.guest)
    }
    assert seen == {"owner": True, "inside": True, "outside": False, "guest": False}
    # Owning the briefing does not open its issues.
    world.owner.groups.clear()
    assert not Issue.objects.visible_to(fresh(world.owner)).exists()


def test_compiling_and_freezing_take_a_constant_number_of_queries(world: World, tree: Tree) -> None:
    def asked() -> int:
        user = fresh(world.owner)
        with CaptureQueriesContext(connection) as captured:
            draft_content(Briefing.objects.get(pk=world.briefing.pk), user)
        return len(captured)

    asked()  # fills what is kept from one request to the next
    first = asked()
    for number in range(8):
        make_practice(tree.morocco, owner=world.inside, title=f"More {number}")
    section = world.briefing.sections.get(kind="practices_work")
    for page in PracticePage.objects.filter(title__startswith="More"):
        Entry.objects.create(
            section=section, source_type="practice", source_id=str(page.pk), heading=page.title
        )
    assert asked() == first


@pytest.mark.parametrize("language", ["en", "fr"])
def test_files_speak_the_language_of_the_briefing(tree: Tree, language: str) -> None:
    owner = make_user("owner", role="commission")
    briefing = make_briefing(tree, owner, language=language, audience=Audience.MEMBERS, tlp="GREEN")
    issue = freeze_now(briefing, owner)
    words = " ".join(words_of_docx(issue_file(verified_content(issue), "docx")))
    assert ("Morocco, as of" in words) == (language == "en") and ("Maroc" in words) == (language == "fr")
