"""Brings veraPDF's command line program into the cache and prints its path. Standard library and Maven only."""

from __future__ import annotations

import fcntl

from background import cache_dir
from elastic_program import download

PROGRAM = (
    "org.verapdf.apps:greenfield-apps:1.28.2:jar",
    "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6",
)


def main() -> None:
    """Have the program in the cache, checked by its digest. Callers take turns."""
    with (cache_dir() / "verapdf.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        print(download(*PROGRAM))


if __name__ == "__main__":
    main()
