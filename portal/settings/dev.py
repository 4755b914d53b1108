"""Local use and `make demo`: SQLite and the embedded engine unless the environment says otherwise."""

from .base import *  # noqa: F403
from .base import VAR_DIR, env
from .logs import logging_config

DEBUG = env.bool("COMITY_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def _secret() -> str:
    """A secret of this checkout's own, made at the first start and kept outside the repository."""
    from django.core.management.utils import get_random_secret_key

    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _secret()
INTERNAL_IPS = ["127.0.0.1"]
COMITY_DEMO = True

LOGGING = logging_config(as_json=False, level=env.str("COMITY_LOG_LEVEL", default="WARNING"))
