"""Addresses of search. Included at the root, before Wagtail's pages."""

from __future__ import annotations

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from search.feeds import PublicResultsFeed
from search.sitemap import SITEMAPS
from search.views import practice_list, robots, search_page

urlpatterns = [
    path("search/", search_page, name="search"),
    path("search/feed/", PublicResultsFeed(), name="search_feed"),
    path("practices/", practice_list, name="practice_list"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("robots.txt", robots, name="robots"),
]
