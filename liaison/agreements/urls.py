"""Addresses of the agreements."""

from __future__ import annotations

from django.urls import path

from liaison.agreements.views import editing, pages

app_name = "agreements"
urlpatterns = [
    path("", pages.agreement_index, name="index"),
    path("add/", editing.add, name="add"),
    path("<slug:code>/", pages.agreement_page, name="agreement"),
    path("<slug:code>/edit/", editing.edit, name="edit"),
]
