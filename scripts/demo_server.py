"""gunicorn's configuration for `make demo`: this machine only, two processes, several threads each."""

from __future__ import annotations

import os
from typing import Any

port = os.environ.get("PORT", "8000")
bind = f"127.0.0.1:{port}"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 5
control_socket_disable = True
accesslog = None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Tell the address once it answers: gunicorn calls this when it listens."""
    print(f"\nComity is at http://127.0.0.1:{port}/   (Ctrl-C ends it; what you enter is kept)\n", flush=True)
