"""Where Wagtail asks the portal."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.pages import editor_screens
from portal.pages.permissions import AudiencePagePermissionPolicy, OwnFilesPermissionPolicy
from portal.pages.rich_text import StreamFormField, TextFormField
from portal.pages.serving import require_viewable

# Before Wagtail's own hooks: one of them answers by the method of the request, and so tells that there is a page.
hooks.register("before_serve_page", require_viewable, order=-100)

register_permission_policy(Page, AudiencePagePermissionPolicy())
for _model in (get_document_model(), get_image_model()):
    _policy = OwnFilesPermissionPolicy(_model, owner_field_name="uploaded_by_user")
    # For this very class: Wagtail's apps register theirs for it later than hooks are read.
    register_permission_policy(_model, _policy, exact_class=True)

hooks.register("construct_page_chooser_queryset", editor_screens.only_seen)
hooks.register("construct_explorer_page_queryset", editor_screens.only_seen_below)
hooks.register("construct_homepage_panels", editor_screens.only_reviews)
hooks.register("construct_homepage_summary_items", editor_screens.no_totals)
hooks.register("construct_main_menu", editor_screens.short_menu)
editor_screens.limit_filters()

register_form_field_override(RichTextField, override={"form_class": TextFormField})
register_form_field_override(StreamField, override={"form_class": StreamFormField})
