"""Addresses of the legal basis."""

from __future__ import annotations

from django.urls import URLPattern, path

from liaison.legal_basis.views import legal_basis

app_name = "legal_basis"

urlpatterns: list[URLPattern] = [path("", legal_basis, name="resolver")]
