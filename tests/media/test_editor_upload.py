"""What is uploaded in the editor passes the same checks as on the site."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.media.models import PortalDocument
from tests.factories import Tree, make_user

pytestmark = pytest.mark.django_db

CREATE = "/admin/documents/chooser/create/"
MARK = b"RESTREINT UE/EU RESTRICTED"


def upload(name: str, content: bytes, title: str = "Letter", **user: bool) -> str:
    """Upload a file in the chooser of the editor; the step it answers."""
    client = Client()
    client.force_login(make_user(**user))
    file = SimpleUploadedFile(name, content)
    data = {"document-chooser-upload-title": title, "document-chooser-upload-file": file}
    return str(client.post(CREATE, data).json()["step"])


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("letter.txt", MARK + b"\nA secret.", "Letter"),
        ("letter.pdf", b"<html><script>alert(1)</script>", "Letter"),
        ("letter.txt", b"Words.", MARK.decode()),
    ],
)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_what_the_site_refuses_the_editor_refuses(
    tree: Tree, name: str, content: bytes, title: str, is_superuser: bool
) -> None:
    assert upload(name, content, title, is_superuser=is_superuser) != "chosen"
    assert not PortalDocument.objects.exists()


def test_ordinary_file_is_taken_with_its_size_and_hash(tree: Tree) -> None:
    assert upload("letter.txt", b"Words.") == "chosen"
    document = PortalDocument.objects.get()
    assert (document.title, document.file_size) == ("Letter", 6)
    assert document.file_hash and document.filename.startswith("letter")
