"""A portal in a process of its own: makes a database, plays a scenario in it, prints what came of it as JSON.

Run as ``python -m tests.search.processes.host <scenario>`` with DATABASE_URL and COMITY_VAR set. It forks its
actors instead of starting them, so that fifty of them cost no fifty starts of Python.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

PAGES = 24


def begin() -> None:
    """Django with the settings of tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()


def create() -> dict[str, Any]:
    """A migrated database with three dossiers and some practices, projected and found."""
    from django.core.management import call_command

    from search.drain import drain
    from tests.factories import make_practice, make_tree

    call_command("migrate", verbosity=0)
    tree = make_tree()
    for number in range(PAGES):
        make_practice((tree.morocco, tree.tunisia)[number % 2], title=f"Practice {number}")
    drain()
    return {}


def fork(act: Callable[[], None]) -> int:
    """A child that does something and ends; gives its process id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = 0
    except BaseException:  # noqa: BLE001 - a child must never go on as a second host
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def join(children: list[int]) -> int:
    """Wait for children; gives how many ended badly."""
    return sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)


def verified() -> dict[str, Any]:
    """What differs now, without draining first."""
    from search.verify import verify

    report = verify()
    return {
        "differences": [str(one) for one in report.differences],
        "problem": report.problem,
        "waiting": report.waiting,
        "documents": report.documents,
        "rows": report.rows,
    }


def main() -> None:
    begin()
    from tests.search.processes import scenarios

    name, arguments = sys.argv[1], [int(argument) for argument in sys.argv[2:]]
    begun = time.perf_counter()
    play = create if name == "create" else getattr(scenarios, name)
    result = play(*arguments)
    print(json.dumps({**result, "seconds": round(time.perf_counter() - begun, 2)}))


if __name__ == "__main__":
    main()
