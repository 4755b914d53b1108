"""Wagtail's app of users, with our screens."""

from wagtail.users.apps import WagtailUsersAppConfig


class ComityUsersConfig(WagtailUsersAppConfig):
    user_viewset = "portal.people.user_admin.PersonViewSet"
