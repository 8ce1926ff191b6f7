"""How fast an edition becomes a site, and what is written again after one unit changed.

The edition is made up: 2,500 units with 40 indicators, in groups, with the robustness of their
ranks. The program runs in a process of its own; memory is that of it and its helpers together.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from tests.publish.editions import evaluated, scheme_of, table_of, written

__all__ = ["publishing"]

UNITS, INDICATORS, REPLICATIONS = 2_500, 40, 1_000
_LIBRARIES = ("vega.js",)


def publishing(
    units: int = UNITS, replications: int = REPLICATIONS
) -> dict[str, dict[str, object]]:
    """Publish, publish again, and publish with one unit changed where others do not feel it."""
    with tempfile.TemporaryDirectory() as place:
        folder, site = Path(place), Path(place) / "site"
        scheme = scheme_of(INDICATORS, steps=[{"impute": {"method": "mean"}}, _goalposts()])
        table = table_of(units, INDICATORS, missing=0.0)
        first, second = folder / "first", folder / "second"
        written(evaluated(scheme, table), first, replications=replications)
        written(evaluated(scheme, _with_one_changed(table)), second, replications=replications)
        whole = _published(first, site)
        files = sum(path.is_file() for path in site.rglob("*"))
        pages = sum(1 for _page in site.rglob("*.html"))
        size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
        weights = _first_pages(site)
        again = _published(first, site)
        changed = _published(second, site)
    return {
        f"site of {units:,} units in three languages": whole
        | {"pages": pages, "files": files, "megabytes": size / 1e6}
        | weights
        | {"goal": "under 60 s and 1.5 GB, first page under 300 kB"},
        "the same again": again,
        "after one figure of one unit changed": changed,
    }


def _goalposts() -> dict[str, object]:
    """Scores that do not depend on other units, so that one change stays where it is."""
    return {"normalise": {"method": "goalposts", "lower": 0, "upper": 100}}


def _with_one_changed(table: pl.DataFrame) -> pl.DataFrame:
    """Change one figure of one unit, so little that no rank changes."""
    own = pl.col("unit") == "u0"
    return table.with_columns(x0=pl.when(own).then(pl.col("x0") * (1 + 1e-9)).otherwise("x0"))


def _published(edition: Path, site: Path) -> dict[str, object]:
    """Run ``steelyard publish``: seconds, peak memory of all its processes, files written."""
    words = [sys.executable, "-m", "steelyard", "--lang", "en", "publish", str(edition)]
    start = time.perf_counter()
    process = subprocess.Popen([*words, "--out", str(site)], stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    said = process.communicate()[0]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return {"seconds": seconds, "peak_memory_gb": peak / 1e6, "said": said.splitlines()[0]}


def _memory(parent: int) -> int:
    """Return the memory in kB of a process and its children, what they share counted once."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            above = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent in (int(folder.name), above):
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, IndexError):
            continue
    return total


def _first_pages(site: Path) -> dict[str, object]:
    """Return what a reader's browser loads for a page, compressed, in kB; no library of charts."""
    return {
        f"{name}_kb": sum(
            len(gzip.compress(path.read_bytes())) for path in _loaded(site, site / "en" / page)
        )
        / 1e3
        for name, page in (("first_page", "index.html"), ("ranking_page", "ranking.html"))
    }


def _loaded(site: Path, page: Path) -> list[Path]:
    text = page.read_text(encoding="utf-8")
    assets = [path for path in (site / "assets").iterdir() if f"assets/{path.name}" in text]
    return [page, *(path for path in assets if path.name not in _LIBRARIES)]
