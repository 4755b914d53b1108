"""Addresses. Stable, without a language prefix."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler400 = "portal.front.views.errors.bad_request"
handler403 = "portal.front.views.errors.permission_denied"
handler404 = "portal.front.views.errors.page_not_found"
handler500 = "portal.front.views.errors.server_error"

urlpatterns = [
    # Wagtail's own sign-in takes a password alone; allauth's asks for the second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^admin/password_reset/.*$", RedirectView.as_view(pattern_name="account_reset_password")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("portal.media.urls")),  # before Wagtail's own view of documents
    path("documents/", include(wagtaildocs_urls)),
    path("practices/", include("practices.urls")),
    path("directory/", include("liaison.directory.urls")),
    path("agreements/", include("liaison.agreements.urls")),
    path("treaties/", include("liaison.treaties.urls")),
    path("legal-basis/", include("liaison.legal_basis.urls")),
    path("accession/", include("liaison.accession.urls")),
    path("assessments/", include("liaison.assessments.urls")),
    path("events/", include("events.urls")),
    path("dialogues/", include("events.dialogues.urls")),
    path("briefings/", include("events.briefings.urls")),
    path("briefings/", include("events.issues.urls")),
    path("briefings/", include("events.freshness.urls")),
    path("countries/", include("events.timeline.urls")),
    path("kept/", include("portal.keeping.urls")),
    path("my/", include("portal.front.urls_my")),
    path("", include("search.urls")),
    path("", include("portal.front.urls")),
    path("", include(wagtail_urls)),
]
