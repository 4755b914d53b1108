"""Addresses of writing and reviewing, below /practices/."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from practices.views import review, share, share_api

app_name = "practices"


class KeyConverter(IntConverter):
    """A number that a database can hold; a longer one is no address."""

    regex = "[0-9]{1,15}"


register_converter(KeyConverter, "key")

urlpatterns = [
    path("share/", share.share, name="share"),
    path("share/page/<key:page_id>/", share.share_page, name="share_page"),
    path("share/<uuid:draft_id>/", share.share_draft, name="share_draft"),
    path("share/<uuid:draft_id>/save/", share_api.save, name="share_save"),
    path("share/<uuid:draft_id>/files/", share_api.add_file, name="share_add_file"),
    path("share/<uuid:draft_id>/files/<key:file_id>/remove/", share_api.drop_file, name="share_drop_file"),
    path("review/<key:page_id>/", review.review, name="review"),
]
