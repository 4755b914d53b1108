"""Addresses of events.papers, below /events/."""

from __future__ import annotations

from django.urls import path

from events.papers.views import papers

app_name = "papers"

urlpatterns = [
    path("<slug:slug>/papers/", papers.index, name="index"),
    path("<slug:slug>/papers/add/", papers.add, name="add"),
    path("<slug:slug>/papers/<int:pk>/", papers.change, name="change"),
    path("<slug:slug>/papers/<int:pk>/remove/", papers.remove, name="remove"),
    path("<slug:slug>/papers/<int:pk>/file/", papers.download, name="file"),
]
