"""Wagtail's permissions under the audience rule: every rule of the editor starts from what a user sees there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Collection, Page, PagePermissionTester
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.pages.editor_access import editor_page_ids, may_enter_editor, sees_in_editor
from portal.visibility import viewer_for


class AudiencePagePermissionPolicy(PagePermissionPolicy):
    """Wagtail's policy for pages, narrowed to what the user sees in the editor.

    Listings, search, choosers, reports, logs and the editor's API ask the queryset form, views the object form.
    """

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        pages = super().instances_user_has_any_permission_for(user, actions)
        return pages if _sees_all(user) else pages.filter(pk__in=editor_page_ids(user))

    def explorable_instances(self, user: Any) -> QuerySet:
        """What the user sees in the editor, below the highest page their permissions reach."""
        pages = self.model._default_manager.all()
        if _sees_all(user):
            return pages
        root = self.explorable_root_instance(user) if may_enter_editor(user) else None
        if root is None:
            return pages.none()
        return pages.filter(path__startswith=root.path, pk__in=editor_page_ids(user))

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Page) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and sees_in_editor(user, instance.specific)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet:
        users = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        page = instance.specific
        return users.filter(pk__in=[user.pk for user in users if sees_in_editor(user, page)])


def _sees_all(user: Any) -> bool:
    return viewer_for(user).sees_all


class HiddenPagePermissionTester(PagePermissionTester):
    """What a user may do with a page that is not for them: nothing."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self.permissions: set[str] = set()

    def user_has_lock(self) -> bool:
        return False


def _never(self: HiddenPagePermissionTester, *args: Any, **kwargs: Any) -> bool:
    return False


for _name in [name for name in dir(PagePermissionTester) if name.startswith("can_")]:
    setattr(HiddenPagePermissionTester, _name, _never)


class AudiencePermissionTester(PagePermissionTester):
    """What a user may do with one page they see in the editor.

    Nobody but a superuser approves what they wrote themselves: the writer of a page does not publish it, and
    creating and publishing in one step would be that. Pages that hold others (the home page, the list of
    countries, the dossiers) are part of the portal's structure: moving and deleting them, which would also
    count what is below, is left to superusers. Copies would escape the review of their original.

    For a page that the user does not see in the editor this makes a ``HiddenPagePermissionTester`` instead.
    """

    def __new__(cls, user: Any, page: Page) -> PagePermissionTester:
        if not sees_in_editor(user, page):
            return HiddenPagePermissionTester(user, page)
        return super().__new__(cls)

    def can_publish(self) -> bool:
        return super().can_publish() and (self.user.is_superuser or self.page.owner_id != self.user.pk)

    def can_publish_subpage(self) -> bool:
        return bool(self.user.is_superuser) and super().can_publish_subpage()

    def can_copy(self) -> bool:
        return bool(self.user.is_superuser) and super().can_copy()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return (self.user.is_superuser or not self._holds_pages()) and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return (self.user.is_superuser or not self._holds_pages()) and super().can_unpublish()

    def can_reorder_children(self) -> bool:
        return bool(self.user.is_superuser) and super().can_reorder_children()

    def can_set_view_restrictions(self) -> bool:
        """Never: there is one rule for who may see what, and it is not Wagtail's privacy dialog."""
        return False

    def _holds_pages(self) -> bool:
        return bool(self.page.specific_class.allowed_subpage_models())


class OwnFilesPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Documents in the editor: a member adds their own and chooses among their own, nobody else's.

    A file is as narrow as what uses it, so choosing somebody else's would widen it. Changing a file that is
    already in use would go round the review: only superusers change or delete in the library.
    """

    def _member(self, user: Any) -> bool:
        return bool(user.is_active) and may_enter_editor(user)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return _sees_all(user) or (action in {"add", "choose"} and self._member(user))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if _sees_all(user):
            return True
        return "choose" in actions and self._member(user) and instance.uploaded_by_user_id == user.pk

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        files = self.model._default_manager.all()
        if _sees_all(user):
            return files
        if "choose" in actions and self._member(user):
            return files.filter(uploaded_by_user_id=user.pk)
        return files.none()

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        if any(self.user_has_permission(user, action) for action in actions):
            return Collection.objects.filter(depth=1)
        return Collection.objects.none()
