"""Accounts in Wagtail's admin: for superusers only, with what Comity keeps of a person."""

from __future__ import annotations

from wagtail.users.forms import UserForm
from wagtail.users.views.users import UserViewSet

from portal.people.user_forms import PersonCreationForm, PersonEditForm


class PersonViewSet(UserViewSet):
    """Wagtail's screens for users with our forms."""

    def get_form_class(self, for_update: bool = False) -> type[UserForm]:
        return PersonEditForm if for_update else PersonCreationForm
