"""Addresses of history, of single facts, and of imports; mounted by ``liaison.treaties.urls``."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from liaison.treaties.views.editing import edit_statement, edit_status, pick
from liaison.treaties.views.history import history_page
from liaison.treaties.views.importing import import_index, import_page


class NumberConverter(IntConverter):
    """A number that a database can hold; a longer one is no address."""

    regex = "[0-9]{1,15}"


class PartyConverter(StringConverter):
    """Two letters: a country, or the Union."""

    regex = "[A-Za-z]{2}"


register_converter(NumberConverter, "treaty_number")
register_converter(PartyConverter, "party")

patterns: list[URLPattern] = [
    path("history/<slug:code>/<party:party>/", history_page, name="history"),
    path("edit/", pick, name="pick"),
    path("edit/<slug:code>/<party:party>/", edit_status, name="edit"),
    path("edit/<slug:code>/<party:party>/statement/", edit_statement, name="statement_add"),
    path(
        "edit/<slug:code>/<party:party>/statement/<treaty_number:statement_id>/",
        edit_statement,
        name="statement",
    ),
    path("import/", import_index, name="imports"),
    path("import/<treaty_number:import_id>/", import_page, name="import"),
]
