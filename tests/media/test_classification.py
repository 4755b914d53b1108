"""EU classification markings: found in every dress, not seen in ordinary talk."""

from __future__ import annotations

import pytest

from portal.classification import find_marking

RESTRICTED = "RESTREINT UE/EU RESTRICTED"
CONFIDENTIAL = "CONFIDENTIEL UE/EU CONFIDENTIAL"
SECRET = "SECRET UE/EU SECRET"
TOP = "TRÈS SECRET UE/EU TOP SECRET"


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("RESTREINT UE/EU RESTRICTED", RESTRICTED),
        ("This note is Restreint UE/EU Restricted and must not leave.", RESTRICTED),
        ("restreint ue / eu restricted", RESTRICTED),
        ("RESTREINT\u00a0UE/EU\u00a0RESTRICTED", RESTRICTED),
        ("RESTREINT UE\n/\nEU RESTRICTED", RESTRICTED),
        ("RESTREINT UE\r\nEU RESTRICTED", RESTRICTED),
        ("R E S T R E I N T   U E / E U   R E S T R I C T E D", RESTRICTED),
        ("RESTR\u00adEINT UE∕EU RESTRICTED", RESTRICTED),
        ("R-UE/EU-R", RESTRICTED),
        ("r‑ue / eu‑r", RESTRICTED),
        ("CONFIDENTIEL UE/EU CONFIDENTIAL", CONFIDENTIAL),
        ("CON\ufb01DENTIEL UE/EU CON\ufb01DENTIAL", CONFIDENTIAL),
        ("(C-UE/EU-C)", CONFIDENTIAL),
        ("SECRET UE/EU SECRET", SECRET),
        ("SECRET UE EU SECRET", SECRET),
        ("S–UE/EU–S", SECRET),
        ("TRÈS SECRET UE/EU TOP SECRET", TOP),
        ("TRES SECRET UE/EU TOP SECRET", TOP),
        ("Tre\u0300s Secret UE/EU Top Secret", TOP),
        ("ts-ue/eu-ts", TOP),
        ("Heading\n  EU RESTRICTED  \nText", RESTRICTED),
        ("— CONFIDENTIEL UE —", CONFIDENTIAL),
        ("Page 1\fRESTREINT UE\fPage 2", RESTRICTED),
    ],
)
def test_marking_is_found(text: str, marking: str) -> None:
    assert find_marking(text) == marking


@pytest.mark.parametrize(
    "text",
    [
        "",
        "secret",
        "Banking secrecy is not a ground of refusal; the secret EU",
        "EU restricted measures",
        "EU RESTRICTED MEASURES",
        "EU restrictive measures against the network were confidential.",
        "The case is confidential, EU confidential handling was asked for.",
        "un accès restreint, UE comprise",
        "the EU secret service does not exist",
        "information confidentiel ue",
        "R-UE",
        "TLP:AMBER+STRICT",
        "LIMITE",
        "top secret",
        "fear-ue/eu-rope",
        "the EU\nrestricted the measure",
    ],
)
def test_ordinary_talk_is_no_marking(text: str) -> None:
    assert find_marking(text) is None


def test_highest_level_is_named() -> None:
    assert find_marking("R-UE/EU-R annexed to TRÈS SECRET UE/EU TOP SECRET") == TOP


def test_marking_at_the_end_of_a_long_text_is_found() -> None:
    assert find_marking("one more line of ordinary words\n" * 60_000 + "R-UE/EU-R") == RESTRICTED
