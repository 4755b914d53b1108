"""Querysets put together once: what every page asks need not be turned into SQL at every page.

Turning a queryset into SQL costs several times what a small answer costs the database. What differs from one time
to the next are numbers (a user's, those of some pages); the statement is kept with stand-ins in their places.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

_FIRST_STAND_IN = 1_999_990_000
"""Stand-ins are numbers that every column of numbers can hold and no constant of a query happens to be."""
_KEPT = "_comity_prepared"


class Prepared:
    """Rows of a queryset whose SQL is made once a connection.

    ``build`` is given as many numbers as ``rows`` and makes a ``values_list`` queryset in which each of them is a
    parameter as it is, not a part of a text. Nothing but these numbers may differ from one call to the next: no
    moment, no setting, no language. It gives what the queryset gives, in one query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """The rows for these numbers. Raises ValueError where a number has no place in the statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        kept = connection.__dict__.setdefault(_KEPT, {})
        key = (self, len(numbers))
        if key not in kept:
            kept[key] = _Statement(self._build, len(numbers), connection)
        statement: _Statement = kept[key]
        return statement.rows(numbers, connection)

    def rows_of_any(self, numbers: list[int], *, at_once: int) -> list[tuple[Any, ...]]:
        """The rows for a list of numbers that stand for each other, as after ``__in``: any count of them up to
        ``at_once`` takes the same statement."""
        if not numbers:
            return []
        missing = -len(numbers) % at_once
        return self.rows(*numbers, *[numbers[-1]] * missing)


class _Statement:
    """One statement, its parameters, and how its columns become values."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], count: int, connection: Any) -> None:
        stand_ins = range(_FIRST_STAND_IN, _FIRST_STAND_IN + count)
        compiler = build(*stand_ins).query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        self.parameters = list(parameters)
        self.places = [
            (place, stand_ins.index(value))
            for place, value in enumerate(self.parameters)
            if isinstance(value, int) and value in stand_ins
        ]
        places = {place for place, _number in self.places}
        others = [str(value) for place, value in enumerate(self.parameters) if place not in places]
        hidden = any(str(number) in text for number in stand_ins for text in (self.sql, *others))
        if hidden or {number for _place, number in self.places} != set(range(count)):
            raise ValueError("a number is not in the statement, or not as a number")
        columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
        self.converters = list(compiler.get_converters(columns).items())

    def rows(self, numbers: tuple[int, ...], connection: Any) -> list[tuple[Any, ...]]:
        parameters = self.parameters.copy()
        for place, number in self.places:
            parameters[place] = numbers[number]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not self.converters:
            return found
        return [self._converted(row, connection) for row in found]

    def _converted(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        values = list(row)
        for place, (converters, expression) in self.converters:
            for converter in converters:
                values[place] = converter(values[place], expression, connection)
        return tuple(values)
