"""Made-up enterprises: what an enterprise is and has is the same in every investment in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import Floats, Places
from steelyard.samples.reference import Reference

__all__ = ["Enterprises"]

_POOL = 3.0
"""Enterprises in a pool for each investment that is drawn from it."""


@dataclass(frozen=True)
class Enterprises:
    """The enterprises of investments, a row per investment.

    Parameters
    ----------
    names, ownership
        What they are called, and who owns them.
    figures
        Carbon intensity cut, capacity utilisation, revenue, assets, jobs, tax.
    """

    names: pl.Series
    ownership: pl.Series
    figures: tuple[pl.Series, ...]

    @classmethod
    def drawn(
        cls,
        reference: Reference,
        kinds: tuple[Places, Places, NDArray[np.bool_], NDArray[np.bool_]],
        generator: np.random.Generator,
    ) -> Enterprises:
        """Draw an enterprise for each investment.

        Parameters
        ----------
        reference
            The reference tables.
        kinds
            (investments,) each: province, industry, whether private, whether small.
        generator
            Where draws come from.
        """
        member, count = _members(kinds, generator)
        _province, industry, private, small = kinds
        owners = np.where(private, 0, 1 + generator.integers(0, 3, count)[member])
        ownership = pl.Series(["private", "state", "foreign", "mixed"]).gather(owners)
        usual = _usual_utilisation(reference, generator)[industry]
        digits = pl.Series(member + 1).cast(pl.String).str.zfill(len(str(count)))
        return cls(
            ("示例企业" + digits).alias("enterprise"),
            ownership.alias("ownership"),
            tuple(
                pl.Series(name, values)
                for name, values in _figures(generator, count, member, usual, small).items()
            ),
        )


def _members(
    kinds: tuple[Places, Places, NDArray[np.bool_], NDArray[np.bool_]],
    generator: np.random.Generator,
) -> tuple[Places, int]:
    """Return the number of each investment's enterprise, and how many there are."""
    pool = np.ravel_multi_index(
        tuple(np.asarray(kind, dtype=np.int64) for kind in kinds),
        tuple(int(kind.max(initial=0)) + 1 for kind in kinds),
    )
    sizes = np.ceil(_POOL * np.bincount(pool)).astype(np.int64)
    begins = np.cumsum(sizes) - sizes
    within = np.floor(generator.random(len(pool)) * sizes[pool]).astype(np.int64)
    known, member = np.unique(begins[pool] + within, return_inverse=True)
    return member.astype(np.int64), len(known)


def _usual_utilisation(reference: Reference, generator: np.random.Generator) -> Floats:
    """Return the mean capacity utilisation of each industry's division, %."""
    divisions, place = np.unique(reference.divisions, return_inverse=True)
    means: Floats = np.round(generator.normal(76, 4, len(divisions)), 1)[place]
    return means


def _figures(
    generator: np.random.Generator,
    count: int,
    member: Places,
    usual: Floats,
    small: NDArray[np.bool_],
) -> dict[str, Floats]:
    """Return figures of the enterprises, a row per investment; money in 万元."""
    revenue = generator.lognormal(9.2, 1.1, count)[member] * np.where(small, 0.15, 1.0)
    turnover = generator.lognormal(-0.2, 0.35, count)[member]
    above: Floats = generator.normal(0.01, 0.09, count)[member]
    utilisation: Floats = np.clip(usual * (1 + above), 20.0, 120.0)
    return {
        "carbon_cut": np.round(generator.normal(3.2, 2.2, count)[member], 2),
        "utilisation": np.round(utilisation, 1),
        "industry_utilisation": usual,
        "revenue": np.round(revenue, 0),
        "assets": np.round(revenue / turnover, 0),
        "jobs": np.ceil(revenue / 110 * generator.lognormal(0, 0.4, count)[member]),
        "tax": np.round(revenue * np.clip(generator.normal(0.04, 0.02, count)[member], 0, 0.15), 1),
    }
