"""Numbers and texts of a contribution: three answers that stay apart, and what is refused as more than a count."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from liaison.assessments.figures import Figure
from liaison.assessments.personal import findings

ANSWERS = [
    ({"answer": "no_data"}, None, "No data"),
    ({"answer": "zero"}, (0, 0), "Zero"),
    ({"answer": "fewer_than_3"}, (1, 2), "Fewer than 3"),
    ({"answer": "number", "value": 12}, (12, 12), "12"),
    ({"answer": "range", "low": 10, "high": 20}, (10, 20), "10–20"),
]


@pytest.mark.parametrize(("stored", "interval", "words"), ANSWERS)
def test_answer_is_kept_as_it_is(stored: dict[str, Any], interval: Any, words: str) -> None:
    figure = Figure.parse(stored)
    assert (figure.as_dict(), figure.interval, figure.format()) == (stored, interval, words)


def test_answers_that_say_the_same_are_the_same() -> None:
    assert Figure.parse({"answer": "number", "value": "0"}) == Figure.parse({"answer": "zero"})
    assert Figure.parse({"answer": "range", "low": "7", "high": "7"}).as_dict() == {
        "answer": "number",
        "value": 7,
    }
    assert Figure.parse({"answer": "number", "value": "1 200"}).low == 1200
    assert Figure.parse({"answer": "number", "value": 1}) != Figure.parse({"answer": "fewer_than_3"})


@given(low=st.integers(0, 10**6), more=st.integers(0, 10**6))
def test_typed_range_comes_back(low: int, more: int) -> None:
    figure = Figure.parse({"answer": "range", "low": str(low), "high": str(low + more)})
    assert figure.interval == (low, low + more)
    assert Figure.parse(figure.as_dict()) == figure


@pytest.mark.parametrize(
    "value", ["", None, "-1", "1.5", "1e3", "twelve", "١٢", "9" * 400, True, 10**7, -1, [], {}]
)
def test_what_is_no_count_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Figure.parse({"answer": "number", "value": value})


@pytest.mark.parametrize(
    "stored",
    [{}, {"answer": "some"}, {"answer": None}, {"answer": "range", "low": 5, "high": 4}, {"answer": "range"}],
)
def test_what_is_no_answer_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Figure.parse(stored)


@pytest.mark.parametrize(
    "text",
    [
        "See file 12345/2023 of the court.",
        "C-123/20 is pending",
        "case no. 2023-4567",
        "Az.: 12 Js 3456/22",
        "Affaire n° 45.221",
        "Jean Dupont\nMaria Garcia Lopez",
        "- Karim HADDAD\n- Luis PEREZ",
        "1. Karim HADDAD (leader)\n2. Luis PEREZ",
        "DUPONT, Jean\nMARTIN, Paul",
        "Targets: John Smith, Ali Ben Salah and Marta Kowalska",
        "Mr Smith lives there",
        "M. Dupont y habite",
        "known as alias El Toro",
        "born on 3 May 1980",
        "write to a.b@example.org",
        "call +33 6 12 34 56 78",
        "identity card 12345678901",
        "Case 12/2024/AB",
        "2024/0123-45 parquet",
        "Eurojust case 12345/NL/2023",
        "ID 12345/NL/2023",
        "case 12/2024",
        "2 BvR 12/24",
        "Parquet 23/045/000123",
        "V Ds 12.2024",
        "By law, see case 12/2024",
        "Law enforcement has 12345/2023",
        "Smith J., Rossi M., Dupont P.",
        "R. Taghi, K. Bouyakhrichan, D. Kinahan",
        "Мохамед Али, Иван Петров",
        "Γιώργος Παπαδόπουλος, Νίκος Ιωάννου",
        "محمد علي، أحمد حسن",
        "The targets are Smith, Rossi and Dupont.",
        "Suspects:\nKowalczyk\nVanderberg",
        "1. Ahmed\n2. Mohammed\n3. Karim",
        "Mohamed Ali / Karim Benz",
        "We asked for Jean Dupont, Maria Garcia and Ali Salah.",
        "Wojtek Wrona; Bohumil Kratky",
        "IBAN NL91ABNA0417164300",
        "paid to nl91 abna 0417 1643 00 in March",
    ],
)
def test_names_and_case_numbers_are_refused_with_an_explanation(text: str) -> None:
    found = findings(text)
    assert found and all("take" in explanation for explanation in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Regulation (EU) 2018/1727 and Directive 2014/42/EU apply; ETS 182; Council Conclusions 11333/24.",
        "Requests took 3/4 of a year, 24/7 contact, period 2024/25, since 06/2024.",
        "United Arab Emirates, Saudi Arabia and Costa Rica",
        "Sierra Leone\nBurkina Faso\nBosnia and Herzegovina",
        "Ministry of Justice\nCentral Authority",
        "Seizures of EUR 150000000 in 2024, of 20000000 euros in 2025.",
        "The Supreme Court, the Ministry of Justice and Interpol were involved.",
        "Article 53 of Regulation 2018/1727",
        "Latin America, Western Balkans",
        "Between 10 and 20 requests (15/20 answered).",
        "Federal Decree-Law No. 20/2018",
        "Law 22/2017",
        "Law 9613/1998",
        "Loi n° 43/2005, décret 123/2021 et dahir 178/2011",
        "Rec. 24/2023",
        "FATF R.10, R.24/25",
        "Weaknesses in Dubai, Abu Dhabi, Ras Al Khaimah",
        "Golden Visa, Freehold Property, Hawala Networks",
        "Hezbollah, Cosa Nostra, Black Axe",
        "Bank Al-Maghrib, Tanger Med, Casablanca Finance City",
        "Targets live in Dubai, Istanbul and Beirut; suspects were found in Tanger, Nador and Zagora.",
        "Number of cases 2023/24: 15; cases 06/2024 to 12/2024. In that case 15/20 were answered by 30/06/2024.",
        "Framework Decision 2002/584/JHA, COM/2021/420, https://eur-lex.europa.eu/eli/reg/2018/1727/oj",
        "On 2025-06-30, and in 2024-2025.",
        "The accused are Germans, Italians and Albanians, the suspects Turkish, Moroccan and French.",
        "Country code NL91 ABNA0417164301",
        "Extradition\nConfiscation\nHawala",
        "Министерство на правосъдието, Върховна касационна прокуратура",
        "The Minister, the Prosecutor General and the Head of Interpol met.",
        "Exchanges with the central authority; training on electronic evidence. Answers take 12 months.",
    ],
)
def test_what_a_contribution_says_is_let_through(text: str) -> None:
    assert findings(text) == []


@given(st.text(max_size=400))
def test_any_text_is_judged_without_failing(text: str) -> None:
    assert all(isinstance(explanation, str) for explanation in findings(text))
