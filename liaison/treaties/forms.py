"""Forms of treaty status: a file to import, a single fact, a reservation or declaration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.treaties.reading import MAX_BYTES

KINDS = (".csv", ".tsv", ".txt", ".xlsx")


class ImportForm(forms.Form):
    """A table of treaty status. What is in it is checked row by row afterwards."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        help_text=gettext_lazy("CSV or XLSX. Nothing is changed before you have seen the differences."),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by size and name, before anything is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if not str(file.name).lower().endswith(KINDS):
            raise ValidationError(_("This kind of file is not accepted. Send a CSV or an XLSX file."))
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("The file is too large: at most %(limit)s.") % {"limit": filesizeformat(MAX_BYTES)}
            )
        return file


class DecisionForm(forms.Form):
    """What to do with an import. ``shown`` stands for the differences that were read."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("confirm", "discard", "again", "undo")])
    shown = forms.CharField(required=False, max_length=64)

    def chosen(self) -> tuple[str, str]:
        """The decision and what it is about; empty where it is none."""
        data: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return data.get("do", ""), data.get("shown", "")
