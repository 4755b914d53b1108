"""Who fits in, by properties: never one too many, nobody passed over who would have fitted, first come first served."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from events.registration.seats import EACH_STATE, Limit, Place, Seats

BODIES = ("FR", "DE", "COMMISSION", "")
ROLES = ("prosecutor", "central_authority")

places = st.builds(Place, body=st.sampled_from(BODIES), role=st.sampled_from(ROLES))
limits = st.lists(
    st.builds(
        Limit,
        seats=st.integers(0, 4),
        body=st.sampled_from(("", "FR", "COMMISSION", EACH_STATE)),
        role=st.sampled_from(("", *ROLES)),
    ),
    max_size=5,
    unique_by=lambda limit: (limit.body, limit.role),
)


def broken(given_limits: list[Limit], seated: list[Place]) -> list[str]:
    """Limits that do not hold, counted in another way than ``Seats`` does."""
    named = {(limit.body, limit.role) for limit in given_limits}
    found = []
    for limit in given_limits:
        by_role = [place for place in seated if limit.role in ("", place.role)]
        if limit.body == EACH_STATE:
            counts = Counter(place.body for place in by_role if place.body in ("FR", "DE"))
            counts = Counter({body: n for body, n in counts.items() if (body, limit.role) not in named})
        else:
            counts = Counter({limit.body: sum(limit.body in ("", place.body) for place in by_role)})
        found += [f"{limit} {body}" for body, count in counts.items() if count > limit.seats]
    return found


@settings(max_examples=150, deadline=None)
@given(limits, st.lists(places, max_size=20))
def test_nobody_gets_a_seat_too_many_and_nobody_who_fits_is_left(given_limits, queue) -> None:
    seats = Seats(given_limits)
    numbered = list(enumerate(queue))
    admitted = seats.admit(numbered)
    seated = [queue[number] for number in admitted]
    assert broken(given_limits, seated) == []
    assert seats.excess() == {}
    for number, place in numbered:
        if number not in admitted:
            assert broken(given_limits, [*seated, place])
            assert seats.obstacles(place)
            # Nobody later with the very same place got in before them.
            assert not any(later > number and queue[later] == place for later in admitted)
    assert admitted == sorted(admitted)


@settings(max_examples=100, deadline=None)
@given(limits, st.lists(st.tuples(st.booleans(), places), max_size=30))
def test_taking_and_releasing_in_any_order_counts_what_is_seated(given_limits, steps) -> None:
    seats, seated = Seats(given_limits), []
    for leave, place in steps:
        if leave and place in seated:
            seated.remove(place)
            seats.release(place)
        elif seats.has_room(place):
            seated.append(place)
            seats.take(place)
        assert broken(given_limits, seated) == []
        again = Seats(given_limits, seated)
        for body in BODIES:
            for role in ROLES:
                assert seats.obstacles(Place(body, role)) == again.obstacles(Place(body, role))


@settings(max_examples=60, deadline=None)
@given(limits, st.lists(places, max_size=12), st.integers(0, 3), places)
def test_cut_back_seats_throw_nobody_out_and_let_nobody_in(given_limits, seated, fewer, newcomer) -> None:
    cut = [Limit(fewer, limit.body, limit.role) for limit in given_limits]
    seats = Seats(cut, seated)
    assert {f"{limit} {body}" for limit, body in seats.excess()} == set(broken(cut, seated))
    concerned = {
        f"{limit} {newcomer.body if limit.body == EACH_STATE else limit.body}"
        for limit in cut
        if limit.is_about(newcomer)
    }
    assert seats.has_room(newcomer) == concerned.isdisjoint(broken(cut, [*seated, newcomer]))


@settings(max_examples=100, deadline=None)
@given(limits, st.lists(places, min_size=1, max_size=10), st.integers(0, 3), places)
def test_a_seat_that_passes_makes_no_limit_fuller(given_limits, seated, fewer, successor) -> None:
    cut = [Limit(fewer, limit.body, limit.role) for limit in given_limits]
    passed = Seats(cut, seated).can_pass(seated[0], successor)
    before, after = Seats(cut, seated).excess(), Seats(cut, [*seated[1:], successor]).excess()
    assert passed == all(count <= before.get(key, 0) for key, count in after.items())


def test_the_host_has_more_than_each_other_state() -> None:
    seats = Seats([Limit(10), Limit(2, EACH_STATE), Limit(4, "FR")])
    french = [(f"fr{n}", Place("FR", "prosecutor")) for n in range(6)]
    german = [(f"de{n}", Place("DE", "prosecutor")) for n in range(6)]
    others = [(f"com{n}", Place("COMMISSION", "commission")) for n in range(6)]
    assert seats.admit([*french, *german, *others]) == [
        "fr0", "fr1", "fr2", "fr3", "de0", "de1", "com0", "com1", "com2", "com3",
    ]  # fmt: skip
    assert seats.obstacles(Place("", "guest")) == [Limit(10)]


def test_without_limits_everybody_has_a_seat() -> None:
    assert Seats([]).has_room(Place("", ""))


def test_a_seat_set_free_goes_to_the_first_who_fits() -> None:
    seats = Seats([Limit(2), Limit(1, role="prosecutor")])
    prosecutor, desk = Place("FR", "prosecutor"), Place("DE", "central_authority")
    assert seats.admit([(1, prosecutor), (2, desk)]) == [1, 2]
    seats.release(desk)
    assert seats.admit([(3, prosecutor), (4, desk), (5, desk)]) == [4]
