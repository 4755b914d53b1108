"""Addresses of the treaty status."""

from __future__ import annotations

from django.urls import URLPattern, path

from liaison.treaties.urls_editing import patterns as editing
from liaison.treaties.views.map import map_page
from liaison.treaties.views.matrix import export, matrix_page

app_name = "treaties"

urlpatterns: list[URLPattern] = [
    path("", matrix_page, name="matrix"),
    path("map/", map_page, name="map"),
    path("export/<slug:what>.<slug:kind>", export, name="export"),
    *editing,
]
