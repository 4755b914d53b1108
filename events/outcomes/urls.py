"""Addresses of events.outcomes, below /events/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "outcomes"

urlpatterns: list[URLPattern] = []
