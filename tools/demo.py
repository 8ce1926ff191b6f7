"""What Steelyard does, on data that the project carries: funds, brands, R&D by region.

Each evaluation is shown as a table and written as an edition into ``out/``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from steelyard.cli import main

OUT = Path(__file__).parent.parent / "out"
SCHEMES = {
    "fund-direction": "Public funds by 13 indicators, national and local. The funds are made up.",
    "brand-list": "The 78 Chinese brands of the World Brand 500 of 2026, as printed by the press.",
    "rd-regions": "The EU's R&D scoreboard, shares by region in the editions of 2024 and 2025.",
}


def demo() -> int:
    """Run the schemes of the demonstration one after the other."""
    for name, what in SCHEMES.items():
        print(f"{what}\nsteelyard run {name} --out {OUT.name}/{name}\n")
        status = main(["run", name, "--out", str(OUT / name)])
        if status:
            return status
        print()
    return 0


if __name__ == "__main__":
    sys.exit(demo())
