"""Addresses of events, below /events/. Those of one event are ``/events/<slug>/...``; their slugs end in random
letters, so that no event is called "new"."""

from __future__ import annotations

from django.urls import path

from events.exchanges.views import editing, event, lists, programme, steps

app_name = "exchanges"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", editing.add, name="add"),
    path("zone/", lists.choose_zone, name="zone"),
    path("<slug:slug>/", event.event_page, name="event"),
    path("<slug:slug>/organise/", event.organise, name="organise"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/programme/", programme.programme, name="programme"),
    path("<slug:slug>/step/", steps.step, name="step"),
    path("<slug:slug>/organisers/", steps.organisers, name="organisers"),
    path("<slug:slug>/repeat/", steps.repeat, name="repeat"),
    path("<slug:slug>/delete/", steps.delete, name="delete"),
]
