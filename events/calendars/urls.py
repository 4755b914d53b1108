"""Addresses of events.calendars, below /events/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "calendars"

urlpatterns: list[URLPattern] = []
