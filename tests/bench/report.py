"""The report: every claim with its target, what was measured, and whether it holds."""

from __future__ import annotations

import json
import platform
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One claim. ``holds`` is ``None`` where a figure is only reported."""

    claim: str
    measured: str
    target: str = ""
    holds: bool | None = None


@dataclass(slots=True)
class Report:
    """What one run measured."""

    title: str
    facts: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def add(self, claim: str, measured: str, target: str = "", holds: bool | None = None) -> None:
        line = Line(claim, measured, target, holds)
        self.lines.append(line)
        print(f"  {_mark(holds)} {claim}: {measured}{f'  (target: {target})' if target else ''}", flush=True)

    def write(self, folder: Path) -> Path:
        """Write the report as Markdown and JSON; gives the Markdown file."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = self.facts | {"python": platform.python_version(), "written": time.strftime("%Y-%m-%d %H:%M")}
        rows = [
            f"| {line.claim} | {line.measured} | {line.target} | {_mark(line.holds)} |" for line in self.lines
        ]
        parts = [
            f"# {self.title}",
            "Ratios are of medians measured in one run, the two asked in turn. Times depend on the machine.",
            "\n".join(f"- {name}: {value}" for name, value in facts.items()),
            "\n".join(["| what | measured | target | holds |", "|---|---|---|---|", *rows]),
        ]
        path = folder / "bench.md"
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        content = {"facts": facts, "lines": [asdict(line) for line in self.lines]}
        (folder / "bench.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
        return path


def _mark(holds: bool | None) -> str:
    return "" if holds is None else "yes" if holds else "NO"
