"""`manage.py demo`: a portal to try, with fictional people and content that says where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from portal.front.demo.accession import load_accessions
from portal.front.demo.assessments import load_assessments
from portal.front.demo.briefings import load_briefings
from portal.front.demo.dialogues import load_dialogues
from portal.front.demo.directory import load_directory
from portal.front.demo.dossiers import load_dossiers
from portal.front.demo.events import load_events
from portal.front.demo.outcomes import load_outcomes
from portal.front.demo.people import PASSWORD, load_communities, load_people
from portal.front.demo.practices import PracticeLoader
from portal.front.demo.registrations import load_registrations
from portal.people.models import User
from portal.progress import Bar

DATA = Path(settings.BASE_DIR) / "data" / "demo"


class Command(BaseCommand):
    help = "Set up the demo: reference data, accounts, practices, dossiers, search index. Keeps what was entered."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.COMITY_DEMO:
            raise CommandError("The demo has accounts with a known password; these settings do not allow it.")
        call_command("setup_portal", stdout=self.stdout)
        people = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
        groups = load_communities(people["communities"])
        load_people(people["accounts"], groups)
        load_dossiers(json.loads((DATA / "dossiers.json").read_text(encoding="utf-8")))
        practices = json.loads((DATA / "practices.json").read_text(encoding="utf-8"))
        with Bar(self.stdout, "Practices") as bar:
            PracticeLoader(groups).load(practices, bar.update)
        load_directory(json.loads((DATA / "directory.json").read_text(encoding="utf-8")), groups)
        load_accessions(json.loads((DATA / "accession.json").read_text(encoding="utf-8")), groups)
        load_assessments(json.loads((DATA / "assessments.json").read_text(encoding="utf-8")))
        load_events(json.loads((DATA / "events.json").read_text(encoding="utf-8")), groups)
        load_dialogues(json.loads((DATA / "dialogues.json").read_text(encoding="utf-8")), groups)
        load_registrations(json.loads((DATA / "registrations.json").read_text(encoding="utf-8")))
        load_outcomes(json.loads((DATA / "outcomes.json").read_text(encoding="utf-8")))
        load_briefings(json.loads((DATA / "briefings.json").read_text(encoding="utf-8")), groups)
        self._index()
        self._accounts()

    def _index(self) -> None:
        """Project what is marked and bring the engine up to date; a new or lost index is built again."""
        call_command("search_drain", stdout=self.stdout)

    def _accounts(self) -> None:
        self.stdout.write(f"\nSign in with any of these accounts; the password is {PASSWORD}\n")
        for user in User.objects.filter(email__endswith="@demo.comity.example").order_by("pk"):
            role = "Administrator" if user.is_superuser else user.get_role_display()
            place = (
                f", posted to {user.posted_to}" if user.posted_to else f", {user.state}" if user.state else ""
            )
            self.stdout.write(f"  {user.email:<48} {role}{place}")
