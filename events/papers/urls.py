"""Addresses of events.papers, below /events/."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "papers"

urlpatterns: list[URLPattern] = []
