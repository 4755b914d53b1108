"""Addresses of issues, below /briefings/."""

from __future__ import annotations

from django.urls import path

from events.issues.views import comparison, handling, issues

app_name = "briefing_issues"

urlpatterns = [
    path("go/<int:pk>/", issues.go, name="go"),
    path("<slug:slug>/freeze/", handling.freeze_page, name="freeze"),
    path("<slug:slug>/compare/", comparison.compare_page, name="compare"),
    path("<slug:slug>/issues/", issues.index, name="index"),
    path("<slug:slug>/issues/<int:number>/", issues.issue, name="issue"),
    path("<slug:slug>/issues/<int:number>/report.<str:ending>", issues.issue_file_view, name="file"),
    path("<slug:slug>/issues/<int:number>/share/", handling.share_page, name="share"),
    path("<slug:slug>/issues/<int:number>/withdraw/", handling.withdraw_page, name="withdraw"),
    path("<slug:slug>/issues/<int:number>/opened/", handling.opened, name="opened"),
]
