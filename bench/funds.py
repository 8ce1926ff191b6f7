"""How fast many funds are evaluated: against the same by hand in Polars, and as a whole.

The funds are made up (``steelyard sample``). The whole, from files to an edition, runs in a
process of its own, whose peak memory is told.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from bench.funds_by_hand import FIGURES, by_hand
from bench.timing import alternating
from steelyard import Dataset, Evaluation, Scheme, evaluate

__all__ = ["funds"]

FUNDS, INVESTMENTS = 20_000, 2_000_000
LEFT_OUT: Mapping[str, object] = {"tables": {}, "homogeneity": None, "self_assessment": None}
"""What the scheme has evaluated beside figures, rules and scores, and the floor has not."""


def funds(count: int = FUNDS, investments: int = INVESTMENTS) -> dict[str, dict[str, object]]:
    """Make up funds, evaluate them, and compare."""
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "made-up", Path(place) / "edition"
        size = ("--funds", str(count), "--investments", str(investments), "--seed", "1")
        made = _alone(
            "sample", "fund-direction", *size, "--format", "parquet", "--out", str(folder)
        )
        whole = _alone("run", "fund-direction", str(folder), "--out", str(out), "--top", "0")
        written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        against = _against_hand(folder)
    name = f"funds {count:,} with {investments:,} investments"
    return {
        f"{name}, made up": made,
        f"{name}, from files to an edition": whole
        | {"edition_mb": written / 1e6, "goal": "under 30 s and 3 GB"},
        f"{name}, in memory": against | {"goal": "at most 3 times the floor"},
    }


def _alone(*words: str) -> dict[str, object]:
    """Run a command of the program; seconds on the clock and of the processors, peak memory."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "steelyard", *words], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return {
        "seconds": seconds,
        "processor_seconds": used.ru_utime + used.ru_stime,
        "peak_memory_gb": used.ru_maxrss / 2**20,
    }


def _against_hand(folder: Path, runs: int = 3) -> dict[str, object]:
    """Time figures, rules and scores against the same by hand, which must agree."""
    scheme = Scheme.load("fund-direction")
    files = {path.stem: path for path in folder.glob("*.parquet")}
    data = Dataset.read(scheme.inputs, files)
    bare = scheme.model_copy(update=LEFT_OUT)
    agree(evaluate(bare, data), *by_hand(data.tables))
    ours, floor = alternating(lambda: evaluate(bare, data), lambda: by_hand(data.tables), runs)
    everything, _ = alternating(lambda: evaluate(scheme, data), lambda: None, 1)
    return {
        "seconds": ours,
        "floor_seconds": floor,
        "ratio": ours / floor,
        "seconds_with_tables_and_homogeneity": everything,
    }


def agree(evaluation: Evaluation, figures: pl.DataFrame, breaches: pl.DataFrame) -> None:
    """Refuse to compare two evaluations that differ: in a figure by 1e-9, or in a breach."""
    ours = evaluation.units_frame.select(figures.columns)
    assert ours["fund"].equals(figures["fund"])
    for name in FIGURES:
        one, two = (
            frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for frame in (ours, figures)
        )
        assert np.allclose(one, two, rtol=1e-9, atol=1e-12, equal_nan=True), name
    columns = ["rule", "fund", "investment"]
    found = evaluation.breaches.filter(table="investments")
    found = found.rename({"unit": "fund", "record": "investment"}).select(columns).sort(columns)
    assert found.equals(breaches.select(columns).sort(columns)), "breaches"
