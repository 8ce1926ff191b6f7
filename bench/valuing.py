"""How fast present values follow an uncertain rate: against a plain loop over replications.

500 brands with flows of five years, 10,000 replications. The peer discounts all brands of a
replication at once in NumPy, one replication after the other, which is how a script would do it;
both must agree before they are timed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from bench.timing import alternating, median_seconds
from steelyard import Dataset, Scheme, evaluate
from steelyard.robustness.uncertainty import uncertainty
from steelyard.robustness.varying.rederive import Rederivation
from steelyard.steps.derive import derive, structure_of

__all__ = ["valuing"]

BRANDS, YEARS, REPLICATIONS = 500, 5, 10_000
BLOCK = 500
"""Replications that are derived together, as many as an analysis of 500 units takes."""

RATE: dict[str, Any] = {
    "value": {
        "present_value": {"of": "years.sales", "year": "year", "since": "now", "rate": "rate"}
    }
}
FLOWS: dict[str, Any] = {
    "fee": {"on": "years", "lookup": {"of": "brands.royalty"}},
    "relief": {"on": "years", "product": {"of": ["sales", "fee"], "times": 0.01}},
    "value": {
        "present_value": {"of": "years.relief", "year": "year", "since": "now", "rate": "rate"}
    },
}


def valuing() -> dict[str, dict[str, object]]:
    """Run the cases: a rate that varies, and flows that do."""
    scheme, frames = _made_up(RATE)
    random = np.random.default_rng(2)
    rates = frames["brands"]["rate"].to_numpy()[:, np.newaxis]
    drawn = rates + random.normal(0, 1, (BRANDS, REPLICATIONS))
    fees = frames["brands"]["royalty"].to_numpy()[:, np.newaxis]
    fees = fees + random.normal(0, 0.2, (BRANDS, REPLICATIONS))
    flows = frames["years"].sort("number", "year")["sales"].to_numpy().reshape(BRANDS, YEARS)
    ours, peer = _ways(scheme, frames, {"rate": drawn}), _loop(flows, drawn)
    np.testing.assert_allclose(ours(), peer(), rtol=1e-12)
    seconds, loop = alternating(ours, peer)

    varying, frames = _made_up(FLOWS)
    stacked = _ways(varying, frames, {"rate": drawn, "royalty": fees})
    np.testing.assert_allclose(stacked(), peer() * fees / 100, rtol=1e-12)
    data = Dataset.from_frames(scheme.inputs, frames)
    whole = evaluate(scheme, data)
    return {
        "valuing 500 × 5 × 10,000": {
            "seconds": seconds,
            "loop_seconds": loop,
            "times_loop": seconds / loop,
            "flows_vary_seconds": median_seconds(stacked, 1),
            "analysis_seconds": median_seconds(
                lambda: uncertainty(whole, replications=REPLICATIONS).frame, 3
            ),
        }
    }


def _made_up(derived: dict[str, Any]) -> tuple[Scheme, dict[str, pl.DataFrame]]:
    """Return brands and their flows, as made up as their names."""
    random = np.random.default_rng(1)
    scheme = Scheme.model_validate(
        {
            "scheme": "brands",
            "title": "Brands",
            "units": {"table": "brands", "key": "brand"},
            "inputs": {
                "brands": {
                    "columns": {
                        "brand": {"type": "text"},
                        "now": {"type": "integer"},
                        "rate": {},
                        "royalty": {},
                    }
                },
                "years": {
                    "columns": {
                        "brand": {"type": "text", "references": "brands.brand"},
                        "year": {"type": "integer"},
                        "sales": {},
                    }
                },
            },
            "derived": derived,
            "rank": {"by": "value"},
            "assumptions": {"rate": {"data": {"rate": {"standard_error": 1}}}},
        }
    )
    names = [f"brand {at}" for at in range(BRANDS)]
    number = np.repeat(np.arange(BRANDS), YEARS)
    years = pl.DataFrame(
        {
            "number": number,
            "brand": [names[at] for at in number],
            "year": np.tile(np.arange(2024, 2024 + YEARS), BRANDS),
            "sales": random.lognormal(3, 1, BRANDS * YEARS),
        }
    )
    brands = pl.DataFrame(
        {
            "brand": names,
            "now": 2023,
            "rate": random.uniform(7, 14, BRANDS),
            "royalty": random.uniform(1, 8, BRANDS),
        }
    )
    return scheme, {"brands": brands, "years": years.sample(fraction=1, shuffle=True, seed=1)}


def _ways(scheme: Scheme, frames: dict[str, pl.DataFrame], cells: dict[str, np.ndarray]) -> Any:
    """Return a run over all replications, block by block."""
    rederivation = Rederivation(scheme)
    made, _findings = derive(frames, scheme.derived, structure_of(scheme))

    def run() -> np.ndarray:
        found = [
            rederivation.again(
                made,
                list(scheme.derived),
                {n: np.asfortranarray(each[:, at : at + BLOCK]) for n, each in cells.items()},
                lambda _name, figures: figures,
            )["value"]
            for at in range(0, REPLICATIONS, BLOCK)
        ]
        return np.concatenate(found, axis=1)

    return run


def _loop(flows: np.ndarray, rates: np.ndarray) -> Any:
    """Return a loop over replications, all brands of one at a time."""
    ahead = np.arange(1, YEARS + 1)

    def run() -> np.ndarray:
        found = np.empty(rates.shape)
        for at in range(rates.shape[1]):
            base = 1 + rates[:, [at]] / 100
            found[:, at] = (flows / base**ahead).sum(axis=1)
        return found

    return run
