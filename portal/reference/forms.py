"""The admin's form for reference records."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm


class ReferenceForm(WagtailAdminModelForm):
    """Keeps the code of a stored record, and marks a record as changed here when its values change.

    Loading the reference data again leaves such a record alone, until the mark is taken off.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.instance._meta.pk.name
        if not self.instance._state.adding and key in self.fields:
            # Everything is filed under the code. To replace one, add the new record and an alias.
            self.fields[key].disabled = True

    def save(self, commit: bool = True) -> Any:
        """Save, with the mark unless it was set or taken off by hand."""
        changed = self.has_changed() and "is_local" not in self.changed_data
        if changed and hasattr(self.instance, "is_local"):
            self.instance.is_local = True
        return super().save(commit=commit)
