"""gunicorn's configuration for `make demo`: this machine only, two processes, several threads each."""

from __future__ import annotations

import os
from typing import Any

port = os.environ.get("PORT", "8000")
bind = f"127.0.0.1:{port}"
workers = 2
threads = 4
preload_app = True  # The code is loaded once, then both processes start from it.
timeout = 60
graceful_timeout = 10
control_socket_disable = True
accesslog = None
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Answer one request inside, so that the first visitor does not wait for everything to be loaded.

    The first process then tells the address: by now it answers quickly.
    """
    from django.test import Client

    answer = Client(HTTP_HOST=f"127.0.0.1:{port}").get("/")
    if worker.age == 1:
        if answer.status_code >= 500:
            print("The home page cannot be shown; the log above says why.", flush=True)
        print(
            f"\nComity is at http://127.0.0.1:{port}/   (Ctrl-C ends it; what you enter is kept)\n",
            flush=True,
        )
