"""The consultation and the pages of draft and report: who reads what, comments answered, frozen as it was read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liaison.assessments.consultation import (
    ConsultationClosed,
    add_comment,
    answer_comment,
    threads_visible_to,
)
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Comment, Narrative, Report, ReportRead, Round
from portal.people.models import User
from tests.factories import make_user
from tests.liaison.assessments.making import make_assessor, make_member
from tests.liaison.assessments.report_making import frozen, make_consulted_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db: None) -> Round:
    return make_consulted_round(title="Round in consultation")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, round: Round, path: str) -> Any:
    return signed_in(user).get(f"/assessments/{round.slug}/{path}")


def set_status(round: Round, status: str) -> None:
    Round.objects.filter(pk=round.pk).update(status=status)
    round.refresh_from_db()


def test_consultees_comment_and_see_their_own_bodys_comments_only(round: Round) -> None:
    europol, colleague, eppo = make_member("EUROPOL"), make_member("EUROPOL"), make_member("EPPO")
    morocco = round.countries.get(pk="MA")
    made = add_comment(round=round, country=morocco, text="Look at the ports.", by=europol)
    assert (made.body, made.by) == ("EUROPOL", europol)
    assert [one.comment for one in threads_visible_to(colleague, round)] == [made]
    assert threads_visible_to(eppo, round) == []
    assert [one.comment for one in threads_visible_to(make_assessor(), round)] == [made]
    assert threads_visible_to(make_member("FR"), round) == []
    assert "Look at the ports." in get(colleague, round, "draft/").content.decode()
    assert "Look at the ports." not in get(eppo, round, "draft/").content.decode()


def test_answers_are_seen_by_the_body_that_commented(round: Round) -> None:
    europol, eppo, desk = make_member("EUROPOL"), make_member("EPPO"), make_assessor()
    made = add_comment(round=round, country=None, text="In general.", by=europol)
    answer = answer_comment(comment=made, text="Taken into account.", by=desk)
    thread = threads_visible_to(europol, round)[0]
    assert thread.answers == (answer,) and not thread.is_open
    assert "Taken into account." not in get(eppo, round, "draft/").content.decode()
    with pytest.raises(PermissionDenied):
        answer_comment(comment=made, text="Mine.", by=eppo)


@pytest.mark.parametrize("body", ["FR", "COMMISSION", "EUROJUST"])
def test_others_comment_nothing(round: Round, body: str) -> None:
    with pytest.raises(PermissionDenied):
        add_comment(round=round, country=None, text="Text.", by=make_member(body))
    client = signed_in(make_member(body))
    sent = {"place": "whole", "text": "Text."}
    assert client.post(f"/assessments/{round.slug}/draft/comment/", sent).status_code == 404
    assert not Comment.objects.exists()


def test_comment_after_the_consultation_is_refused(round: Round) -> None:
    eppo, seen = make_member("EPPO"), Round.objects.get(pk=round.pk)
    set_status(round, RoundStatus.TRANSMITTED)
    with pytest.raises(ConsultationClosed):
        add_comment(round=seen, country=None, text="Text.", by=eppo)
    assert get(eppo, round, "draft/").status_code == 404


def test_same_comment_sent_twice_is_one(round: Round) -> None:
    client = signed_in(make_member("EPPO"))
    for _time in range(2):
        sent = {"place": "ma", "text": "Look again."}
        assert client.post(f"/assessments/{round.slug}/draft/comment/", sent).status_code == 302
    assert Comment.objects.get().country_id == "MA"


def test_refused_comment_stays_where_it_was_typed(round: Round) -> None:
    client = signed_in(make_member("EPPO"))
    for text, why in (("See file 12345/2023.", "case number"), ("  ", "Write a comment.")):
        answer = client.post(f"/assessments/{round.slug}/draft/comment/", {"place": "ma", "text": text})
        page = answer.content.decode()
        assert answer.status_code == 422 and why in page and text.strip() in page
    sent = {"place": "fr", "text": "Text."}
    assert client.post(f"/assessments/{round.slug}/draft/comment/", sent).status_code == 404
    assert not Comment.objects.exists()


def test_desk_answers_on_the_page(round: Round) -> None:
    made = add_comment(
        round=round, country=round.countries.get(pk="MA"), text="Look again.", by=make_member("EJN")
    )
    client = signed_in(make_assessor())
    path = f"/assessments/{round.slug}/draft/comments/{made.pk}/answer/"
    told = client.post(path, {"text": "Done.", "from": "country"})
    assert told.headers["Location"].endswith("/assessment/ma/#comments-ma")
    assert Comment.objects.get(answers=made).text == "Done."
    assert client.post(path, {"text": ""}).status_code == 422
    other = make_consulted_round()
    wrong = f"/assessments/{other.slug}/draft/comments/{made.pk}/answer/"
    assert client.post(wrong, {"text": "Done."}).status_code == 404


# --- draft and report -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["EJN", "EUROPOL", "EPPO"])
def test_draft_that_consultees_read_holds_no_single_answer(round: Round, body: str) -> None:
    text = get(make_member(body), round, "draft/").content.decode()
    assert "Assessment of MA." in text and "300–399" in text and "Not shown" in text
    assert "317" not in text and "823" not in text
    assert "Freeze" not in text and "/assessment/" not in text


def test_draft_is_no_page_for_others(round: Round) -> None:
    for user in (make_member("FR"), make_member("COMMISSION"), make_user()):
        assert get(user, round, "draft/").status_code == 404
    assert Client().get(f"/assessments/{round.slug}/draft/").status_code == 302
    set_status(round, RoundStatus.ASSESSING)
    assert get(make_member("EPPO"), round, "draft/").status_code == 404
    assert get(make_assessor(), round, "draft/").status_code == 200


def test_draft_is_frozen_as_it_was_read(round: Round) -> None:
    client = signed_in(make_assessor())
    base = f"/assessments/{round.slug}/"
    seen = client.get(f"{base}draft/").context["seen"]
    Narrative.objects.filter(round=round, country="MA").update(narrative="Changed by a colleague.")
    answer = client.post(f"{base}draft/freeze/", {"seen": seen}, follow=True)
    assert "has changed since you opened it" in answer.content.decode() and not Report.objects.exists()
    answer = client.post(f"{base}draft/freeze/", {"seen": answer.context["seen"]})
    assert answer.headers["Location"] == f"{base}reports/1/"
    assert "Changed by a colleague." in client.get(f"{base}reports/1/").content.decode()


def test_freezing_never_passes_over_a_comment_that_nobody_has_read(round: Round) -> None:
    client, europol = signed_in(make_assessor()), make_member("EUROPOL")
    base = f"/assessments/{round.slug}/"
    first = add_comment(round=round, country=None, text="The first.", by=europol)
    answer_comment(comment=first, text="Seen.", by=make_assessor())
    seen = client.get(f"{base}draft/").context["seen"]
    add_comment(round=round, country=None, text="Look at the ports.", by=europol)
    answer = client.post(f"{base}draft/freeze/", {"seen": seen, "despite": "on"}, follow=True)
    text = answer.content.decode()
    assert "A comment was added since you opened the draft" in text and "Look at the ports." in text
    assert not Report.objects.exists()


def test_unanswered_comments_are_passed_over_only_by_saying_so(round: Round) -> None:
    client = signed_in(make_assessor())
    base = f"/assessments/{round.slug}/"
    assert 'name="despite"' not in client.get(f"{base}draft/").content.decode()
    add_comment(round=round, country=None, text="Look at the ports.", by=make_member("EUROPOL"))
    page = client.get(f"{base}draft/")
    assert 'type="checkbox" id="despite" name="despite" required' in page.content.decode()
    answer = client.post(f"{base}draft/freeze/", {"seen": page.context["seen"]}, follow=True)
    assert "comments are not answered" in answer.content.decode() and not Report.objects.exists()
    client.post(f"{base}draft/freeze/", {"seen": page.context["seen"], "despite": "on"})
    assert Report.objects.count() == 1


def test_one_draft_is_frozen_once(round: Round) -> None:
    client = signed_in(make_assessor())
    base = f"/assessments/{round.slug}/"
    seen = client.get(f"{base}draft/").context["seen"]
    client.post(f"{base}draft/freeze/", {"seen": seen})
    again = client.post(f"{base}draft/freeze/", {"seen": seen}, follow=True)
    text = again.content.decode()
    assert "Report 1 already says what this draft says" in text
    assert "Freeze this draft as a report" not in text
    client.post(f"{base}draft/freeze/", {"seen": again.context["seen"]})
    assert Report.objects.count() == 1


def test_consultees_do_not_freeze(round: Round) -> None:
    for body in ("EJN", "EPPO"):
        client = signed_in(make_member(body))
        assert client.post(f"/assessments/{round.slug}/draft/freeze/", {"seen": ""}).status_code == 404
    assert not Report.objects.exists()


def test_report_is_for_assessors_until_it_is_transmitted(round: Round) -> None:
    report, member = frozen(round), make_member("FR")
    readers = (member, make_member("EPPO"), make_user())
    for user in readers:
        for path in ("reports/", "reports/1/"):
            assert get(user, round, path).status_code == (
                200 if path == "reports/" and user == readers[1] else 404
            )
    assert get(make_assessor(), round, "reports/1/").status_code == 200
    report.transmitted_at = report.frozen_at
    report.save()
    set_status(round, RoundStatus.TRANSMITTED)
    answer = get(member, round, "reports/1/")
    text = answer.content.decode()
    assert report.content_hash in text and "300–399" in text and "317" not in text
    assert ReportRead.objects.filter(by=member, report=report, surface="page").count() == 1
    assert get(readers[2], round, "reports/1/").status_code == 404


def test_report_page_is_the_same_when_its_sources_are_gone(round: Round) -> None:
    report, desk = frozen(round), make_assessor()

    def shown() -> str:
        text = get(desk, round, "reports/1/").content.decode()
        return text[text.index('class="asm-report"') : text.index("<aside")]

    before = shown()
    Narrative.objects.all().delete()
    round.contributions.all().delete()
    round.countries.clear()
    Round.objects.update(title="Another", introduction="Another", asked=[])
    assert shown() == before
    assert report.content_hash in get(desk, round, "reports/1/").content.decode()


def test_altered_report_is_not_shown(round: Round) -> None:
    report = frozen(round)
    report.content["countries"][0]["narrative"] = "Forged."
    report.save()
    answer = get(make_assessor(), round, "reports/1/")
    assert answer.status_code == 500 and "Forged." not in answer.content.decode()
    assert not ReportRead.objects.exists()
