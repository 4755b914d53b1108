"""The front door."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.pages.models import BasePage


class HomePage(BasePage):
    """``/``: search first, then what is new and the countries."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.CountryIndexPage"]
    template = "front/home_page.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    settings_panels = BasePage.audience_panels

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.front.home import home_context

        return super().get_context(request, *args, **kwargs) | home_context(request.user)
