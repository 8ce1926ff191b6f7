"""What Steelyard does, on data that the project carries: funds, brands, R&D by region, the press.

Each evaluation is shown as a table, written as an edition and published as a site into ``out/``.
Then the figures that a press piece printed are held against its own list and against each other.
"""

from __future__ import annotations

import sys
from pathlib import Path

from steelyard.claims import press
from steelyard.cli import main

OUT = Path(__file__).parent.parent / "out"
SCHEMES = {
    "fund-direction": "Public funds by 13 indicators, national and local. The funds are made up.",
    "brand-list": "The 78 Chinese brands of the World Brand 500 of 2026, as printed by the press.",
    "rd-regions": "The EU's R&D scoreboard, shares by region in the editions of 2024 and 2025.",
}
PIECE, CLAIMED = "brand-500-2026", "brand-list"
CONTRADICTED = 1


def demo() -> int:
    """Run the schemes of the demonstration one after the other, then audit a press piece."""
    for name, what in SCHEMES.items():
        print(f"{what}\nsteelyard run {name} --out {OUT.name}/{name}\n")
        status = main(["run", name, "--out", str(OUT / name)]) or publish(name)
        if status:
            return status
        print()
    return audit()


def publish(name: str) -> int:
    """Publish an edition, and print the address of its first page."""
    claims = ["--claims", PIECE] if name == CLAIMED else []
    place = f"{OUT.name}/sites/{name}"
    print(f"\nsteelyard publish {' '.join([f'{OUT.name}/{name}', '--out', place, *claims])}")
    return main(["publish", str(OUT / name), "--out", str(OUT / "sites" / name), *claims])


def audit() -> int:
    """Audit a press piece; that figures of it are contradicted is what there is to show."""
    print("What the press printed about these brands, held against the list and against itself.")
    print(f"steelyard audit {PIECE} --out {OUT.name}/{PIECE}\n")
    status = main(["audit", PIECE, "--out", str(OUT / PIECE)])
    if status not in (0, CONTRADICTED):
        return status
    others = ", ".join(name for name in press.names() if name != PIECE)
    print(f"\nMore press pieces to audit in the same way: {others}")
    return 0


if __name__ == "__main__":
    sys.exit(demo())
