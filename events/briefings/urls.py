"""Addresses below /briefings/. Slugs end in random letters, so that no briefing is called "new"."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "briefings"

urlpatterns: list[URLPattern] = []
