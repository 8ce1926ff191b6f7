"""What Steelyard does, on data that the project carries: funds, brands, R&D by region.

Each evaluation is shown as a table and written as an edition into ``out/``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from steelyard.cli import main

OUT = Path(__file__).parent.parent / "out"
SCHEMES = ("fund-direction", "brand-list", "rd-regions")


def demo() -> int:
    """Run the schemes of the demonstration one after the other."""
    for name in SCHEMES:
        status = main(["run", name, "--out", str(OUT / name)])
        if status:
            return status
        print()
    return 0


if __name__ == "__main__":
    sys.exit(demo())
