"""Addresses of the accession tracker."""

from __future__ import annotations

from django.urls import path

from liaison.accession.views import editing, pages

app_name = "accession"
urlpatterns = [
    path("", pages.index, name="index"),
    path("add/", editing.add, name="add"),
    path("<slug:key>/", pages.item_page, name="item"),
    path("<slug:key>/edit/", editing.edit, name="edit"),
    path("<slug:key>/status/", editing.status, name="status"),
    path("<slug:key>/raised/", editing.raised, name="raised"),
    path("<slug:key>/follow/", editing.follow_item, name="follow"),
]
