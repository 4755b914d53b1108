"""Addresses of events.registration, below /events/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "registration"

urlpatterns: list[URLPattern] = []
