"""``make bench``: measure, print, and write the figures to a file."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path

from bench.auditing import auditing
from bench.evaluation import asem, large
from bench.extracting import extracting
from bench.funds import funds
from bench.names import names
from bench.proposals import proposals
from bench.publishing import publishing
from bench.robustness import robustness
from bench.start import start
from bench.valuing import valuing
from bench.weights import weights

PROJECT = Path(__file__).parent.parent
RESULTS = PROJECT / "out" / "bench.json"


def main() -> int:
    """Run every measurement."""
    found: dict[str, dict[str, object]] = {
        "asem": asem(PROJECT),
        "100,000 × 50": large(),
        "start": start(),
        **robustness(PROJECT),
        **funds(),
        **extracting(),
        **auditing(),
        **proposals(),
        **names(),
        **weights(),
        **publishing(),
        **valuing(),
        "machine": {"processor": platform.machine(), "python": platform.python_version()},
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, figures in found.items():
        print(name)
        for figure, value in figures.items():
            print(
                f"  {figure:26} {value:.4g}"
                if isinstance(value, float)
                else f"  {figure:26} {value}"
            )
    print(f"written to {RESULTS.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
