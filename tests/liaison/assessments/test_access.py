"""Who reads and writes what in an assessment round. Default deny."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from liaison.assessments.access import (
    can_comment,
    can_enter,
    can_read_contribution,
    can_read_draft_report,
    can_read_round,
    can_reopen_contribution,
    can_write_contribution,
    contributions_visible_to,
    is_assessor,
    rounds_visible_to,
)
from liaison.assessments.bodies import BODY_CODES, MEMBER_STATES, body_of, people_of
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Contribution, Round
from liaison.assessments.urls import urlpatterns
from portal.people.enums import Role
from portal.people.models import User
from tests.factories import fresh, make_user
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)

pytestmark = pytest.mark.django_db


def people() -> dict[str, Any]:
    """Everyone there can be, by what they are."""
    return {
        "anonymous": AnonymousUser(),
        "inactive": make_user(state="FR", is_active=False),
        "guest": make_user(role=Role.LIAISON_PROSECUTOR),
        "guest of a state": make_user(role=Role.LIAISON_PROSECUTOR, state="FR"),
        "no body": make_user(),
        "third country": make_user(state="MA"),
        "EEAS": make_user(role=Role.EEAS, state="FR"),
        "Council": make_user(role=Role.COUNCIL_SECRETARIAT),
        "FR": make_member("FR"),
        "ES": make_member("ES"),
        "IT": make_member("IT"),
        "COMMISSION": make_member("COMMISSION"),
        "EJN": make_member("EJN"),
        "EUROPOL": make_member("EUROPOL"),
        "EPPO": make_member("EPPO"),
        "EUROJUST": make_member("EUROJUST"),
        "assessor": make_assessor(),
        "superuser": make_user(is_superuser=True),
    }


def test_member_states_are_those_of_the_reference_data() -> None:
    with (Path(settings.BASE_DIR) / "data" / "countries.csv").open(encoding="utf-8", newline="") as rows:
        members = [row["code"] for row in csv.DictReader(rows) if row["is_eu"] == "yes"]
    assert sorted(members) == sorted(MEMBER_STATES) and len(members) == 27


def test_body_is_that_of_the_role_else_the_member_state() -> None:
    everyone = people()
    assert {name: body_of(user) for name, user in everyone.items() if body_of(user)} == {
        "FR": "FR",
        "ES": "ES",
        "IT": "IT",
        "COMMISSION": "COMMISSION",
        "EJN": "EJN",
        "EUROPOL": "EUROPOL",
        "EPPO": "EPPO",
        "EUROJUST": "EUROJUST",
        "assessor": "EUROJUST",
    }
    assert body_of(make_user(role=Role.EJN_CONTACT_POINT, state="ES")) == "EJN"


@pytest.mark.parametrize("role", ["", *Role.values])
@pytest.mark.parametrize("state", ["", "FR", "MA"])
@pytest.mark.parametrize("active", [True, False])
def test_people_of_a_body_are_those_who_speak_for_it(role: str, state: str, active: bool) -> None:
    user = make_user(role=role, state=state, is_active=active)
    assert [body for body in BODY_CODES if people_of(body).filter(pk=user.pk).exists()] == [
        body for body in [body_of(user)] if body
    ]


def test_assessors_are_the_eurojust_desk_and_superusers() -> None:
    assert {name for name, user in people().items() if is_assessor(user)} == {"assessor", "superuser"}
    assert not is_assessor(make_user(role=Role.EUROJUST_DESK, is_active=False))


def test_whoever_has_no_body_does_not_enter() -> None:
    outside = {
        "anonymous",
        "inactive",
        "guest",
        "guest of a state",
        "no body",
        "third country",
        "EEAS",
        "Council",
    }
    everyone = people()
    assert {name for name, user in everyone.items() if not can_enter(user)} == outside


ROUND_READERS = {
    RoundStatus.DRAFT: {"assessor", "superuser"},
    RoundStatus.COLLECTING: {"assessor", "superuser", "FR", "ES", "EUROJUST"},
    RoundStatus.ASSESSING: {"assessor", "superuser", "FR", "ES", "EUROJUST"},
    RoundStatus.CONSULTED: {"assessor", "superuser", "FR", "ES", "EUROJUST", "EJN", "EUROPOL", "EPPO"},
    RoundStatus.TRANSMITTED: {"assessor", "superuser", "FR", "ES", "EUROJUST"},
    RoundStatus.DISCUSSED: {"assessor", "superuser", "FR", "ES", "EUROJUST"},
    RoundStatus.CLOSED: {"assessor", "superuser", "FR", "ES", "EUROJUST"},
}


@pytest.mark.parametrize("status", RoundStatus.values)
def test_round_is_read_by_those_asked_once_it_is_open(status: str) -> None:
    round = make_open_round(asked=("FR", "ES", "EUROJUST"), status=status)
    everyone = people()
    assert {name for name, user in everyone.items() if can_read_round(user, round)} == ROUND_READERS[
        RoundStatus(status)
    ]
    in_consultation = status == RoundStatus.CONSULTED
    consultees = {"EJN", "EUROPOL", "EPPO"} if in_consultation else set()
    assert {name for name, user in everyone.items() if can_comment(user, round)} == consultees
    assert {name for name, user in everyone.items() if can_read_draft_report(user, round)} == consultees | {
        "assessor",
        "superuser",
    }


def test_object_form_and_queryset_form_agree() -> None:
    everyone = people()
    for status, asked in itertools.product(RoundStatus.values, (("FR", "EUROJUST"), ("EJN", "ES"))):
        round = make_open_round(asked=asked, status=status)
        Contribution.objects.bulk_create(
            [Contribution(round=round, body=body) for body in asked], ignore_conflicts=True
        )
        Contribution.objects.filter(round=round, body=asked[0]).update(version=1, status="submitted")
    rounds = list(Round.objects.all())
    contributions = list(Contribution.objects.select_related("round"))
    assert len(rounds) == 14 and len(contributions) == 28
    for name, user in everyone.items():
        assert {r.pk for r in rounds if can_read_round(user, r)} == set(
            rounds_visible_to(user).values_list("pk", flat=True)
        ), name
        assert {c.pk for c in contributions if can_read_contribution(user, c)} == set(
            contributions_visible_to(user).values_list("pk", flat=True)
        ), name


def test_contribution_is_read_by_its_body_and_once_submitted_by_assessors() -> None:
    round = make_open_round(asked=("FR", "ES", "EUROJUST"))
    everyone = people()
    answer(round, "FR", "MA", "targets", everyone["FR"], hvt_mla=number(12))

    def readers() -> set[str]:
        one = contribution_of(round, "FR")
        return {name for name, user in everyone.items() if can_read_contribution(user, one)}

    assert readers() == {"FR"}
    hand_in(round, "FR", everyone["FR"])
    assert readers() == {"FR", "assessor", "superuser"}


def test_contribution_is_written_by_its_body_alone_and_only_while_it_is_open() -> None:
    round = make_open_round(asked=("FR", "ES"))
    everyone = people()
    one = contribution_of(round, "FR")
    assert {name for name, user in everyone.items() if can_write_contribution(user, one)} == {"FR"}
    one.status = "submitted"
    assert not any(can_write_contribution(user, one) for user in everyone.values())
    assert {name for name, user in everyone.items() if can_reopen_contribution(user, one)} == {
        "FR",
        "assessor",
        "superuser",
    }
    one.round.status = RoundStatus.ASSESSING
    assert {name for name, user in everyone.items() if can_reopen_contribution(user, one)} == {
        "assessor",
        "superuser",
    }
    one.status = "draft"
    assert not any(can_write_contribution(user, one) for user in everyone.values())
    one.status = "reopened"
    assert {name for name, user in everyone.items() if can_write_contribution(user, one)} == {"FR"}
    one.round.status = RoundStatus.CONSULTED
    assert not any(can_write_contribution(user, one) for user in everyone.values())


# --- addresses ------------------------------------------------------------------------------------------

PLAIN = {"index": [], "new": []}


def addresses(round: Round, body: str, code: str = "ma") -> dict[str, str]:
    """Every address of the app for a round and a body, by name; a new one is asked without being named here."""
    values = {"slug": round.slug, "body": body.lower(), "code": code, "number": 1}
    found = {}
    for pattern in urlpatterns:
        wanted = {name: values.get(name, 1) for name in pattern.pattern.converters}
        found[str(pattern.name)] = reverse(f"assessments:{pattern.name}", kwargs=wanted)
    return found


def client_of(user: Any) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def test_anonymous_is_asked_to_sign_in_everywhere() -> None:
    round = make_open_round()
    for name, path in addresses(round, "FR").items():
        answered = client_of(None).get(path)
        if answered.status_code in (401, 405):  # addresses that are only posted to
            answered = client_of(None).post(path)
        assert answered.status_code == 401 or answered.headers["Location"].startswith("/accounts/login/"), (
            name
        )
        assert round.title not in answered.content.decode()


@pytest.mark.parametrize("who", ["guest", "guest of a state", "no body", "third country", "EEAS", "Council"])
def test_whoever_has_no_body_finds_nothing(who: str) -> None:
    round = make_open_round()
    client = client_of(people()[who])
    for name, path in addresses(round, "FR").items():
        for method in (client.get, client.post):
            assert method(path).status_code in (404, 405), (name, method)


@pytest.mark.parametrize("who", ["IT", "COMMISSION", "EJN"])
def test_round_of_others_is_like_a_missing_one(who: str) -> None:
    round = make_open_round()
    client = client_of(people()[who])
    for name, path in addresses(round, "FR").items():
        if name in PLAIN:
            continue
        missing = path.replace(round.slug, "no-such-round")
        for method in (client.get, client.post):
            there, not_there = method(path), method(missing)
            assert there.status_code in (404, 405), name
            assert told(there, round.slug) == told(not_there, "no-such-round"), name


def told(answered: Any, slug: str) -> str:
    """An answer without the address that was asked and what is new in each answer."""
    text = answered.content.decode().replace(slug, "ASKED")
    return re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", text)


@pytest.fixture
def two_bodies() -> tuple[Round, dict[str, User]]:
    """France and Spain have submitted numbers and texts that stand nowhere else; France goes on working."""
    round = make_open_round(asked=("FR", "ES"))
    users = {"FR": make_member("FR"), "ES": make_member("ES"), "assessor": make_assessor()}
    for body, figure, word in (("FR", 48151, "franquinet"), ("ES", 62342, "espadrille")):
        answer(round, body, "MA", "targets", users[body], hvt_mla=number(figure))
        answer(round, body, "MA", "needs", users[body], needs=f"We need {word}.")
        hand_in(round, body, users[body])
    return round, users


SECRETS = {"FR": ("48151", "franquinet"), "ES": ("62342", "espadrille")}


@pytest.mark.parametrize(("who", "other"), [("FR", "ES"), ("ES", "FR")])
def test_body_reaches_nothing_of_anothers(
    two_bodies: tuple[Round, dict[str, User]], who: str, other: str
) -> None:
    round, users = two_bodies
    client = client_of(users[who])
    for body in (who, other):
        for name, path in addresses(round, body).items():
            for method in (client.get, client.post):
                answered = method(path, follow=True)
                text = answered.content.decode("utf-8", "replace") + str(answered.headers)
                assert not any(secret in text for secret in SECRETS[other]), (name, body)
    for name, path in addresses(round, other).items():
        if "contributions" not in path:
            continue
        for method in (client.get, client.post):
            assert method(path).status_code in (404, 405), name
            missing = method(path.replace(f"/{other.lower()}/", "/xx/"))
            assert missing.status_code in (404, 405), name


def test_body_cannot_write_anothers_figures(two_bodies: tuple[Round, dict[str, User]]) -> None:
    round, users = two_bodies
    client = client_of(users["FR"])
    before = contribution_of(round, "ES").countries.get(country="MA").figures
    path = addresses(round, "ES")["save"]
    sent = {"section": "targets", "version": 1, "answers": {"hvt_mla": {"answer": "zero"}}}
    assert client.post(path, sent, content_type="application/json").status_code == 404
    assert contribution_of(round, "ES").countries.get(country="MA").figures == before


def test_assessor_reads_what_was_submitted_never_what_is_being_changed(
    two_bodies: tuple[Round, dict[str, User]],
) -> None:
    from liaison.assessments.submission import reopen

    round, users = two_bodies
    reopen(contribution=contribution_of(round, "FR"), by=users["FR"])
    answer(round, "FR", "MA", "needs", users["FR"], needs="Now we think of marsupilami.")
    client = client_of(users["assessor"])
    page = client.get(addresses(round, "FR")["contribution"]).content.decode()
    assert "franquinet" in page and "48151" in page and "marsupilami" not in page
    for name, path in addresses(round, "FR").items():
        assert "marsupilami" not in client.get(path, follow=True).content.decode("utf-8", "replace"), name


def test_member_is_not_told_who_else_has_contributed(two_bodies: tuple[Round, dict[str, User]]) -> None:
    round, users = two_bodies
    client = client_of(fresh(users["FR"]))
    assert client.get(addresses(round, "FR")["progress"]).status_code == 404
    submitted = told(client.get(round.get_absolute_url()), round.slug)
    Contribution.objects.filter(round=round, body="ES").update(version=0, status="draft", submitted_at=None)
    not_submitted = told(client.get(round.get_absolute_url()), round.slug)
    assert submitted == not_submitted


# --- what leaves the rounds -----------------------------------------------------------------------------


def test_dossier_says_priority_only_once_the_decision_is_released(tree: Any) -> None:
    from django.utils import timezone

    from liaison.assessments.models import Decision, PriorityCountry
    from liaison.assessments.priorities import priorities_on
    from tests.factories import make_country

    round = make_open_round(status=RoundStatus.TRANSMITTED)
    today = timezone.localdate()
    decision = Decision.objects.create(round=round, at=today, reference="Example 7/26", text="zqdecision")
    PriorityCountry.objects.create(country=make_country("MA"), since=today, decision=decision)

    def shown() -> bool:
        page = Client().get("/countries/ma/").content.decode()
        assert round.title not in page and "zqdecision" not in page
        assert ("Example 7/26" in page) == ("Priority third country" in page) == priorities_on().exists()
        return "Example 7/26" in page

    assert not shown()
    Decision.objects.filter(pk=decision.pk).update(released_at=timezone.now())
    assert not shown()  # released before the discussion is recorded: not yet
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.DISCUSSED)
    assert shown()
    PriorityCountry.objects.update(until=today)
    assert "Example 7/26" in Client().get("/countries/ma/").content.decode() and not priorities_on().exists()


def test_menu_leads_to_the_rounds_for_those_who_have_any(tree: Any) -> None:
    everyone = people()
    for name in ("FR", "assessor", "guest", "no body"):
        page = client_of(everyone[name]).get("/my/").content.decode()
        assert ('href="/assessments/"' in page) == (name in ("FR", "assessor")), name
    assert 'href="/assessments/"' not in Client().get("/").content.decode()
