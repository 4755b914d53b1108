"""A frozen report goes to its addressees, once each; they read it, others do not; every reading is kept."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.utils import timezone

from liaison.assessments.access import can_read_report, reports_visible_to
from liaison.assessments.addressees import ADDRESSEES, addressee_of, people_addressed
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Notice, Report, Round, Transmission
from liaison.assessments.notices import send_waiting
from liaison.assessments.report_log import report_reads
from liaison.assessments.transmission import TransmissionRefused, missing_to_transmit, transmit
from portal.people.enums import Role
from tests.factories import make_user
from tests.liaison.assessments.making import make_assessor, make_member, make_open_round
from tests.liaison.assessments.reporting import make_consulted_round, make_frozen_report
from tests.liaison.assessments.test_access import people

pytestmark = pytest.mark.django_db


def send(report: Report, by: Any, *addressees: str, **fields: Any) -> Transmission:
    return transmit(
        report=report,
        by=by,
        content_hash=report.content_hash,
        addressees=addressees or ("COUNCIL",),
        **fields,
    )


def test_transmission_takes_the_round_along_and_is_kept() -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    made = send(
        report, desk, "COMMISSION", "COUNCIL", outside=["Working party (example)"], note="By hand too."
    )
    assert (made.addressees, made.outside) == (["COUNCIL", "COMMISSION"], ["Working party (example)"])
    assert report.addressees == ["COUNCIL", "COMMISSION", "Working party (example)"]
    assert report.transmitted_by == desk and report.transmitted_at is not None
    round = Round.objects.get(pk=report.round_id)
    assert round.status == RoundStatus.TRANSMITTED
    last = round.steps.last()
    assert last is not None and (last.status, last.by, last.note) == ("transmitted", desk, "By hand too.")


def test_further_addressees_are_a_further_transmission_and_nobody_gets_it_twice() -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    send(report, desk, "COUNCIL")
    first = report.transmitted_at
    with pytest.raises(TransmissionRefused, match="does not have the report yet"):
        send(report, desk, "COUNCIL")
    send(report, desk, "COUNCIL", "EEAS")
    assert [one.addressees for one in report.transmissions.all()] == [["COUNCIL"], ["EEAS"]]
    assert report.transmitted_at == first and report.addressees == ["COUNCIL", "EEAS"]
    assert [step.status for step in report.round.steps.all()].count("transmitted") == 1


def test_only_the_newest_report_that_is_what_was_frozen_is_transmitted() -> None:
    desk = make_assessor()
    round = make_consulted_round(by=desk)
    old = make_frozen_report(by=desk, round=round)
    round.narratives.update(narrative="Another text.")
    new = make_frozen_report(by=desk, round=round)
    for report in (old, new):
        report.round.refresh_from_db()
    with pytest.raises(TransmissionRefused, match="later report"):
        send(old, desk)
    with pytest.raises(TransmissionRefused, match="not the report that you have read"):
        transmit(report=new, by=desk, content_hash=old.content_hash, addressees=["COUNCIL"])
    tampered = Report.objects.get(pk=new.pk)
    Report.objects.filter(pk=new.pk).update(content={**tampered.content, "schema": 99})
    with pytest.raises(TransmissionRefused, match="hash"):
        send(new, desk)
    Report.objects.filter(pk=new.pk).update(content=tampered.content)
    draft = Report.objects.create(round=round, number=3)
    assert "not frozen" in str(missing_to_transmit(draft))
    draft.delete()
    send(new, desk)
    assert "Another report" in str(missing_to_transmit(Report.objects.get(pk=old.pk)))
    assert Transmission.objects.count() == 1


@pytest.mark.parametrize("status", [RoundStatus.COLLECTING, RoundStatus.ASSESSING])
def test_nothing_is_transmitted_before_the_consultation(status: str) -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    Round.objects.filter(pk=report.round_id).update(status=status)
    with pytest.raises(TransmissionRefused, match="after the consultation"):
        send(report, desk)


def test_assessors_alone_transmit() -> None:
    report = make_frozen_report(by=make_assessor())
    for user in (
        make_member("EUROJUST"),
        make_member("COMMISSION"),
        make_user(role=Role.COUNCIL_SECRETARIAT),
    ):
        with pytest.raises(PermissionDenied):
            send(report, user)
        client = Client()
        client.force_login(user)
        path = f"/assessments/{report.round.slug}/reports/{report.number}/transmission/"
        assert client.get(path).status_code == 404
        assert (
            client.post(path, {"addressees": "COUNCIL", "content_hash": report.content_hash}).status_code
            == 404
        )
    assert not Transmission.objects.exists()


def test_addressees_read_what_was_transmitted_to_them_and_nothing_before() -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk, asked=("FR", "ES", "EJN"))
    everyone = people()
    readers = lambda: {name for name, user in everyone.items() if can_read_report(user, report)}  # noqa: E731
    assert readers() == {"assessor", "superuser"}
    send(report, desk, "COUNCIL")
    report = Report.objects.get(pk=report.pk)
    asked = {"FR", "ES", "EJN"}
    assert readers() == {"assessor", "superuser", "Council"} | asked
    send(report, desk, "EEAS", "COMMISSION")
    report = Report.objects.get(pk=report.pk)
    assert readers() == {"assessor", "superuser", "Council", "COMMISSION", "EEAS"} | asked
    for name, user in everyone.items():
        assert reports_visible_to(user).filter(pk=report.pk).exists() == (name in readers()), name


def test_outside_lines_open_no_door() -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    send(report, desk, "COMMISSION", outside=["COUNCIL", "EEAS", " ", "council.secretariat"])
    assert report.addressees == ["COMMISSION", "council.secretariat"]
    assert not can_read_report(make_user(role=Role.COUNCIL_SECRETARIAT), Report.objects.get(pk=report.pk))


@pytest.mark.parametrize("role", ["", *Role.values])
@pytest.mark.parametrize("state", ["", "FR", "MA"])
def test_people_of_an_addressee_are_those_who_belong_to_it(role: str, state: str) -> None:
    user = make_user(role=role, state=state)
    found = [code for code in ADDRESSEES if user in people_addressed([code])]
    assert found == [code for code in [addressee_of(user)] if code]
    assert addressee_of(make_user(role=role, state=state, is_active=False)) is None


def test_mails_go_to_the_people_after_commit_and_carry_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    desk = make_assessor()
    council, commission = make_user(role=Role.COUNCIL_SECRETARIAT), make_member("COMMISSION")
    make_user(role=Role.EEAS)
    round = make_consulted_round(by=desk, title="Zqround secret title")
    report = make_frozen_report(by=desk, round=round)
    with django_capture_on_commit_callbacks(execute=True):
        send(report, desk, "COUNCIL", "COMMISSION")
        assert mail.outbox == []
    assert sorted(message.to[0] for message in mail.outbox) == sorted([council.email, commission.email])
    for message in mail.outbox:
        text = message.subject + message.body
        assert "zqround" not in text.lower() and "Morocco" not in text and report.content_hash not in text
        assert f"/assessments/reports/{report.pk}/" in text
    with django_capture_on_commit_callbacks(execute=True):
        send(report, desk, "EEAS")
    assert len(mail.outbox) == 3 and send_waiting() == 0 and len(mail.outbox) == 3


def test_mail_that_failed_is_sent_again_and_not_to_those_who_lost_access(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_assessor()
    stays, leaves = make_member("COMMISSION"), make_member("COMMISSION")
    report = make_frozen_report(by=desk)

    def fail(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("liaison.assessments.notices.send_mail", fail)
        with django_capture_on_commit_callbacks(execute=True):
            send(report, desk, "COMMISSION")
    assert mail.outbox == [] and Notice.objects.filter(tries=1, sent_at=None).count() == 2
    leaves.role = Role.DIPLOMAT
    leaves.save()
    assert send_waiting() == 1 and [message.to for message in mail.outbox] == [[stays.email]]
    assert Notice.objects.get(user=leaves).dropped_at is not None
    assert send_waiting() == 0


def test_page_transmits_and_tells_who_opened_it(client: Client) -> None:
    desk = make_assessor()
    council = make_user("carla", role=Role.COUNCIL_SECRETARIAT)
    report = make_frozen_report(by=desk)
    client.force_login(desk)
    path = f"/assessments/{report.round.slug}/reports/{report.number}/transmission/"
    page = client.get(path).content.decode()
    assert report.content_hash in page and "Nobody has opened it yet." in page
    refused = client.post(path, {"content_hash": report.content_hash})
    assert refused.status_code == 422 and not Transmission.objects.exists()
    marked = client.post(
        path,
        {
            "content_hash": report.content_hash,
            "outside": "RESTREINT UE/EU RESTRICTED",
            "addressees": "COUNCIL",
        },
    )
    assert marked.status_code == 422 and not Transmission.objects.exists()
    answered = client.post(
        path, {"content_hash": report.content_hash, "addressees": ["COUNCIL", "COMMISSION"]}
    )
    assert answered.status_code == 302
    reader = Client()
    reader.force_login(council)
    opened = reader.get(f"/assessments/reports/{report.pk}/", follow=True)
    assert opened.status_code == 200
    assert [(read.by, read.surface) for read in report_reads(report)] == [(council, "page")]
    assert "carla" in client.get(path).content.decode().lower()


def test_report_and_its_short_address_are_not_there_for_others(client: Client) -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    send(report, desk, "COUNCIL")
    paths = [
        f"/assessments/reports/{report.pk}/",
        f"/assessments/{report.round.slug}/reports/{report.number}/",
    ]
    for path in paths:
        assert client.get(path).status_code == 302 and "login" in client.get(path).url  # type: ignore[attr-defined]
    for user in (
        make_user(),
        make_user(role=Role.LIAISON_PROSECUTOR),
        make_member("IT"),
        make_user(role=Role.EEAS),
    ):
        other = Client()
        other.force_login(user)
        assert [other.get(path).status_code for path in paths] == [404, 404]
    assert not report_reads(report).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_assessors_who_transmit_at_once_transmit_once() -> None:
    desk, other = make_assessor(), make_assessor()
    report = make_frozen_report(by=desk)
    member = make_member("COMMISSION")
    start, results = threading.Barrier(2), []

    def go(user: Any) -> None:
        try:
            start.wait(10)
            send(Report.objects.get(pk=report.pk), user, "COMMISSION")
            results.append("done")
        except TransmissionRefused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(user,)) for user in (desk, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["done", "refused"]
    assert Transmission.objects.count() == 1
    assert Notice.objects.filter(user=member).count() == 1
    assert [one.to for one in mail.outbox].count([member.email]) == 1


def test_index_tells_addressees_without_a_body_what_was_transmitted_to_them(client: Client) -> None:
    desk = make_assessor()
    council = make_user(role=Role.COUNCIL_SECRETARIAT)
    client.force_login(council)
    assert client.get("/assessments/").status_code == 404
    make_open_round(by=desk, title="Zqother round")
    report = make_frozen_report(by=desk, round=make_consulted_round(by=desk, title="Zqthis round"))
    send(report, desk)
    page = client.get("/assessments/").content.decode()
    assert "Zqthis" in page and "Zqother" not in page
    assert client.get(f"/assessments/{report.round.slug}/").status_code == 404
    assert timezone.now() >= Report.objects.get(pk=report.pk).transmitted_at  # type: ignore[operator]


def test_my_work_shows_reports_to_addressees_and_rounds_to_those_asked(client: Client) -> None:
    desk = make_assessor()
    council, member = make_user(role=Role.COUNCIL_SECRETARIAT), make_member("FR")
    make_open_round(by=desk, asked=("FR",), title="Zqasked round")
    report = make_frozen_report(by=desk, round=make_consulted_round(by=desk, title="Zqreported round"))
    client.force_login(council)
    assert "Assessment rounds" not in client.get("/my/").content.decode()
    send(report, desk)
    page = client.get("/my/").content.decode()
    assert "Zqreported" in page and "Zqasked" not in page and "/assessments/" in page
    client.force_login(member)
    page = client.get("/my/").content.decode()
    assert "Zqasked" in page and "/contributions/fr/" in page
