"""How fast the analysis of robustness is: against its floors, measured in the same run.

A case runs everything from the draws to the summaries. The floors are one matrix
product and the ranks alone: in plain NumPy, and with the fastest kernel known.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.ranking_floor import kernel_floor, numpy_floor
from bench.synthetic import made_up
from bench.timing import alternating, median_seconds
from steelyard import evaluate
from steelyard.robustness.sensitivity import sensitivity
from steelyard.robustness.uncertainty import uncertainty

__all__ = ["CASES", "alone", "robustness"]

COINR_SECONDS = {"asem": 0.11, "2,000 × 50": 0.345}
"""One replication in COINr 1.1.14, on this class of machine."""
PROMCDA_SECONDS = {"asem": 0.0013, "2,000 × 50": 0.0058}
"""One replication in ProMCDA, likewise."""
COINR_SENSITIVITY_SECONDS = 67.0
"""600 runs of COINr's sensitivity analysis."""
REPLICATIONS = 10_000

ALTERNATIVES: dict[str, Any] = {
    "weights": {"weights": "uniform"},
    "normalisation": {
        "normalise": [
            {"method": "min_max", "range": [1, 100]},
            {"method": "z_score", "mean": 100, "deviation": 10},
            "rank",
        ]
    },
    "aggregation": {"aggregate": ["arithmetic", "geometric"]},
    "imputation": {"impute": ["mean", "median", {"method": "mean", "by": ["EurAsia_group"]}]},
}
LEVELS: dict[str, Any] = {
    "top_weights": {"weights": "uniform", "of": ["Index", "Conn", "Sust"]},
    "weights_below": {
        "weights": "uniform",
        "of": [
            *("Physical", "ConEcFin", "Political", "Instit"),
            *("P2P", "Environ", "Social", "SusEcFin"),
        ],
    },
}


def robustness(project: Path) -> dict[str, dict[str, object]]:
    """Run every case; those that are measured by their memory in processes of their own."""
    found = _asem(project.parent / "shared" / "data" / "coinr")
    found["robustness 2,000 × 50"] = _against_floors(2_000, 50, 10, REPLICATIONS, runs=3)
    for name in ("100,000 × 50", "1,000,000 × 20"):
        found[f"robustness {name}, memory"] = _in_process(name)
    found["robustness 100,000 × 50"] = _against_floors(100_000, 50, 10, 1_000, runs=1)
    found["steelyard run tai"] = _from_the_shell()
    return found


def _weights(indicators: int, replications: int) -> np.ndarray:
    """Weights within 25% of equal ones; (replications, indicators)."""
    return np.random.default_rng(1).uniform(0.75, 1.25, (replications, indicators)) / indicators


def _against_floors(
    units: int, indicators: int, criteria: int, replications: int, runs: int
) -> dict[str, object]:
    scheme, data = made_up(units, indicators, criteria)
    gaps = evaluate(*made_up(units, indicators, criteria, missing=0.05))
    return _compared(
        evaluate(scheme, data), gaps, (units, indicators), replications, runs
    ) | _peers(f"{units:,} × {indicators}", replications)


def _compared(
    complete: Any, gaps: Any, shape: tuple[int, int], replications: int, runs: int
) -> dict[str, object]:
    """Time a case, the same with missing cells, and the floors, in turns."""
    figures = np.random.default_rng(0).random(shape)
    weights = _weights(shape[1], replications)

    def run(evaluation: Any) -> Callable[[], object]:
        return lambda: _everything(evaluation, replications)

    ours, floor = alternating(run(complete), lambda: kernel_floor(figures, weights), runs)
    missing = median_seconds(run(gaps), runs)
    return {
        "seconds": ours,
        "kernel_floor_seconds": floor,
        "times_kernel_floor": ours / floor,
        "numpy_floor_seconds": median_seconds(lambda: numpy_floor(figures, weights), 1),
        "missing_seconds": missing,
        "missing_to_complete": missing / ours,
    }


def _peers(name: str, replications: int, seconds: float | None = None) -> dict[str, object]:
    if name not in COINR_SECONDS:
        return {}
    return {
        "coinr_seconds": COINR_SECONDS[name] * replications,
        "promcda_seconds": PROMCDA_SECONDS[name] * replications,
    }


def _everything(evaluation: Any, replications: int) -> object:
    """Run what the goals ask for: from the draws to the summaries of every unit."""
    found = uncertainty(evaluation, replications=replications, compiled=True)
    return found.frame, found.neighbours


def _asem(data: Path) -> dict[str, dict[str, object]]:
    """ASEM, 51 units × 49 indicators on four levels, with COINr's steps."""
    if not data.is_dir():
        return {"robustness asem": {"skipped": "the ASEM data (shared/data/coinr) are not here"}}
    from tests.asem import COINR_STEPS, denominated, scheme

    table = denominated(data)
    complete = evaluate(scheme(data, derive=False), table)
    steps = [step for step in COINR_STEPS if "impute" not in step and "screen" not in step]
    gaps = evaluate(scheme(data, steps, derive=False), table)
    weights = _compared(complete, gaps, (51, 49), REPLICATIONS, runs=15)
    weights |= _peers("asem", REPLICATIONS)
    several = evaluate(scheme(data, derive=False, assumptions=ALTERNATIVES), table)
    choices = median_seconds(lambda: _everything(several, REPLICATIONS), 7)
    coinr = COINR_SECONDS["asem"] * REPLICATIONS
    six = {
        **LEVELS,
        **{n: a for n, a in ALTERNATIVES.items() if n != "weights"},
        "out": {"leave_out": {}},
    }
    attributed = evaluate(scheme(data, derive=False, assumptions=six), table)
    sobol = median_seconds(lambda: sensitivity(attributed, samples=4096, bootstraps=200), 3)
    return {
        "robustness asem, weights": weights
        | {"times_coinr": coinr / float(str(weights["seconds"]))},
        "robustness asem, 18 combinations": {"seconds": choices, "times_coinr": coinr / choices},
        "sensitivity asem": {
            "seconds": sobol,
            "assumptions": len(six),
            "coinr_seconds_for_600_runs": COINR_SENSITIVITY_SECONDS,
            "goal": "under 3 s",
        },
    }


def _in_process(name: str) -> dict[str, object]:
    """Run a large case alone, to see its peak memory."""
    command = [sys.executable, "-m", "bench.robustness", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


CASES = {"100,000 × 50": (100_000, 50, 10, 1_000), "1,000,000 × 20": (1_000_000, 20, 4, 200)}


def alone(name: str) -> dict[str, object]:
    """Run a large case once; seconds and the peak memory of this process."""
    units, indicators, criteria, replications = CASES[name]
    evaluation = evaluate(*made_up(units, indicators, criteria))
    before = _peak()
    start = time.perf_counter()
    frame = uncertainty(evaluation, replications=replications, compiled=True).frame
    return {
        "units": frame.height,
        "seconds": time.perf_counter() - start,
        "peak_memory_gb": _peak(),
        "peak_of_the_evaluation_gb": before,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _from_the_shell() -> dict[str, object]:
    """``steelyard run tai`` with 10,000 replications, first in a home without any cache."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "LANG": "C.UTF-8"}
        for _ in range(6):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "steelyard", "run", "tai"],
                check=True,
                stdout=subprocess.DEVNULL,
                env=environment,
            )
            times.append(time.perf_counter() - start)
    return {
        "first_seconds": times[0],
        "after_seconds": statistics.median(times[1:]),
        "goal": "under 3 s, and 2 s after",
    }


if __name__ == "__main__":
    print(json.dumps(alone(sys.argv[1])))
