"""Logs: one JSON object a line, with what an operator needs."""

from __future__ import annotations

import io
import json
import logging
import logging.config

from portal.settings.logs import logging_config


def logged(as_json: bool) -> str:
    stream = io.StringIO()
    config = logging_config(as_json=as_json)
    config["handlers"]["stderr"]["stream"] = stream
    kept = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logging.config.dictConfig(config)
        try:
            raise ValueError("no such row")
        except ValueError:
            logging.getLogger("search.projection").exception("row %s was not written", "practice:7")
        logging.getLogger("django.request").warning("Not Found: %s", "/x/")
    finally:
        logging.getLogger().handlers[:], level = kept[0], kept[1]
        logging.getLogger().setLevel(level)
    return stream.getvalue()


def test_production_logs_json_lines_with_the_error():
    lines = [json.loads(line) for line in logged(as_json=True).splitlines()]
    assert [(line["level"], line["logger"], line["event"]) for line in lines] == [
        ("error", "search.projection", "row practice:7 was not written"),
        ("warning", "django.request", "Not Found: /x/"),
    ]
    assert "ValueError: no such row" in lines[0]["exception"]


def test_local_logs_are_plain_lines():
    assert "row practice:7 was not written" in logged(as_json=False)
