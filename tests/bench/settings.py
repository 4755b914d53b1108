"""Settings of `make bench`: a database, files and indices of its own; the peer on the same Elasticsearch."""

import os
import tempfile

os.environ.setdefault("COMITY_VAR", tempfile.mkdtemp(prefix="comity-bench-"))
os.environ.setdefault("COMITY_SEARCH_INDEX", f"comity-bench-{os.getpid()}")

from portal.settings.test import *  # noqa: F403
from portal.settings.test import DATABASES, INSTALLED_APPS, SEARCH_ENGINES, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.apps.BenchConfig"]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False},
    "peer": {
        "BACKEND": "wagtail.search.backends.elasticsearch9",
        "URLS": SEARCH_ENGINES["elasticsearch"]["hosts"],
        "INDEX_PREFIX": f"{os.environ['COMITY_SEARCH_INDEX']}-peer_",
        "TIMEOUT": 60,
        "AUTO_UPDATE": False,
    },
}
# Elasticsearch is what the peer is compared on; the embedded engine is asked by name.
SEARCH_ENGINE = "elasticsearch"
SEARCH_ENGINES["elasticsearch"]["timeout"] = 30.0
# As in production: a worker, in a process of its own, so the database has to be a file or a server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "bench.sqlite3")}
