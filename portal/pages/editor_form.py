"""The editor's form of a page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue, StructValue
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from portal.people.naming import check_number, nameable
from portal.visibility import viewer_for

FILES = (AbstractDocument, AbstractImage)


class AudiencePageForm(WagtailAdminPageForm):
    """Offers the communities that somebody may name, and takes files only from those who added them.

    A file is as narrow as what uses it: whoever could put somebody else's file on a page of their own would read
    it there. Files that already stand on the page stay. A file of somebody else is treated as one that does
    not exist, with the same words.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = [name for name in self.fields if isinstance(getattr(self.instance, name, None), StreamValue)]
        self._files_before = {name: set(_files_in(getattr(self.instance, name))) for name in fields}
        if "communities" in self.fields:
            self.fields["communities"].queryset = nameable(self.for_user, self.instance.communities.all())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            check_number(cleaned.get("communities") or ())
        except ValidationError as error:
            self.add_error(None, error)
        viewer = viewer_for(self.for_user)
        if viewer.sees_all:
            return cleaned
        for name, before in self._files_before.items():
            value = cleaned.get(name)
            if value is None or not _forget_foreign(value, before, viewer.user_id):
                continue
            try:
                value.stream_block.clean(value)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned


def _structs(stream: StreamValue) -> list[StructValue]:
    return [child.value for child in stream if isinstance(child.value, StructValue)]


def _key(file: Model) -> tuple[str, Any]:
    return file._meta.label, file.pk


def _files_in(stream: StreamValue) -> list[tuple[str, Any]]:
    return [
        _key(value) for struct in _structs(stream) for value in struct.values() if isinstance(value, FILES)
    ]


def _forget_foreign(stream: StreamValue, before: set[tuple[str, Any]], user_id: int | None) -> bool:
    """Take the files out that are neither the user's nor on the page already. Gives whether there were any."""
    found = False
    for struct in _structs(stream):
        for name, value in struct.items():
            if not isinstance(value, FILES) or _key(value) in before:
                continue
            if user_id is None or value.uploaded_by_user_id != user_id:
                struct[name] = None
                found = True
    return found
