"""Addresses of the legal-basis resolver."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
