"""Contributions: filled in by several people at once without losing a word, submitted, reopened, kept."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from liaison.assessments.contributions import ContributionClosed, answer_no_data, merge
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import CountryFigures, Round, SectionChange
from liaison.assessments.submission import Overtaken, reopen, state_of, submit, submitted_data
from portal.people.models import User
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

NO_DATA, ZERO, FEW = {"answer": "no_data"}, {"answer": "zero"}, {"answer": "fewer_than_3"}

# --- bringing two people's answers together -------------------------------------------------------------

answers = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3))
sent = st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 3))


@given(base=answers, mine=sent, theirs=answers)
def test_merge_loses_nothing(
    base: dict[str, int], mine: dict[str, int | None], theirs: dict[str, int]
) -> None:
    merged, conflicts = merge(base, mine, theirs)
    for name in "abcd":
        changed_here = name in mine and mine[name] != base.get(name)
        changed_there = theirs.get(name) != base.get(name)
        if name in conflicts:
            assert changed_here and changed_there and mine[name] != theirs.get(name)
            assert merged.get(name) == theirs.get(name)
        elif changed_here:
            assert merged.get(name) == mine[name]
        else:
            assert merged.get(name) == theirs.get(name)
    differing = {
        n
        for n in mine
        if mine[n] != base.get(n) and theirs.get(n) != base.get(n) and mine[n] != theirs.get(n)
    }
    assert conflicts == differing


@given(base=answers, mine=sent)
def test_merge_alone_is_what_was_sent(base: dict[str, int], mine: dict[str, int | None]) -> None:
    merged, conflicts = merge(base, mine, base)
    assert not conflicts
    assert merged == {n: v for n, v in {**base, **mine}.items() if v is not None}


# --- saving ---------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db: None) -> Round:
    return make_open_round()


@pytest.fixture
def ann(db: None) -> User:
    return make_member("FR", "ann")


@pytest.fixture
def ben(db: None) -> User:
    return make_member("FR", "ben")


def stored(round: Round, country: str = "MA") -> CountryFigures:
    return CountryFigures.objects.get(contribution=contribution_of(round, "FR"), country=country)


def test_two_people_in_different_sections_do_not_meet(round: Round, ann: User, ben: User) -> None:
    one = answer(round, "FR", "MA", "targets", ann, version=0, hvt_mla=number(12))
    two = answer(round, "FR", "MA", "requests", ben, version=0, requests_sent=number(40))
    three = answer(round, "FR", "MA", "elements", ben, version=0, rule_of_law="Courts are independent.")
    assert [(s.version, s.conflicts) for s in (one, two, three)] == [(1, {})] * 3
    row = stored(round)
    assert row.figures == {"hvt_mla": number(12), "requests_sent": number(40)}
    assert row.elements == {"rule_of_law": "Courts are independent."}
    assert row.section_versions == {"targets": 1, "requests": 1, "elements": 1} and row.version == 3


def test_two_people_at_different_questions_of_a_section_are_brought_together(
    round: Round, ann: User, ben: User
) -> None:
    answer(round, "FR", "MA", "targets", ann, version=0, hvt_mla=number(12))
    saved = answer(round, "FR", "MA", "targets", ben, version=0, hvt_extradition=ZERO)
    assert (saved.version, saved.conflicts, saved.others) == (2, {}, frozenset({"hvt_mla"}))
    assert stored(round).figures == {"hvt_mla": number(12), "hvt_extradition": ZERO}


def test_two_different_answers_to_one_question_are_both_shown_and_neither_is_lost(
    round: Round, ann: User, ben: User
) -> None:
    answer(round, "FR", "MA", "targets", ann, version=0, hvt_mla=number(12))
    saved = answer(round, "FR", "MA", "targets", ben, version=0, hvt_mla=NO_DATA, hvt_confiscation=FEW)
    assert saved.version == 2 and set(saved.conflicts) == {"hvt_mla"}
    conflict = saved.conflicts["hvt_mla"]
    assert (conflict.mine, conflict.theirs, conflict.by) == (NO_DATA, number(12), "Ann")
    assert stored(round).figures == {"hvt_mla": number(12), "hvt_confiscation": FEW}
    settled = answer(round, "FR", "MA", "targets", ben, version=saved.version, hvt_mla=NO_DATA)
    assert not settled.conflicts and stored(round).figures["hvt_mla"] == NO_DATA
    history = SectionChange.objects.filter(figures=stored(round)).order_by("version")
    assert [(change.by, change.after.get("hvt_mla")) for change in history] == [
        (ann, number(12)),
        (ben, number(12)),
        (ben, NO_DATA),
    ]


def test_same_answer_from_two_people_is_no_conflict(round: Round, ann: User, ben: User) -> None:
    answer(round, "FR", "MA", "aml", ann, version=0, level="high")
    saved = answer(round, "FR", "MA", "aml", ben, version=0, level="high")
    assert not saved.conflicts and not saved.is_changed and saved.version == 1


def test_full_form_of_an_old_state_takes_nothing_back(round: Round, ann: User, ben: User) -> None:
    """Without JavaScript every field is sent, also those that were not touched."""
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12), hvt_extradition=number(3))
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(15))
    form = {"hvt_mla": number(12), "hvt_extradition": number(4), "hvt_confiscation": None}
    saved = answer(round, "FR", "MA", "targets", ben, version=1, **form)
    assert not saved.conflicts
    assert stored(round).figures == {"hvt_mla": number(15), "hvt_extradition": number(4)}


def test_answer_that_was_emptied_is_open_again(round: Round, ann: User) -> None:
    answer(round, "FR", "MA", "needs", ann, needs="Training.", wished=["exchanges"])
    answer(round, "FR", "MA", "needs", ann, needs=None, wished=None)
    row = stored(round)
    assert (row.needs, row.wished) == ("", [])
    assert row.changes.latest("version").before == {"needs": "Training.", "wished": ["exchanges"]}


def test_version_there_never_was_overwrites_nothing(round: Round, ann: User, ben: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    for version in (7, -1, 2**31):
        saved = answer(round, "FR", "MA", "targets", ben, version=version, hvt_mla=number(13))
        assert set(saved.conflicts) == {"hvt_mla"}
    assert stored(round).figures == {"hvt_mla": number(12)}


def test_no_data_zero_and_fewer_than_3_stay_what_they_are(round: Round, ann: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_extradition=NO_DATA, hvt_mla=ZERO, hvt_confiscation=FEW)
    hand_in(round, "FR", ann)
    data = submitted_data(make_assessor(), round, "scores")["FR"]["countries"]["MA"]["figures"]
    assert data == {"hvt_extradition": NO_DATA, "hvt_mla": ZERO, "hvt_confiscation": FEW}
    assert "requests_sent" not in data  # not answered is not "no data"


def test_no_data_for_all_open_numbers_is_said_on_purpose(round: Round, ann: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=ZERO)
    assert answer_no_data(contribution=contribution_of(round, "FR"), country="MA", by=ann) == 6
    figures = stored(round).figures
    assert figures.pop("hvt_mla") == ZERO and list(figures.values()) == [NO_DATA] * 6
    assert answer_no_data(contribution=contribution_of(round, "FR"), country="MA", by=ann) == 0


def test_nobody_else_saves_and_nothing_outside_the_round(round: Round, ann: User) -> None:
    for user in (make_member("ES"), make_assessor()):
        with pytest.raises(PermissionDenied):
            answer(round, "FR", "MA", "targets", user, hvt_mla=ZERO)
    with pytest.raises(ValidationError):
        answer(round, "FR", "UA", "targets", ann, hvt_mla=ZERO)
    Round.objects.filter(pk=round.pk).update(opens="2999-01-01", closes="2999-01-02")
    with pytest.raises(ContributionClosed):
        answer(round, "FR", "MA", "targets", ann, hvt_mla=ZERO)
    assert not CountryFigures.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres  # in memory SQLite refuses a second writer instead of letting it wait
def test_many_at_once_lose_no_answer() -> None:
    """Six people save one question each of one section, all against the version at which they opened the page."""
    from liaison.assessments.answers import SECTION_FIELDS

    round, fields = make_open_round(), SECTION_FIELDS["elements"]
    people = [make_member("FR") for _field in fields]
    start, failed = threading.Barrier(len(fields)), []

    def save(field: str, user: User) -> None:
        start.wait(20)
        try:
            answer(round, "FR", "MA", "elements", user, version=0, **{field: f"Text on {field}"})
        except Exception as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(fields, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    connection.close()
    assert not failed
    row = stored(round)
    assert row.elements == {field: f"Text on {field}" for field in fields}
    assert row.section_version("elements") == len(fields) == row.changes.count()


# --- submitting -----------------------------------------------------------------------------------------


def test_submission_keeps_a_version_and_closes(round: Round, ann: User, ben: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    version = hand_in(round, "FR", ben)
    assert (version.number, version.by) == (1, ben)
    assert version.data == {
        "questionnaire": 1,
        "countries": {
            "MA": {"figures": {"hvt_mla": number(12)}, "aml": {}, "elements": {}, "needs": "", "wished": []}
        },
    }
    with pytest.raises(ContributionClosed):
        answer(round, "FR", "MA", "targets", ann, hvt_mla=number(13))
    with pytest.raises(ContributionClosed):
        hand_in(round, "FR", ann)


def test_reopened_contribution_counts_as_submitted_until_submitted_again(round: Round, ann: User) -> None:
    desk = make_assessor()
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    hand_in(round, "FR", ann)
    with pytest.raises(ValidationError, match="why"):
        reopen(contribution=contribution_of(round, "FR"), by=desk)
    reopen(contribution=contribution_of(round, "FR"), by=desk, note="Please look at Morocco again.")
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(20))

    def counted() -> Any:
        return submitted_data(desk, round, "scores")["FR"]["countries"]["MA"]["figures"]["hvt_mla"]

    assert counted() == number(12)
    assert hand_in(round, "FR", ann).number == 2
    assert counted() == number(20)
    one = contribution_of(round, "FR")
    assert [v.data["countries"]["MA"]["figures"]["hvt_mla"] for v in one.versions.order_by("number")] == [
        number(12),
        number(20),
    ]
    assert list(one.events.order_by("pk").values_list("kind", "by", "note")) == [
        ("submitted", ann.pk, ""),
        ("reopened", desk.pk, "Please look at Morocco again."),
        ("submitted", ann.pk, ""),
    ]


def test_submission_of_what_a_colleague_has_changed_since_is_refused(
    round: Round, ann: User, ben: User
) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    one = contribution_of(round, "FR")
    seen = state_of(one)
    answer(round, "FR", "TN", "targets", ben, hvt_mla=number(1000))
    with pytest.raises(Overtaken):
        submit(contribution=one, by=ann, state=seen)
    assert contribution_of(round, "FR").version == 0


def test_submission_needs_an_answer_and_no_contradiction(round: Round, ann: User) -> None:
    with pytest.raises(ValidationError, match="Nothing is answered"):
        hand_in(round, "FR", ann)
    answer(
        round, "FR", "MA", "requests", ann,
        requests_sent=number(10), requests_answered={"answer": "range", "low": 8, "high": 12}, requests_refused=FEW,
    )  # fmt: skip
    hand_in(round, "FR", ann)  # 8 answered and 1 refused are possible
    reopen(contribution=contribution_of(round, "FR"), by=ann)
    answer(round, "FR", "MA", "requests", ann, requests_refused=number(3))
    answer(round, "FR", "TN", "aml", ann, level="high")
    with pytest.raises(ValidationError) as refused:
        hand_in(round, "FR", ann)
    assert len(refused.value.messages) == 2 and "Morocco" in refused.value.messages[0]
    assert contribution_of(round, "FR").version == 1


def test_nothing_is_written_after_the_collection_but_what_the_desk_reopened(round: Round, ann: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    hand_in(round, "FR", ann)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    with pytest.raises(PermissionDenied):
        reopen(contribution=contribution_of(round, "FR"), by=ann)
    with pytest.raises(ContributionClosed):
        answer(round, "ES", "MA", "targets", make_member("ES"), hvt_mla=ZERO)
    reopen(contribution=contribution_of(round, "FR"), by=make_assessor(), note="Units.")
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(13))
    assert hand_in(round, "FR", ann).number == 2


def test_pages_say_when_the_collection_is_over(round: Round, ann: User) -> None:
    client = signed_in(ann)
    page, own = f"/assessments/{round.slug}/", address("contribution", round)
    assert "Fill in the contribution" in client.get(page).content.decode()
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    for path in (page, "/assessments/", own):
        text = client.get(path).content.decode()
        assert "Nothing was submitted, and the collection is over" in text
        assert "Not submitted yet" not in text and "Fill in the contribution" not in text


def test_contribution_that_is_open_after_the_collection_names_no_day_that_has_passed(
    round: Round, ann: User
) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    hand_in(round, "FR", ann)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    reopen(contribution=contribution_of(round, "FR"), by=make_assessor(), note="Units.")
    text = signed_in(ann).get(address("contribution", round)).content.decode()
    assert "The collection is over, but this contribution is still open" in text
    assert "To be submitted until" not in text
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.CONSULTED)
    text = signed_in(ann).get(f"/assessments/{round.slug}/").content.decode()
    assert "The collection is over: version 1 counts" in text and "Fill in" not in text


# --- the form -------------------------------------------------------------------------------------------


def address(name: str, round: Round, body: str = "fr", **more: Any) -> str:
    return reverse(f"assessments:{name}", kwargs={"slug": round.slug, "body": body, **more})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def filled(**changes: Any) -> dict[str, Any]:
    """The form as the browser sends it without JavaScript: every field, every version."""
    from liaison.assessments.answers import SECTION_FIELDS

    versions = {f"{section}-version": "0" for section in SECTION_FIELDS}
    texts = {name: "" for names in SECTION_FIELDS.values() for name in names if name != "wished"}
    return {**versions, **texts, "do": "save", **changes}


def test_form_without_javascript_saves_every_kind_of_answer(round: Round, ann: User) -> None:
    client = signed_in(ann)
    form = filled(
        hvt_extradition="zero",
        hvt_mla="number",
        **{"hvt_mla-value": "12", "requests_sent-low": "10", "requests_sent-high": "20"},
        requests_sent="range",
        median_days="no_data",
        level="high",
        source="Report of the supervisor",
        date="2025-06-30",
        safe_haven="Often.\r\nVery.",
        needs="Exchanges with the central authority.",
        wished=["dialogue", "exchanges"],
    )
    answered = client.post(address("country", round, code="ma"), form)
    assert answered.status_code == 302 and answered.headers["Location"] == address(
        "country", round, code="ma"
    )
    row = stored(round)
    assert row.figures == {
        "hvt_extradition": ZERO,
        "hvt_mla": number(12),
        "requests_sent": {"answer": "range", "low": 10, "high": 20},
        "median_days": NO_DATA,
    }
    assert row.aml == {"level": "high", "source": "Report of the supervisor", "date": "2025-06-30"}
    assert row.elements == {"safe_haven": "Often.\nVery."}
    assert (row.needs, row.wished) == ("Exchanges with the central authority.", ["exchanges", "dialogue"])
    page = client.get(address("country", round, code="ma")).content.decode()
    assert 'value="12"' in page and "Often.\nVery." in page and 'value="zero" selected' in page


def test_refused_answer_is_told_at_the_field_and_the_others_are_saved(round: Round, ann: User) -> None:
    form = filled(
        hvt_mla="number", **{"hvt_mla-value": "many"}, hvt_extradition="zero",
        needs="See file 12345/2023 of the court.", cooperation_level="R-UE/EU-R", date="2999-01-01", level="huge",
    )  # fmt: skip
    answered = signed_in(ann).post(address("country", round, code="ma"), form)
    assert answered.status_code == 422
    refused = {one.name for one in answered.context["form"].fields if one.errors}
    assert refused == {"hvt_mla", "needs", "cooperation_level", "date", "level"}
    page = answered.content.decode()
    assert "12345/2023" in page and 'value="many"' in page  # what was typed is still there
    row = stored(round)
    assert (row.figures, row.needs, row.aml, row.elements) == ({"hvt_extradition": ZERO}, "", {}, {})


def test_form_conflict_shows_both_answers_and_saves_the_rest(round: Round, ann: User, ben: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    client = signed_in(ben)
    form = filled(hvt_mla="number", **{"hvt_mla-value": "77"}, hvt_confiscation="fewer_than_3")
    answered = client.post(address("country", round, code="ma"), form)
    page = answered.content.decode()
    assert answered.status_code == 409
    assert "Ann" in page and "<strong><p>12" not in page and ">12<" in page and 'value="77"' in page
    assert stored(round).figures == {"hvt_mla": number(12), "hvt_confiscation": FEW}
    version = next(s.version for s in answered.context["form"].sections if s.name == "targets")
    again = client.post(address("country", round, code="ma"), {**form, "targets-version": version})
    assert again.status_code == 302 and stored(round).figures["hvt_mla"] == number(77)


def test_form_of_a_contribution_submitted_meanwhile_keeps_what_was_typed(
    round: Round, ann: User, ben: User
) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    hand_in(round, "FR", ann)
    form = filled(needs="A text of twenty minutes.")
    answered = signed_in(ben).post(address("country", round, code="ma"), form)
    assert answered.status_code == 409 and "A text of twenty minutes." in answered.content.decode()
    assert stored(round).needs == ""


def test_each_answer_is_saved_as_it_is_given(round: Round, ann: User, ben: User) -> None:
    def save(user: User, version: int, **given: Any) -> dict[str, Any]:
        sent = {"section": "targets", "version": version, "answers": given}
        answered = signed_in(user).post(
            address("save", round, code="ma"), sent, content_type="application/json"
        )
        assert answered.status_code == 200
        told: dict[str, Any] = answered.json()
        return told

    assert save(ann, 0, hvt_mla={"answer": "number", "value": "12"}) == {
        "version": 1, "errors": {}, "conflicts": {}, "others": {}
    }  # fmt: skip
    assert save(ben, 0, hvt_extradition={"answer": "zero"}) == {
        "version": 2, "errors": {}, "conflicts": {}, "others": {"hvt_mla": number(12)}
    }  # fmt: skip
    told = save(ben, 0, hvt_mla={"answer": "no_data"})
    assert told["version"] == 2 and told["conflicts"] == {
        "hvt_mla": {"by": "Ann", "mine": "No data", "theirs": "12", "raw": number(12)}
    }
    told = save(ben, 2, hvt_confiscation={"answer": "number", "value": "-1"})
    assert told["version"] == 2 and list(told["errors"]) == ["hvt_confiscation"]
    assert stored(round).figures == {"hvt_mla": number(12), "hvt_extradition": ZERO}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'{"section": "targets"}', b"[" * 100_000,
        b'{"section": "nothing", "version": 0, "answers": {}}',
        b'{"section": "targets", "version": "0", "answers": {}}',
        b'{"section": "targets", "version": true, "answers": {}}',
        b'{"section": "targets", "version": 0, "answers": []}',
        b'{"section": "targets", "version": 0, "answers": {"needs": "x"}}',
        b'{"section": "targets", "version": 0, "answers": {"hvt_mla": 3}}',
        b'{"section": "targets", "version": 0, "answers": {"hvt_mla": {"answer": ["zero"]}}}',
        b'{"section": ["targets"], "version": 0, "answers": {}}',
        b'{"section": "elements", "version": 0, "answers": {"safe_haven": "' + b"x" * 300_000 + b'"}}',
    ],
)  # fmt: skip
def test_nonsense_is_not_understood_and_changes_nothing(round: Round, ann: User, body: bytes) -> None:
    answered = signed_in(ann).post(address("save", round, code="ma"), body, content_type="application/json")
    assert answered.status_code == 400
    assert not CountryFigures.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"hvt_mla": "zero"},
        {"hvt_mla": ["zero"]},
        {"hvt_mla": {"answer": "several"}},
        {"hvt_mla": {"answer": "number"}},
        {"hvt_mla": {"answer": "number", "value": "1e9"}},
        {"hvt_mla": {"answer": "number", "value": "9" * 400}},
        {"hvt_mla": {"answer": "range", "low": "5", "high": "2"}},
    ],
)
def test_what_is_no_number_is_refused_at_its_field(round: Round, ann: User, given: dict[str, Any]) -> None:
    sent = {"section": "targets", "version": 0, "answers": given}
    answered = signed_in(ann).post(address("save", round, code="ma"), sent, content_type="application/json")
    assert answered.status_code == 200 and list(answered.json()["errors"]) == ["hvt_mla"]
    assert not CountryFigures.objects.exclude(figures={}).exists()


def test_saving_signed_out_or_closed_is_told(round: Round, ann: User) -> None:
    sent = {"section": "targets", "version": 0, "answers": {"hvt_mla": {"answer": "zero"}}}
    path = address("save", round, code="ma")
    assert Client().post(path, sent, content_type="application/json").status_code == 401
    answer(round, "FR", "MA", "targets", ann, hvt_extradition=ZERO)
    hand_in(round, "FR", ann)
    answered = signed_in(ann).post(path, sent, content_type="application/json")
    assert (answered.status_code, answered.json()) == (409, {"error": "closed"})


def test_body_submits_on_the_site_after_reading_it_once_more(round: Round, ann: User) -> None:
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    client = signed_in(ann)
    page = client.get(address("submit", round))
    assert "12" in page.content.decode() and page.context["state"] == 1
    old = client.post(address("submit", round), {"state": "0"})
    assert old.status_code == 409 and contribution_of(round, "FR").version == 0
    done = client.post(address("submit", round), {"state": "1"}, follow=True)
    assert "Submitted as version 1" in done.content.decode()
    client.post(address("reopen", round))
    assert contribution_of(round, "FR").status == "reopened"
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(14))
    client.post(address("submit", round), {"state": "2"})
    second = client.get(address("version", round, number=2)).content.decode()
    assert "14" in second and "<del>" in second and "12" in second
    assert client.get(address("version", round, number=3)).status_code == 404


def test_pages_of_a_contribution_ask_a_fixed_number_of_queries(ann: User) -> None:
    from django.test.utils import CaptureQueriesContext

    client = signed_in(ann)

    def counted(round: Round) -> list[int]:
        numbers = []
        for name, more in (("contribution", {}), ("country", {"code": "ma"}), ("submit", {})):
            path = address(name, round, **more)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    few = make_open_round(countries=("MA",))
    many = make_open_round(countries=("MA", *(f"{a}{b}" for a in "QWZ" for b in "ABCDEFGHIJ")))
    for round in (few, many):
        for country in round.countries.all():
            answer(round, "FR", country.pk, "targets", ann, hvt_mla=number(12))
    assert counted(few) == counted(many)
