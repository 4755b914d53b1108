"""`make bench`: search beside Wagtail's own, in one run. `--count 2000` for a quick look."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=20_000, help="practices in the corpus")
    arguments.add_argument(
        "--large", type=int, default=100_000, help="practices in the large corpus; 0 leaves it out"
    )
    arguments.add_argument("--queries", type=int, default=150, help="queries asked of each")
    chosen = arguments.parse_args()

    import django
    from django.test.utils import setup_databases, teardown_databases

    django.setup()
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        from tests.bench.run import run

        return run(chosen.count, chosen.large, chosen.queries, Path("reports"))
    finally:
        from tests.bench.run import clean_up

        clean_up()
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
