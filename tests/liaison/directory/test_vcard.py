"""vCard 4.0 as written: what a reader that knows nothing of the writer gets back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.directory.vcard import Line, components, fold, text, texts, uri, write_card

ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)
TELLING = st.text(alphabet="aé漢😀\\,;:\n\"^ '=", max_size=200)
TEXT = st.one_of(ANY_TEXT, TELLING)


def read(card: str) -> list[tuple[str, dict[str, str], str]]:
    """A card's properties: name, parameters, raw value. Unfolds octets, as a reader of RFC 6350 does."""
    octets = card.encode()
    assert octets.endswith(b"\r\n")
    unfolded = re.sub(rb"\r\n[ \t]", b"", octets).decode()
    found = []
    for line in unfolded.removesuffix("\r\n").split("\r\n"):
        quoted, split = False, 0
        while line[split] != ":" or quoted:
            quoted ^= line[split] == '"'
            split += 1
        head = line[:split]
        name, *params = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', head)
        found.append((name, dict(_read_param(param) for param in params), line[split + 1 :]))
    return found


def _read_param(param: str) -> tuple[str, str]:
    name, value = param.split("=", 1)
    decode = {"^^": "^", "^n": "\n", "^'": '"'}
    return name, re.sub(r"\^[\^n']", lambda match: decode[match.group()], value.strip('"'))


def pieces(value: str, separator: str) -> list[str]:
    """The texts of a value, split where the separator is not escaped."""
    found, current, escaped = [], "", False
    for character in value:
        if escaped:
            current += "\n" if character in "nN" else character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == separator:
            found.append(current)
            current = ""
        else:
            current += character
    assert not escaped
    return [*found, current]


def storable(value: str) -> str:
    """What of a text a card can carry: no control characters but tab and line break."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", value)


@given(TEXT)
def test_text_comes_back_as_it_was(value: str) -> None:
    [(_, _, _), (_, _, _), (name, params, raw), *_rest] = read(
        write_card([text("NOTE", value), text("FN", "x")])
    )
    assert (name, params, pieces(raw, "\0")) == ("NOTE", {}, [storable(value)])


@given(st.lists(TEXT, min_size=1, max_size=7))
def test_parts_and_lists_come_back_one_by_one(values: list[str]) -> None:
    card = read(write_card([text("FN", "x"), components("ADR", values), texts("CATEGORIES", values)]))
    found = {name: raw for name, _params, raw in card}
    assert pieces(found["ADR"], ";") == [storable(value) for value in values]
    assert pieces(found["CATEGORIES"], ",") == [storable(value) for value in values]


@given(TEXT.filter(bool))
def test_parameters_come_back(value: str) -> None:
    [*_, (name, params, raw), _end] = read(write_card([text("FN", "x"), text("NOTE", "y", label=value)]))
    expected = {"LABEL": storable(value)} if value else {}
    assert (name, params, raw) == ("NOTE", expected, "y")


@given(st.lists(TEXT, max_size=5))
def test_lines_are_short_and_no_text_can_add_a_property(values: list[str]) -> None:
    card = write_card([text("FN", "x"), *(text("NOTE", value) for value in values)])
    for line in card.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # a character is never cut
    assert [name for name, _params, _raw in read(card)] == [
        "BEGIN", "VERSION", "FN", *["NOTE"] * len(values), "END"
    ]  # fmt: skip


@given(TEXT)
def test_address_holds_nothing_that_readers_split_at(value: str) -> None:
    raw = uri("URL", f"https://comity.example/{value}").value
    assert re.fullmatch(r"[!#$&'()*+/:;=?@\[\]~%\-._A-Za-z0-9]+", raw)


def test_line_is_folded_at_75_octets() -> None:
    assert fold("NOTE:" + "a" * 70) == "NOTE:" + "a" * 70
    assert fold("NOTE:" + "a" * 71) == "NOTE:" + "a" * 70 + "\r\n a"
    # 3 octets each: 23 after "NOTE:", of which the line then has 74
    assert fold("NOTE:" + "漢" * 24) == "NOTE:" + "漢" * 23 + "\r\n 漢"


def test_escaping_is_that_of_the_rfc() -> None:
    line = str(text("NOTE", "One, two; three\\four\r\nfive"))
    assert line == "NOTE:One\\, two\\; three\\\\four\\nfive"
    assert str(components("ORG", ["ABC, Inc.", "Sales; West"])) == "ORG:ABC\\, Inc.;Sales\\; West"
    assert str(text("TEL", "+32 2 000 00 00", type="work,voice")) == 'TEL;TYPE="work,voice":+32 2 000 00 00'
    assert str(text("TITLE", "Juge", language="fr")) == "TITLE;LANGUAGE=fr:Juge"


def test_card_without_a_name_is_refused() -> None:
    for lines in ([], [text("FN", "  ")], [text("NOTE", "x")]):
        with pytest.raises(ValueError, match="FN"):
            write_card(lines)


def test_name_of_a_property_is_not_made_of_text() -> None:
    with pytest.raises(ValueError, match="not a name"):
        Line("NOTE:x\r\nTEL", "y")
