"""What may be uploaded: the kinds the portal knows, by their content, and nothing with an EU marking.

What cannot be read is refused: a file whose words cannot be seen could carry a marking.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from portal.classification import find_marking
from portal.media import extract
from portal.media.models import PortalDocument
from portal.sanitise import clean_text

WALL_SECONDS = 20
IMAGES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
MAX_PIXELS = 60_000_000
NAME_LENGTH = 100
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def clean_name(name: str) -> str:
    """The name of an upload without folders, control characters and whatever misleads in a file list."""
    base = clean_text(os.path.basename(str(name or "").replace("\\", "/")))
    stem, dot, suffix = base.rpartition(".")
    stem = _UNSAFE.sub(" ", stem if dot else base).strip(" .") or "file"
    return f"{stem[:NAME_LENGTH]}.{suffix.lower()[:10]}" if dot else stem[:NAME_LENGTH]


def kind_of_name(name: str) -> str:
    """The extension, in small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_upload(upload: File) -> None:
    """Raise ``ValidationError``, in the reader's language, for a file that is not accepted."""
    name = clean_name(upload.name or "")
    kind = kind_of_name(name)
    if kind not in settings.WAGTAILDOCS_EXTENSIONS:
        allowed = ", ".join(sorted(settings.WAGTAILDOCS_EXTENSIONS))
        raise ValidationError(
            _("%(name)s: this kind of file is not accepted. Accepted are: %(allowed)s.")
            % {"name": name, "allowed": allowed},
            code="kind",
        )
    if not upload.size:
        raise ValidationError(_("%(name)s is empty.") % {"name": name}, code="empty")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("%(name)s is too large: at most %(size)s.")
            % {"name": name, "size": filesizeformat(settings.UPLOAD_MAX_BYTES)},
            code="too_large",
        )
    _check_start(upload, kind, name)
    text = name if kind in IMAGES else f"{name}\n{_words(upload, kind, name)}"
    if marking := find_marking(text):
        raise ValidationError(
            _(
                "%(name)s carries the marking %(marking)s. EU classified information does not belong in the portal."
            )
            % {"name": name, "marking": marking},
            code="marking",
        )


def _check_start(upload: File, kind: str, name: str) -> None:
    """Whether the content begins as its kind must, whatever the file is called."""
    upload.seek(0)
    start = upload.read(1024)
    upload.seek(0)
    if kind in IMAGES:
        _check_image(upload, kind, name)
    elif (kind == "pdf" and b"%PDF-" not in start) or (
        kind not in ("pdf", "txt", "csv") and not start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    ):
        raise _not_of_kind(name, kind)


def _check_image(upload: File, kind: str, name: str) -> None:
    try:
        with Image.open(upload) as image:
            if image.format != IMAGES[kind] or image.width * image.height > MAX_PIXELS:
                raise _not_of_kind(name, kind)
            image.verify()
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises whatever a broken file provokes
        raise _not_of_kind(name, kind) from error
    finally:
        upload.seek(0)


def _not_of_kind(name: str, kind: str) -> ValidationError:
    return ValidationError(
        _("%(name)s is broken, or it is no %(kind)s file. Open it, save it again and try once more.")
        % {"name": name, "kind": kind.upper()},
        code="broken",
    )


def _words(upload: File, kind: str, name: str) -> str:
    """All words of a file, read by a process of its own that may use little time and memory."""
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        upload.seek(0)
        program = [sys.executable, "-I", str(Path(extract.__file__)), kind, copy.name]
        try:
            done = subprocess.run(program, capture_output=True, timeout=WALL_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise _unread(extract.TOO_LARGE, name, kind) from error
    if done.returncode != 0:
        raise _unread(done.returncode, name, kind)
    return done.stdout.decode("utf-8", "replace")


def _unread(code: int, name: str, kind: str) -> ValidationError:
    """The message for each way in which a file could not be read."""
    if code == extract.PROTECTED:
        text = _("%(name)s is protected by a password. Take the protection off, so that it can be checked.")
        return ValidationError(text % {"name": name}, code="protected")
    if code == extract.UNREADABLE:
        text = _(
            "%(name)s holds a macro, another file or an object that cannot be checked. Take it out first."
        )
        return ValidationError(text % {"name": name}, code="unreadable")
    if code == extract.TOO_LARGE or code < 0:
        text = _("%(name)s is too large or too complex to be checked. Share a shorter part of it.")
        return ValidationError(text % {"name": name}, code="too_complex")
    return _not_of_kind(name, kind)


def document_from_upload(upload: File, *, user: Any) -> PortalDocument:
    """An unsaved document of a checked upload, with its size and hash."""
    name = clean_name(upload.name or "")
    upload.name = name
    document = PortalDocument(title=name, file=upload, uploaded_by_user=user)
    document._set_document_file_metadata()
    return document
