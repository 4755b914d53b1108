"""What changed since the report of the previous round: pure, from two contents of reports."""

from __future__ import annotations

from typing import Any

from liaison.assessments.report_schema import CountryChange, CountryContent, FigureChange


def country_change(now: CountryContent, before: dict[str, Any], same_method: bool) -> CountryChange:
    """What became of a country since the report ``before``. What is shown is compared, nothing else is known.

    Scores are comparable only where both reports count by the ``same_method``.
    """
    then = next((one for one in before["countries"] if one["code"] == now["code"]), None)
    if then is None:
        return {"was_there": False, "proposal_before": "", "score_before": None, "figures": []}
    found: list[FigureChange] = []
    for key, figure in now["figures"].items():
        earlier = then["figures"].get(key)
        if earlier is not None and _said(earlier) != _said(dict(figure)):
            found.append({"key": key, "before": earlier, "now": dict(figure)})
    if then["aml"]["level"] != now["aml"]["level"]:
        found.append({"key": "aml", "before": then["aml"], "now": dict(now["aml"])})
    return {
        "was_there": True,
        "proposal_before": then["proposal"],
        "score_before": then["score"] if same_method else None,
        "figures": found,
    }


def _said(figure: dict[str, Any]) -> tuple[Any, Any, Any]:
    """What is said, whoever and however many said it."""
    return figure["answer"], figure.get("low"), figure.get("high")


def left_out(codes: list[str], before: dict[str, Any]) -> list[str]:
    """Codes of countries that the report before had and this one has not."""
    return sorted({one["code"] for one in before["countries"]} - set(codes))
