"""Addresses of the treaty status."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
