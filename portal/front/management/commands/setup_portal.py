"""`manage.py setup_portal`: everything a portal needs before anyone writes in it."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, call_command

from liaison.assessments.methods import ensure_method
from liaison.directory.loading import load_network
from portal.front.tree import ensure_tree
from portal.progress import Bar
from practices.workflow import ensure_workflow


class Command(BaseCommand):
    help = "Load the reference data, create the page tree, the role communities and the desks' workflow. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference", verbosity=options["verbosity"], stdout=self.stdout)
        call_command("load_agreements", verbosity=options["verbosity"], stdout=self.stdout)
        call_command("load_treaties", verbosity=options["verbosity"], stdout=self.stdout)
        with Bar(self.stdout, "Country dossiers") as bar:
            ensure_tree(bar.update)
        report = load_network()
        self.stdout.write(str(report))
        for rejection in report.rejections:
            self.stderr.write(f"rejected: {rejection}")
        ensure_workflow()
        ensure_method()
        self.stdout.write("The portal is set up.")
