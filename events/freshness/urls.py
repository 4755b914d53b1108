"""Addresses below /briefings/<slug>/: whether a briefing is up to date, and what consulted bodies say."""

from __future__ import annotations

from django.urls import path

from events.freshness import views

app_name = "freshness"

urlpatterns = [
    path("<slug:slug>/freshness/", views.freshness, name="freshness"),
    path("<slug:slug>/freshness/compare/", views.compare, name="compare"),
    path("<slug:slug>/consultation/", views.ask, name="ask"),
    path("<slug:slug>/consultation/<slug:key>/", views.consultation, name="consultation"),
    path("<slug:slug>/consultation/<slug:key>/withdraw/", views.withdraw, name="withdraw"),
]
