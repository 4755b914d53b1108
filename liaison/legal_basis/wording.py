"""Why an instrument does not count, and what to check where it does: whole sentences in the reader's language.

Each is a ``Remark``: the party it is about, if any, and a sentence without it, so that it can be translated whatever
the grammar of a country's name.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liaison.legal_basis.facts import NO_BASIS, Excluded, Found, Reason, Side
from liaison.legal_basis.queries import Answer
from liaison.treaties.enums import PartyStatus, Standing
from liaison.treaties.models import TreatyStatus
from portal.language import day_in_words
from portal.reference.cldr import territory_name

BODY_NAMES = {"EUROJUST": "Eurojust", "EUROPOL": "Europol", "EPPO": "EPPO"}
"""Parties that are no country: the name is the same in all languages."""
OPTING_OUT = frozenset({"DK", "IE"})
"""Member States that do not take part in every act on justice and home affairs (Protocols 21 and 22)."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence, and the party it is about."""

    text: str
    party: str = ""

    def __str__(self) -> str:
        return f"{self.party}: {self.text}" if self.party else self.text


def party_name(code: str) -> str:
    """The name of a country, of the Union or of one of its bodies."""
    return BODY_NAMES.get(code) or territory_name(code)


def reasons(excluded: Excluded, answer: Answer) -> list[Remark]:
    """Why an instrument does not count, for every side that stands in the way."""
    instrument = answer.instruments[excluded.code]
    if excluded.reason in NO_BASIS:
        return [Remark(_no_basis(excluded.reason))]
    if excluded.reason == Reason.NOT_FOR_MEASURE:
        return [Remark(_("In force between the two, but no article on this measure is on file."))]
    if excluded.reason == Reason.PARENT:
        parent = answer.instruments[excluded.about[0]].label()
        return [
            Remark(
                _("It supplements %(parent)s, which is not in force for both on that day.")
                % {"parent": parent}
            )
        ]
    if excluded.reason == Reason.SAME_STATE:
        text = _("a territory for which %(state)s is responsible: a treaty is not in force between the two.")
        return [Remark(text % {"state": answer.state.name()}, answer.country.name())]
    if instrument.parties:
        return [_of_agreement(excluded, answer)]
    return [
        Remark(_of_side(side, excluded.code, answer), party_name(side.party))
        for side in excluded.sides
        if side.standing != Standing.BOUND
    ]


def _no_basis(reason: Reason) -> str:
    return {
        Reason.ARRANGEMENT: _("A working arrangement is no legal basis for a request."),
        Reason.MANDATE: _("Under negotiation: a mandate to negotiate is no legal basis."),
        Reason.CONTACT_POINT: _("A contact point is no legal basis for a request."),
        Reason.ADEQUACY: _(
            "An adequacy decision allows data to be transferred; it is no legal basis for a request."
        ),
    }[reason]


def _of_agreement(excluded: Excluded, answer: Answer) -> Remark:
    instrument, agreement = answer.instruments[excluded.code], answer.agreements.get(excluded.code)
    in_force = agreement.in_force_on if agreement else instrument.in_force
    ended = agreement.ended_on if agreement else None
    if excluded.reason == Reason.NOT_YET and in_force:
        return Remark(_("In force only since %(date)s.") % {"date": day_in_words(in_force)})
    if excluded.reason == Reason.DENOUNCED and ended:
        return Remark(_("Ended on %(date)s.") % {"date": day_in_words(ended)})
    if excluded.reason == Reason.SIGNED_ONLY:
        return Remark(_("Signed; entry into force is not on file."))
    if excluded.reason == Reason.NO_DATA:
        return Remark(
            _("Whether the agreement applies to this territory is not on file."), answer.country.name()
        )
    return Remark(
        _("Concluded; whether and since when it is in force is not on file. Verify with the depositary.")
    )


def _of_side(side: Side, code: str, answer: Answer) -> str:
    """Why one side is not, or not known to be, bound by an open treaty."""
    row = answer.statuses.get((code, side.party))
    if row is None:
        if side.party == answer.country.pk and answer.responsible:
            text = _("no data on an extension to this territory, for which %(state)s is responsible.")
            return text % {"state": party_name(answer.responsible)}
        return _("no data. That does not mean that it is not a party.")
    if side.standing == Standing.DENOUNCED:
        return _("denounced, with effect from %(date)s.") % {"date": _date(row.denunciation_effective)}
    if side.standing == Standing.SIGNED_ONLY:
        if row.signed and row.signed > answer.day:
            return _("signed only on %(date)s; no ratification on file.") % {"date": _date(row.signed)}
        return _("signed on %(date)s, not ratified as of %(as_of)s.") % _dates(row)
    if side.standing == Standing.NOT_YET:
        return _not_yet(row, answer.day)
    return _unknown(row)


def _not_yet(row: TreatyStatus, day: datetime.date) -> str:
    if row.in_force:
        return _("in force only since %(date)s.") % {"date": _date(row.in_force)}
    if row.consent_date and row.consent_date > day:
        return _("consented to be bound only on %(date)s.") % {"date": _date(row.consent_date)}
    return _("ratified on %(date)s; not in force as of %(as_of)s.") % {
        "date": _date(row.consent_date),
        "as_of": _date(row.as_of),
    }


def _unknown(row: TreatyStatus) -> str:
    if row.status == PartyStatus.SIGNED_1997:
        return _("signed on %(date)s; nothing is known after %(as_of)s.") % _dates(row)
    if row.status == PartyStatus.DENOUNCED:
        return _("denounced; the day from which that has effect is not on file.")
    if row.status == PartyStatus.DATES_UNKNOWN:
        return _("a party as of %(as_of)s, but since when is not known.") % {"as_of": _date(row.as_of)}
    return _("a party as of %(as_of)s, but whether already on that day is not known.") % {
        "as_of": _date(row.as_of)
    }


def _dates(row: TreatyStatus) -> dict[str, str]:
    return {"date": _date(row.signed), "as_of": _date(row.as_of)}


def _date(day: datetime.date | None) -> str:
    """A day in words; where it is not on file, so much is said."""
    return day_in_words(day) if day else _("(no date on file)")


def checks(found: Found, answer: Answer) -> list[Remark]:
    """What to verify before relying on an instrument that counts."""
    remarks = []
    if found.through:
        remarks.append(_through_the_union(found, answer))
    for side in found.sides:
        row = answer.statuses.get((found.code, side.party))
        if row is not None and row.in_force is None:
            text = _("listed as a party as of %(as_of)s; the day of entry into force is not on file.")
            remarks.append(Remark(text % {"as_of": _date(row.as_of)}, party_name(side.party)))
    return remarks


def _through_the_union(found: Found, answer: Answer) -> Remark:
    if found.through != "EU":
        text = _(
            "concluded by %(body)s: it governs cooperation with that body, not requests between the two States."
        )
        return Remark(text % {"body": party_name(found.through)})
    if answer.state.pk in OPTING_OUT:
        text = _(
            "bound through the European Union only if it takes part in this agreement (Protocols 21 and 22 to the "
            "Treaties). That is not on file: verify."
        )
    else:
        text = _(
            "bound through the European Union. Whether it was a Member State on that day and takes part in this "
            "agreement is not on file: verify."
        )
    return Remark(text, answer.state.name())
