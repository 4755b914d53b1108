"""Addresses below /events/. Those of an event itself come last: a slug must not hide a fixed name."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("events.calendars.urls")),
    path("", include("events.desk.urls")),
    path("", include("events.outcomes.urls")),
    path("", include("events.papers.urls")),
    path("", include("events.registration.urls")),
    path("", include("events.exchanges.urls")),
]
