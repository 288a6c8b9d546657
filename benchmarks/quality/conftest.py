"""Let the gates import their helpers, and print all figures at the end, whether a gate failed or not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent))

import measure


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the figures from a worker of xdist to the controller, which prints them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["measured"] = measure.measured


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Receive the figures of a worker; one that crashed has none."""
    measure.measured.update(getattr(node, "workeroutput", {}).get("measured", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not measure.measured:
        return
    minimums = {t.figure: t for t in measure.thresholds()}
    terminalreporter.section("quality")
    terminalreporter.write_line(f"{'figure':32} {'measured':>9} {'minimum':>9}  source")
    for figure in sorted(measure.measured):
        value, threshold = measure.measured[figure], minimums.get(figure)
        minimum = f"{threshold.minimum:9g}  {threshold.source}" if threshold else f"{'-':>9}"
        low = " <- below the minimum" if threshold and value < threshold.minimum else ""
        terminalreporter.write_line(f"{figure:32} {value:9.3f} {minimum}{low}")
