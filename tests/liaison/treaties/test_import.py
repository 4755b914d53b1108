"""Importing treaty status: preview, confirmation, all or nothing, undoing, two people at once."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from liaison.treaties import applying, tasks, turns
from liaison.treaties.cells import COLUMNS
from liaison.treaties.enums import ImportState
from liaison.treaties.findings import Finding
from liaison.treaties.importing import preview_of, take_file
from liaison.treaties.models import TreatyImport, TreatyStatement, TreatyStatus, TreatyStatusChange
from liaison.treaties.permissions import ensure_treaty_editors
from liaison.treaties.turns import Busy
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.enums import InstrumentKind
from portal.reference.models import Source
from tests.factories import make_country, make_instrument, make_network, make_user
from tests.liaison.treaties.conftest import D, make_status

pytestmark = pytest.mark.django_db
Commits = Any
"""pytest-django's fixture that runs what waits for the end of the transaction."""


@pytest.fixture
def world() -> dict[str, Any]:
    """Two instruments, four countries, one fact on file, and an editor."""
    for code in ("TR", "NL", "AW", "MA", "FR"):
        make_country(code)
    Source.objects.create(code="A", description="A table")
    kind = InstrumentKind.COE_CONVENTION
    make_instrument("CETS024", kind=kind, opened=D("1957-12-13"), in_force=D("1960-04-18"))
    make_instrument("CETS182", kind=kind)
    make_status("CETS024", "TR", consent_date=D("1960-01-07"), consent_type="ratification", source="A")
    return {"editor": make_user("editor", role=Role.EUROJUST_DESK)}


def line(instrument: str = "CETS024", party: str = "TR", **changes: str) -> dict[str, str]:
    """A row of a file; by default that of the fact on file."""
    values = {
        "instrument": instrument,
        "party": party,
        "party_type": "state",
        "consent_date": "1960-01-07",
        "consent_type": "ratification",
        "status": "in_force",
        "source": "A",
        "as_of": "2024-01-01",
        "confidence": "high",
    }
    return {**dict.fromkeys(COLUMNS, ""), **values, **changes}


def table(*lines: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


CHANGED = line(in_force="1960-04-18", in_force_basis="printed", as_of="2025-01-01")
NEW = line(party="NL", consent_date="1969-02-14")


class Sender:
    """What somebody does with the pages of the import."""

    def __init__(self, user: User, commits: Commits) -> None:
        self.client, self.commits = Client(), commits
        self.client.force_login(user)

    def send(self, data: bytes, name: str = "table.csv") -> TreatyImport:
        with self.commits(execute=True):
            answer = self.client.post("/treaties/import/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 302, answer.content.decode()
        return TreatyImport.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))

    def do(self, given: TreatyImport, do: str, shown: str | None = None) -> TreatyImport:
        with self.commits(execute=True):
            data = {"do": do, "shown": given.shown if shown is None else shown}
            answer = self.client.post(f"/treaties/import/{given.pk}/", data)
        assert answer.status_code == 302
        return TreatyImport.objects.get(pk=given.pk)

    def see(self, given: TreatyImport) -> str:
        answer = self.client.get(f"/treaties/import/{given.pk}/")
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())


@pytest.fixture
def sender(world: dict[str, Any], django_capture_on_commit_callbacks: Commits) -> Sender:
    return Sender(world["editor"], django_capture_on_commit_callbacks)


def kept() -> list[tuple[Any, ...]]:
    return list(TreatyStatus.objects.values_list("instrument", "party", "in_force", "as_of", "version"))


BEFORE = [("CETS024", "TR", None, D("2024-01-01"), 1)]


# --- preview --------------------------------------------------------------------------------------------


def test_preview_tells_new_changed_and_unchanged_and_writes_nothing(sender: Sender) -> None:
    given = sender.send(table(CHANGED, NEW))
    assert given.state == ImportState.PREVIEWED
    assert (given.rows, given.created, given.updated, given.unchanged, given.rejected) == (2, 1, 1, 0, 0)
    assert given.differences == [
        [2, "changed", "CETS024", "TR", [
            ["in_force", None, "1960-04-18"],
            ["in_force_basis", "", "printed"],
            ["as_of", "2024-01-01", "2025-01-01"],
        ]],
        [3, "new", "CETS024", "NL", [
            ["party_type", None, "state"],
            ["consent_date", None, "1969-02-14"],
            ["consent_type", None, "ratification"],
            ["status", None, "in_force"],
            ["source", None, "A"],
            ["as_of", None, "2024-01-01"],
            ["confidence", None, "high"],
        ]],
    ]  # fmt: skip
    page = sender.see(given)
    assert "<del>1 January 2024</del>" in page and "<ins>1 January 2025</ins>" in page
    assert "Confirm and write" in page
    assert kept() == BEFORE
    assert not TreatyStatusChange.objects.exists()


def test_file_that_says_what_is_on_file_offers_nothing_to_confirm(sender: Sender) -> None:
    given = sender.send(table(line()))
    assert (given.state, given.unchanged, given.differences) == (ImportState.PREVIEWED, 1, [])
    page = sender.see(given)
    assert "nothing that is not on file already" in page and "Confirm and write" not in page


def test_one_error_refuses_the_whole_file_and_names_row_and_cell(sender: Sender) -> None:
    data = table(
        CHANGED, NEW, line(party="ZZ"), line(party="MA", in_force="1950-01-01", in_force_basis="printed")
    )
    given = sender.send(data)
    assert given.state == ImportState.REJECTED
    assert given.content is None
    found = [(f.row, f.column, f.code) for f in map(Finding.from_json, given.findings)]
    assert found == [(4, "party", "unknown"), (5, "in_force", "before"), (5, "in_force", "before_opened")]
    page = sender.see(given)
    assert "The file was refused; nothing was written" in page
    assert "“ZZ” is not known here." in page
    assert "Confirm and write" not in page
    assert sender.do(given, "confirm").state == ImportState.REJECTED
    assert kept() == BEFORE


def test_warnings_do_not_stop_an_import(sender: Sender) -> None:
    extension = line(
        party="AW", party_type="territory", parent="NL", consent_type="territorial_extension",
        consent_date="1984-01-12", in_force="1982-04-12", in_force_basis="printed",
    )  # fmt: skip
    given = sender.send(table(extension))
    assert "Odd, but taken as it is" in sender.see(given)
    assert sender.do(given, "confirm").state == ImportState.APPLIED
    assert TreatyStatus.objects.get(party="AW").responsible_id == "NL"


def test_workbook_and_windows_encoding_are_read(sender: Sender) -> None:
    book = openpyxl.Workbook()
    values = line(party="NL", note="déjà vu")
    book.active.append(list(values))
    book.active.append([D(value) if value[4:5] == "-" else value for value in values.values()])
    out = io.BytesIO()
    book.save(out)
    assert sender.send(out.getvalue(), "table.xlsx").created == 1
    given = sender.send(table(values).decode().encode("cp1252"))
    assert (given.created, given.encoding) == (1, "Windows-1252")
    assert "Windows-1252" in sender.see(given)


def test_columns_for_denunciations_come_together_or_not_at_all(sender: Sender) -> None:
    given = sender.send(table({**line(), "denounced": ""}))
    assert [f[2] for f in given.findings] == ["no_column"]
    ended = {**line(status="denounced"), "denounced": "2001-01-01", "denunciation_effective": "2001-07-01"}
    sender.do(sender.send(table(ended)), "confirm")
    row = TreatyStatus.objects.get(party="TR")
    assert (row.denounced, row.denunciation_effective) == (D("2001-01-01"), D("2001-07-01"))
    # A file without these columns leaves them as they are.
    sender.do(sender.send(table(line(note="x"))), "confirm")
    row.refresh_from_db()
    assert (row.denounced, row.status, row.note) == (D("2001-01-01"), "denounced", "x")


@pytest.mark.parametrize("name", ["table.exe", "table", "table.ods", "table.xlsm"])
def test_other_files_are_refused_at_the_form(sender: Sender, name: str) -> None:
    answer = sender.client.post("/treaties/import/", {"file": SimpleUploadedFile(name, b"x")})
    assert answer.status_code == 422
    assert "This kind of file is not accepted" in answer.content.decode()
    assert sender.client.post("/treaties/import/", {}).status_code == 422
    assert not TreatyImport.objects.exists()


def test_long_file_gets_a_clear_report(sender: Sender) -> None:
    given = sender.send(table(*[line(note=str(number)) for number in range(30_000)]))
    assert given.state == ImportState.REJECTED
    page = sender.see(given)
    assert "The file has more than 25000 rows. Send it in parts." in page
    assert "only the first 1000 are" in page
    assert kept() == BEFORE


# --- confirmation ---------------------------------------------------------------------------------------


def test_confirmed_import_is_written_whole_with_history(sender: Sender, world: dict[str, Any]) -> None:
    given = sender.do(sender.send(table(CHANGED, NEW)), "confirm")
    assert given.state == ImportState.APPLIED
    assert given.content is None and given.differences == [] and given.finished is not None
    assert kept() == [
        ("CETS024", "NL", None, D("2024-01-01"), 1),
        ("CETS024", "TR", D("1960-04-18"), D("2025-01-01"), 2),
    ]
    changes = {change.party: change for change in given.changes.all()}
    assert changes["NL"].before == {} and changes["NL"].after["consent_date"] == "1969-02-14"
    assert changes["TR"].before["in_force"] is None and changes["TR"].after["in_force"] == "1960-04-18"
    assert {change.by for change in changes.values()} == {world["editor"]}
    assert "What it changed" in sender.see(given)


def test_second_click_writes_nothing_again(sender: Sender) -> None:
    given = sender.send(table(CHANGED))
    sender.do(given, "confirm")
    sender.do(given, "confirm")
    assert TreatyStatusChange.objects.count() == 1
    assert TreatyStatus.objects.get(party="TR").version == 2


def test_data_that_changed_after_the_preview_are_shown_again(sender: Sender) -> None:
    given = sender.send(table(CHANGED, NEW))
    TreatyStatus.objects.filter(party="TR").update(note="Meanwhile", version=2)
    again = sender.do(given, "confirm")
    assert (again.state, again.moved) == (ImportState.PREVIEWED, True)
    assert again.shown != given.shown
    page = sender.see(again)
    assert "The data changed after you looked" in page and "Meanwhile" in page
    assert TreatyStatus.objects.get(party="TR").note == "Meanwhile"
    assert not TreatyStatus.objects.filter(party="NL").exists()
    # A click on the page as it was before says nothing about what is shown now.
    assert sender.do(again, "confirm", shown=given.shown).state == ImportState.PREVIEWED
    assert sender.do(again, "confirm").state == ImportState.APPLIED
    assert TreatyStatus.objects.get(party="TR").note == ""


def test_what_became_unknown_after_the_preview_refuses_the_import(sender: Sender) -> None:
    given = sender.send(table(line("CETS182", "NL")))
    TreatyStatus.objects.filter(instrument="CETS182").delete()
    from portal.reference.models import Instrument

    Instrument.objects.filter(pk="CETS182").delete()
    assert sender.do(given, "confirm").state == ImportState.REJECTED
    assert kept() == BEFORE


def test_fault_while_writing_leaves_nothing(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    given = sender.send(table(CHANGED, NEW))

    def fail(plan: Any, **options: Any) -> None:
        write(plan, **options)
        raise OSError("disk full")

    write = applying.write_plan
    monkeypatch.setattr(applying, "write_plan", fail)
    again = sender.do(given, "confirm")
    assert again.state == ImportState.FAILED
    assert "stopped because of a fault" in sender.see(again)
    assert kept() == BEFORE and not TreatyStatusChange.objects.exists()


def test_discarded_import_cannot_be_confirmed(sender: Sender) -> None:
    given = sender.do(sender.send(table(NEW)), "discard")
    assert given.state == ImportState.DISCARDED and given.content is None
    assert sender.do(given, "confirm").state == ImportState.DISCARDED
    assert kept() == BEFORE


def test_interrupted_import_can_be_begun_again(sender: Sender) -> None:
    """The worker was stopped after the confirmation: the state says "being written", nothing was."""
    given = sender.send(table(NEW))
    TreatyImport.objects.filter(pk=given.pk).update(state=ImportState.WRITING)
    assert "Begin again" not in sender.see(given)
    assert sender.do(given, "again").state == ImportState.WRITING
    TreatyImport.objects.filter(pk=given.pk).update(touched=timezone.now() - 2 * tasks_stalled())
    assert "Begin again" in sender.see(given)
    assert sender.do(given, "again").state == ImportState.APPLIED
    assert TreatyStatus.objects.filter(party="NL").exists()


def tasks_stalled() -> Any:
    from liaison.treaties.views.importing import STALLED

    return STALLED


def test_progress_is_told_while_work_goes_on(sender: Sender, world: dict[str, Any]) -> None:
    given = take_file(name="table.csv", data=table(NEW), by=world["editor"])
    page = sender.see(given)
    assert "The file is being read." in page and 'hx-trigger="every 1s"' in page and "Look again" in page
    tasks.teller(given.pk)(1500, 10_000)
    assert tasks.progress_of(given.pk) == (1500, 10_000)
    assert '<progress id="import-progress" value="1500" max="10000">' in sender.see(given)


def test_ten_thousand_rows_take_one_transaction_and_few_statements(
    world: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    """250 made-up countries times 40 instruments; the number of statements follows the batches."""
    from portal.reference.models import Country, Instrument

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [a + b for a in letters for b in letters if a + b != "EU"][:250]
    Country.objects.bulk_create(
        [Country(code=code, alpha3=code + "#") for code in codes], ignore_conflicts=True
    )
    Instrument.objects.bulk_create(
        [Instrument(code=f"T{number}", kind=InstrumentKind.COE_CONVENTION) for number in range(40)]
    )
    data = table(*[line(f"T{number}", code) for number in range(40) for code in codes])
    told: list[tuple[int, int]] = []
    given = take_file(name="table.csv", data=data, by=world["editor"])
    assert tasks.read_import.call(given.pk) == ImportState.PREVIEWED
    TreatyImport.objects.filter(pk=given.pk).update(state=ImportState.WRITING)
    with django_assert_max_num_queries(400):
        given = applying.apply_import(
            import_id=given.pk, by=world["editor"], progress=lambda done, total: told.append((done, total))
        )
    assert given.state == ImportState.APPLIED and given.created == 10_000
    assert TreatyStatus.objects.count() == 10_001
    assert told[-1] == (20_000, 20_000) and len(told) >= 20


# --- undoing --------------------------------------------------------------------------------------------


def test_undone_import_restores_what_stood_before(sender: Sender) -> None:
    given = sender.do(sender.send(table(CHANGED, NEW)), "confirm")
    assert "Undo this import" in sender.see(given)
    undone = sender.do(given, "undo")
    assert undone.state == ImportState.UNDONE
    assert kept() == [("CETS024", "TR", None, D("2024-01-01"), 3)]
    last = TreatyStatusChange.objects.filter(party="NL").first()
    assert last is not None and last.after == {} and last.before["consent_date"] == "1969-02-14"
    assert "Undo this import" not in sender.see(undone)


def test_import_on_which_something_stands_is_not_undone(sender: Sender) -> None:
    given = sender.do(sender.send(table(CHANGED, NEW)), "confirm")
    row = TreatyStatus.objects.get(party="NL")
    TreatyStatement.objects.create(
        status=row, kind="reservation", text="No", source="A", as_of=D("2024-01-01"), confidence="high"
    )
    assert sender.do(given, "undo").state == ImportState.APPLIED
    assert "Nothing was undone" in sender.see(given)
    TreatyStatement.objects.all().delete()
    TreatyStatus.objects.filter(party="TR").update(note="Later")
    assert sender.do(given, "undo").state == ImportState.APPLIED
    assert TreatyStatus.objects.get(party="TR").note == "Later"
    assert TreatyStatus.objects.filter(party="NL").exists()


# --- two people at once ---------------------------------------------------------------------------------


def test_whoever_comes_second_is_told_when_it_takes_too_long(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = sender.send(table(NEW))

    def locked() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(turns, "_take", locked)
    again = sender.do(given, "confirm")
    assert again.state == ImportState.PREVIEWED
    assert "Somebody else was changing treaty status" in sender.see(again)
    assert kept() == BEFORE
    monkeypatch.undo()
    assert sender.do(again, "confirm").state == ImportState.APPLIED


def test_second_of_two_imports_sees_what_the_first_wrote(sender: Sender) -> None:
    first, second = sender.send(table(NEW)), sender.send(table(NEW, line(party="MA")))
    sender.do(first, "confirm")
    again = sender.do(second, "confirm")
    assert (again.state, again.moved, again.created, again.unchanged) == (ImportState.PREVIEWED, True, 1, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_imports_written_at_once_take_turns(world: dict[str, Any]) -> None:
    """Both change the same fact; one is written, the other is asked again."""
    ids = []
    for note in ("first", "second"):
        given = take_file(name="table.csv", data=table(line(note=note), NEW), by=world["editor"])
        tasks.read_import.call(given.pk)
        TreatyImport.objects.filter(pk=given.pk).update(state=ImportState.WRITING)
        ids.append(given.pk)
    results = at_once(*[lambda pk=pk: tasks.write_import.call(pk, world["editor"].pk) for pk in ids])
    assert sorted(results) == [ImportState.APPLIED, ImportState.PREVIEWED]
    assert TreatyStatus.objects.get(party="TR").version == 2
    assert TreatyStatusChange.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_waiting_for_a_turn_ends(world: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_SECONDS", 1)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.my_turn():
            inside.set()
            leave.wait(20)

    def wait() -> str:
        inside.wait(20)
        try:
            with turns.my_turn():
                return "got it"
        except Busy:
            return "busy"
        finally:
            leave.set()

    assert at_once(hold, wait) == [None, "busy"]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all in threads; their results in order."""
    results: list[Any] = [None] * len(actions)

    def run(index: int, action: Callable[[], Any]) -> None:
        try:
            results[index] = action()
        except BaseException as error:  # noqa: BLE001 - told by the caller
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [result for result in results if isinstance(result, BaseException)], results
    return results


# --- who may --------------------------------------------------------------------------------------------


def test_only_treaty_editors_find_the_pages(world: dict[str, Any]) -> None:
    given = take_file(name="secret-name.csv", data=table(NEW), by=world["editor"])
    row = TreatyStatus.objects.get()
    group = ensure_treaty_editors()
    guest = make_user("guest", role=Role.LIAISON_PROSECUTOR, groups=[group])
    people: dict[str, tuple[User | None, bool]] = {
        "anonymous": (None, False),
        "prosecutor": (make_user("prosecutor", groups=[make_network()]), False),
        "guest in the group": (guest, False),
        "left": (make_user("left", role=Role.EUROJUST_DESK, is_active=False), False),
        "desk": (world["editor"], True),
        "group": (make_user("member", groups=[group]), True),
        "superuser": (make_user("root", is_superuser=True), True),
    }
    statement = TreatyStatement.objects.create(
        status=row, kind="reservation", text="No", source="A", as_of=D("2024-01-01"), confidence="high"
    )
    for name, (user, allowed) in people.items():
        client = Client()
        if user:
            client.force_login(user)
        for path in (
            "/treaties/import/",
            f"/treaties/import/{given.pk}/",
            "/treaties/edit/",
            "/treaties/edit/cets024/tr/",
            "/treaties/edit/cets024/tr/statement/",
            f"/treaties/edit/cets024/tr/statement/{statement.pk}/",
        ):
            assert client.get(path).status_code == (200 if allowed else 404), (name, path)
        if not allowed:
            for path, data in (
                ("/treaties/import/", {"file": SimpleUploadedFile("t.csv", table(NEW))}),
                (f"/treaties/import/{given.pk}/", {"do": "discard"}),
                ("/treaties/edit/cets024/tr/", {"version": 1}),
                (f"/treaties/edit/cets024/tr/statement/{statement.pk}/", {"do": "remove", "version": 1}),
            ):
                assert client.post(path, data).status_code == 404, (name, path)
    assert TreatyImport.objects.get().state == ImportState.READING
    assert TreatyStatement.objects.count() == 1


def test_group_of_editors_is_made_once_and_left_as_it_is() -> None:
    group = ensure_treaty_editors()
    assert [permission.codename for permission in group.permissions.all()] == ["change_treatystatus"]
    group.permissions.clear()
    assert ensure_treaty_editors() == group and not group.permissions.exists()


def test_unknown_import_is_not_found(sender: Sender) -> None:
    for path in ("/treaties/import/987654/", "/treaties/import/9999999999999999/"):
        assert sender.client.get(path).status_code == 404


def test_decision_that_is_none_changes_nothing(sender: Sender) -> None:
    given = sender.send(table(NEW))
    assert sender.do(given, "explode").state == ImportState.PREVIEWED
    assert sender.do(given, "confirm", shown="x" * 200).state == ImportState.PREVIEWED


# --- by command -----------------------------------------------------------------------------------------


def command(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_treaty_status", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_command_imports_with_the_name_of_whoever_does(world: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(table(CHANGED, NEW))
    said = command(str(file), "--dry-run")
    assert "2 rows: 1 new, 1 changed, 0 unchanged, 0 refused" in said and "Dry run" in said
    assert kept() == BEFORE and not TreatyImport.objects.exists()
    said = command(str(file), "--by", world["editor"].email)
    assert "Written as import" in said
    assert TreatyStatusChange.objects.filter(by=world["editor"]).count() == 2
    assert "0 new, 0 changed, 2 unchanged" in command(str(file))
    assert TreatyImport.objects.count() == 1


def test_command_refuses_a_faulty_file_and_says_why(world: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(table(NEW, line(party="ZZ")))
    out = io.StringIO()
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("import_treaty_status", str(file), stdout=out, stderr=out)
    assert "row 3, column party: “ZZ” is not known here." in out.getvalue()
    with pytest.raises(CommandError, match="has no account"):
        command(str(file), "--by", "nobody@example.org")
    with pytest.raises(CommandError, match="cannot be read"):
        command(str(tmp_path / "none.csv"))
    assert kept() == BEFORE


def test_command_interrupted_while_writing_has_written_nothing(
    world: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(table(CHANGED, NEW))
    write = applying.write_plan

    def interrupted(plan: Any, **options: Any) -> None:
        write(plan, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(applying, "write_plan", interrupted)
    with pytest.raises(KeyboardInterrupt):
        command(str(file))
    assert kept() == BEFORE
    assert [given.state for given in TreatyImport.objects.all()] == [ImportState.DISCARDED]


def test_preview_of_the_projects_own_file_changes_nothing(reference: None) -> None:
    from liaison.treaties.loading import load_statuses
    from portal.reference.loading import DATA_DIR

    path = DATA_DIR / "treaty_status.csv"
    load_statuses(path)
    preview = preview_of(path.name, path.read_bytes())
    assert not preview.is_refused
    assert (preview.rows, preview.plan.unchanged, preview.differences) == (2399, 2399, [])
