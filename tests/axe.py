"""What axe-core finds on a page: violations of WCAG 2.2 AA and of good practice."""

from __future__ import annotations

import json

from playwright.sync_api import CDPSession, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, axe: str, devtools: CDPSession | None = None) -> list[str]:
    """What is wrong with the page as it is now, as "rule: the element".

    ``axe`` is the source of axe-core (the fixture ``axe_source``). It is run over the debugger, because the content
    policy refuses scripts that are not the portal's. ``devtools`` is a session to use instead of one of its own: the
    end of any session takes the page's virtual authenticators with it.
    """
    own = devtools is None
    devtools = devtools or page.context.new_cdp_session(page)
    devtools.send("Runtime.evaluate", {"expression": axe})
    run = f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(r => JSON.stringify(r.violations))"
    answer = devtools.send("Runtime.evaluate", {"expression": run, "awaitPromise": True})
    if own:
        devtools.detach()
    found = json.loads(answer["result"]["value"])
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
