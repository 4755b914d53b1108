"""What may be uploaded, told by its content."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.media.checks import check_upload, clean_name, document_from_upload
from tests.media import files

FIXTURES = Path("/work/shared/fixtures/uploads")
MARK = "RESTREINT UE/EU RESTRICTED"


def refusal(name: str, content: bytes) -> str:
    """The code of the error, '' where the file is accepted."""
    try:
        check_upload(SimpleUploadedFile(name, content))
    except ValidationError as error:
        return error.code if name.rsplit(".", 1)[0][:20] in error.messages[0] else "message without the name"
    return ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("request.pdf", files.pdf()),
        ("request.docx", files.docx()),
        ("table.xlsx", files.office("xlsx", {"xl/sharedStrings.xml": "<sst><si><t>a</t></si></sst>"})),
        ("slides.pptx", files.office("pptx", {"ppt/slides/slide1.xml": "<s/>"})),
        ("letter.odt", files.odt()),
        ("table.ods", files.odt(kind="spreadsheet")),
        ("notes.txt", "Une note à lire".encode("cp1252")),
        ("notes.txt", "Une note à lire".encode("utf-16")),
        ("list.csv", b"a;b\n1;2\n"),
        ("scan.png", files.picture("PNG")),
        ("scan.JPG", files.picture("JPEG")),
    ],
)
def test_ordinary_files_are_accepted(name: str, content: bytes) -> None:
    assert refusal(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "empty"),
        ("program.exe", b"MZ", "kind"),
        ("noextension", b"words", "kind"),
        ("page.html", b"<script>", "kind"),
        ("picture.svg", b"<svg/>", "kind"),
        ("disguised.pdf", b"MZ" + b"\x00" * 900, "broken"),
        ("disguised.docx", files.pdf(), "broken"),
        ("disguised.docx", files.odt(), "broken"),
        ("disguised.xlsx", files.docx(), "broken"),
        ("disguised.png", files.picture("JPEG"), "broken"),
        ("disguised.png", b"<svg/>", "broken"),
        ("cut.png", files.picture("PNG", (400, 400))[:60], "broken"),
        ("binary.txt", b"a\x00b", "broken"),
        ("cut.docx", files.docx()[:-60], "broken"),
        ("pagesless.pdf", b"%PDF-1.4\n%%EOF", "broken"),
        ("old.docx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "protected"),
        (
            "locked.odt",
            files.odt(manifest='<m><manifest:encryption-data xmlns:manifest="u"/></m>'),
            "protected",
        ),
        ("macro.docx", files.docx(word__vbaProject_dot_bin=b"x"), "unreadable"),
        ("object.docx", files.docx(word__embeddings__oleObject1_dot_bin=b"x"), "unreadable"),
        ("inside.docx", files.docx(word__embeddings__a_dot_pdf=files.pdf()), "unreadable"),
    ],
)
def test_wrong_files_are_refused(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.pdf(MARK)),
        ("a.txt", MARK.encode()),
        ("a.csv", f"a;{MARK}\n".encode("utf-16")),
        (
            "a.docx",
            files.docx("<w:p><w:r><w:t>RESTR</w:t></w:r><w:r><w:t>EINT UE/EU RESTRICTED</w:t></w:r></w:p>"),
        ),
        (
            "a.docx",
            files.docx(
                word__header1_dot_xml=f'<w:hdr xmlns:w="{files.W}"><w:p><w:t>{MARK}</w:t></w:p></w:hdr>'
            ),
        ),
        (
            "a.docx",
            files.docx(word__header1_dot_xml=f'<v:shape xmlns:v="u"><v:textpath string="{MARK}"/></v:shape>'),
        ),
        ("a.docx", files.docx(docProps__core_dot_xml=f"<p><subject>{MARK}</subject></p>")),
        (
            "a.docx",
            files.docx(word__embeddings__b_dot_xlsx=files.office("xlsx", {"xl/s.xml": f"<t>{MARK}</t>"})),
        ),
        (
            "a.xlsx",
            files.office("xlsx", {"xl/worksheets/sheet1.xml": f"<w><oddHeader>{MARK}</oddHeader></w>"}),
        ),
        ("a.pptx", files.office("pptx", {"ppt/slides/slide1.xml": f"<s><t>{MARK}</t></s>"})),
        ("a.odt", files.odt(MARK)),
        ("SECRET UE EU SECRET.txt", b"words"),
    ],
)
def test_marked_files_are_refused(name: str, content: bytes) -> None:
    assert refusal(name, content) == "marking"


def test_too_large_file_is_refused_without_reading_it(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    assert refusal("large.txt", b"x" * 1001) == "too_large"
    assert refusal("large.txt", b"x" * 1000) == ""


def test_zip_bomb_is_refused_quickly(tmp_path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            files.CONTENT_TYPES.format(part="word/document.xml", type=files.MAIN["docx"][1]),
        )
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(b"<w>")
            for _ in range(200):
                part.write(b" " * (1 << 20))
    start = time.monotonic()
    assert refusal("bomb.docx", path.read_bytes()) == "too_complex"
    assert time.monotonic() - start < 20


def test_entity_bomb_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY e0 "lol">{entities}]><d>&e9;</d>'
    assert refusal("bomb.docx", files.docx(word__footer1_dot_xml=bomb)) == "broken"


def test_external_entity_is_not_followed(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(MARK)
    outside = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{secret}">]><d>&e;</d>'
    assert refusal("outside.docx", files.docx(word__footer1_dot_xml=outside)) == "broken"


EXPECTED = {
    "opf__032270.pdf": "",
    "opf__033689.pdf": "broken",
    "opf__T01_006_header-invalid-syntax-no-pdf.pdf": "broken",
    "opf__T02-02_002_page-tree-kids-links-recursive.pdf": "broken",
    "opf__externalLink.doc": "kind",
    "pikepdf__graph-encrypted.pdf": "protected",
    "pikepdf__cyclic-toc.pdf": "",
    "poi__ExternalEntityInText.docx": "broken",
    "poi__HeaderWithMacros.doc": "kind",
    "poi__SimpleMacro.docm": "kind",
    "poi__bug53475-password-is-pass.docx": "protected",
    "poi__invalid.xlsx": "broken",
    "poi__poc-xmlbomb.xlsx": "broken",
    "poi__truncated62886.docx": "broken",
    "pypdf__libre-office-link.pdf": "",
    "pypdf__libreoffice-writer-password.pdf": "protected",
}


def test_files_collected_in_the_wild_get_an_answer() -> None:
    if not FIXTURES.is_dir():
        pytest.skip(f"NOT TESTED: {FIXTURES} is not there")
    answers = {path.name: refusal(path.name, path.read_bytes()) for path in sorted(FIXTURES.iterdir())}
    assert {name: answers.get(name) for name in EXPECTED} == EXPECTED
    assert set(answers.values()) <= {"", "kind", "broken", "protected", "unreadable", "too_complex"}


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\note.PDF", "note.pdf"),
        ("a\u202egpj.exe.pdf", "agpj.exe.pdf"),
        ("", "file"),
        (".txt", "file.txt"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("demande d'extradition №3.docx", "demande d'extradition №3.docx"),
        ('a<b>"c|d?.csv', "a b c d.csv"),
    ],
)
def test_names_are_cleaned(given: str, cleaned: str) -> None:
    assert clean_name(given) == cleaned


@pytest.mark.django_db
def test_document_keeps_name_size_and_hash() -> None:
    document = document_from_upload(SimpleUploadedFile("a b.txt", b"words"), user=None)
    assert (document.title, document.file_size, len(document.file_hash)) == ("a b.txt", 5, 40)
