"""Addresses of events.desk, below /events/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "desk"

urlpatterns: list[URLPattern] = []
