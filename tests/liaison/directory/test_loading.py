"""The network of Eurojust from its file, and the demo's examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from liaison.directory.actions import save_entry
from liaison.directory.loading import FILE, load_network
from liaison.directory.models import Authority, Contact, DirectoryChange, NetworkNote, Post
from portal.visibility import Audience
from tests.factories import make_country, make_tree, make_user

pytestmark = pytest.mark.django_db

HEAD = "role,country,since,status,source,source_date,confidence,note\n"


def written(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "eurojust_network.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_rows_become_posts_and_say_no_more_than_the_file(tmp_path: Path) -> None:
    for code in ("RS", "LI", "UA", "AR"):
        make_country(code)
    path = written(
        tmp_path,
        "liaison_prosecutor,RS,2020-03,posted,https://example.org/a,2021-09-20,high,introduced 10.3.2020",
        "liaison_prosecutor,LI,,none posted in 2024,https://example.org/b,2025,high,",
        "liaison_prosecutor,UA,,not verified individually,,,low,agreement allows posting; check Eurojust",
        "contact_point,AR,,appointed (list of 2021),elpaccto.eu,2021,medium,",
        'contact_point,*,,"over 70 countries and 3 organisations in total; no country list found",a page,,medium,',
    )
    report = load_network(path)
    assert (report.created, report.rejections) == (5, [])
    found = {post.country_id: post for post in Post.objects.all()}
    assert {code: post.occupancy for code, post in found.items()} == {
        "RS": "filled",
        "LI": "vacant",
        "UA": "unknown",
        "AR": "filled",
    }
    serbia = found["RS"]
    assert (serbia.since, serbia.source, serbia.source_date) == (
        "2020-03",
        "https://example.org/a",
        "2021-09-20",
    )
    assert serbia.note == "Posted.\nIntroduced 10.3.2020."
    assert all(
        post.audience_key == "public" and not post.holder_label and post.verified_on is None
        for post in found.values()
    )
    assert not Contact.objects.exists()
    assert NetworkNote.objects.get().text.startswith("Over 70 countries")


def test_loading_again_changes_nothing_and_leaves_what_was_changed_here(tmp_path: Path) -> None:
    make_country("AR")
    row = "contact_point,AR,,appointed (list of 2021),elpaccto.eu,{},medium,"
    load_network(written(tmp_path, row.format("2021")))
    again = load_network(written(tmp_path, row.format("2021")))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    newer = load_network(written(tmp_path, row.format("2022")))
    post = Post.objects.get()
    assert (newer.updated, post.source_date, post.version) == (1, "2022", 2)
    [latest, _first] = DirectoryChange.objects.all()
    assert latest.changes == [{"field": "source_date", "before": "2021", "after": "2022"}]
    save_entry(entry=post, values={"city": "Buenos Aires"}, user=make_user(is_superuser=True), version=2)
    kept = load_network(written(tmp_path, row.format("2023")))
    assert (kept.kept, kept.updated) == (1, 0)
    assert Post.objects.get().source_date == "2022"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("king,AR,,posted,x,2021,high,", "role"),
        ("contact_point,XX,,posted,x,2021,high,", "country"),
        ("contact_point,AR,2021-13,posted,x,2021,high,", "since"),
        ("contact_point,AR,,posted,x,soon,high,", "source_date"),
        ("contact_point,AR,,posted,x,2021,certain,", "confidence"),
        ("contact_point,AR,,,x,2021,high,", "status"),
    ],
)
def test_row_that_cannot_be_is_told_and_costs_only_itself(tmp_path: Path, row: str, column: str) -> None:
    make_country("AR")
    make_country("BR")
    report = load_network(written(tmp_path, row, "contact_point,BR,,appointed,x,2021,high,"))
    assert [(rejection.row, rejection.column) for rejection in report.rejections] == [(2, column)]
    assert Post.objects.get().country_id == "BR"


def test_same_country_twice_is_rejected_once(tmp_path: Path) -> None:
    make_country("AR")
    row = "contact_point,AR,,appointed,x,2021,high,"
    report = load_network(written(tmp_path, row, row))
    assert Post.objects.count() == 1 and [r.row for r in report.rejections] == [3]


def test_file_of_the_project_loads_whole() -> None:
    import csv

    with FILE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if row["country"] != "*":
            make_country(row["country"])
    report = load_network()
    assert report.rejections == []
    assert Post.objects.count() == len(rows) - 1
    assert NetworkNote.objects.count() == 1


# --- the demo -------------------------------------------------------------------------------------------

DEMO: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(settings.BASE_DIR) / "data" / "demo" / "directory.json").read_text("utf-8")
)


def test_demo_is_made_up_and_says_so() -> None:
    """Addresses under a domain nobody can own, numbers under a country code nobody has (ITU: 999 is reserved)."""
    people = json.loads((Path(settings.BASE_DIR) / "data" / "demo" / "people.json").read_text("utf-8"))
    accounts = {account["email"] for account in people["accounts"]}
    families = {account["last_name"] for account in people["accounts"]}
    for entry in (*DEMO["posts"], *DEMO["authorities"]):
        assert "example" in (entry.get("institution") or entry.get("name")).lower()
        assert not entry.get("source")
        assert entry.get("holder", next(iter(accounts))) in accounts
        if "holder_name" in entry:
            assert entry["holder_name"].split()[-1] in families
        for contact in entry["contacts"]:
            value = contact["value"]
            if contact["kind"] == "e_mail":
                assert value.endswith("@demo.comity.example")
            elif contact["kind"] == "web":
                assert value.startswith("https://demo.comity.example/")
            elif contact["kind"] in ("phone", "mobile", "fax"):
                assert value.startswith("+999 ")
            else:
                assert "example" in value.lower()


def test_demo_loads_once_and_keeps_what_somebody_changed() -> None:
    from portal.front.demo.directory import load_directory
    from tests.factories import make_network, make_topic

    make_tree()
    for row in (*DEMO["posts"], *DEMO["authorities"]):
        for code in [row["country"], row.get("represents", "MA"), *row.get("other_countries", [])]:
            if code != "EUROJUST":
                make_country(code)
        for slug in row.get("measures", []):
            make_topic(slug)
    for email in {row["holder"] for row in DEMO["posts"] if "holder" in row}:
        user = make_user(email.split("@")[0])
        user.email = email
        user.save()
    names = {
        name
        for row in (*DEMO["posts"], *DEMO["authorities"])
        for item in (row, *row["contacts"])
        for name in item.get("communities", [])
    }
    groups = {name: make_network(name) for name in names}
    assert load_directory(DEMO, groups) == len(DEMO["posts"]) + len(DEMO["authorities"])
    assert (
        Post.objects.filter(is_example=False).count()
        == Authority.objects.filter(is_example=False).count()
        == 0
    )
    post = Post.objects.get(key="demo:post:fr-ma")
    post.city = "Casablanca"
    post.save()
    assert load_directory(DEMO, groups) == 0
    assert Post.objects.get(key="demo:post:fr-ma").city == "Casablanca"
    urgent = post.contacts.get(is_urgent=True)
    assert urgent.audience == Audience.COMMUNITIES and urgent.audience_key != post.audience_key
