"""Made-up lists of key fields: each province's in two versions, each national fund's in its plan.

Also the catalogue that says which activities are encouraged; one change lies between its
two versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import Places, choose_rows, stream
from steelyard.samples.reference import Reference

__all__ = ["CATALOGUE_CHANGE", "Lists", "catalogue", "earlier_classes", "provincial_lists"]

LENGTH, CHANGED = 14, 4
"""How many industries a list names, and how many of them another version exchanges."""
_FIRST = date(2016, 1, 1)
_LATE = date(2018, 7, 1)
_CHANGES = tuple(date(2023, month, 1) for month in (1, 4, 7, 10))
_CATALOGUE_FIRST, CATALOGUE_CHANGE = date(2020, 1, 1), date(2024, 2, 1)


@dataclass(frozen=True)
class Lists:
    """What is on each list of key fields.

    Parameters
    ----------
    provinces
        (2, provinces, industries on a list) places of industries, by version.
    changes
        (provinces,) the first day of each province's second version.
    """

    provinces: Places
    changes: NDArray[np.datetime64]

    @classmethod
    def drawn(cls, reference: Reference, seed: int) -> Lists:
        """Let each province specialise in some industries, and change its mind once."""
        generator = stream(seed, "lists")
        listed = reference.listed
        shape = (len(reference.provinces), len(listed))
        taste = reference.weights[listed] * generator.lognormal(0, 1.0, shape)
        order = listed[choose_rows(generator, taste, LENGTH + CHANGED)]
        kept = order[:, : LENGTH - CHANGED]
        first, second = order[:, :LENGTH], np.hstack([kept, order[:, LENGTH:]])
        days = np.array(_CHANGES, dtype="datetime64[D]")
        changes = days[generator.integers(len(days), size=len(order))]
        return cls(np.stack([first, second]), changes)


def provincial_lists(reference: Reference, lists: Lists) -> pl.DataFrame:
    """Return the provinces' lists as a table; one province's first list begins late."""
    return pl.concat(_version(reference, lists, number) for number in (0, 1)).sort(
        "province", "from", maintain_order=True
    )


def _version(reference: Reference, lists: Lists, number: int) -> pl.DataFrame:
    places = lists.provinces[number]
    province = np.repeat(np.arange(len(places)), places.shape[1])
    industry = places.ravel()
    changes = pl.Series(lists.changes[province])
    first = np.where(province == len(places) - 1, np.datetime64(_LATE), np.datetime64(_FIRST))
    begins = pl.Series(first) if number == 0 else changes
    ends = changes.dt.offset_by("-1d") if number == 0 else None
    told = pl.Series(province % 2 == 0)
    return pl.DataFrame(
        {
            "province": pl.Series(reference.provinces).gather(province),
            "list": pl.select(pl.format("示例清单 {} Sample list", begins.dt.year())).to_series(),
            "from": begins.cast(pl.Date),
            "until": pl.Series([None] * len(province), dtype=pl.Date)
            if ends is None
            else pl.select(pl.when(told).then(ends.cast(pl.Date))).to_series(),
            "section": pl.Series(reference.sections).gather(industry),
            "division": pl.Series(reference.divisions).gather(industry),
            "industry": pl.Series(reference.industries).gather(industry),
        }
    )


def earlier_classes(reference: Reference) -> tuple[str, ...]:
    """Return the classes of the industries before the catalogue changed.

    Every other industry that is merely permitted now was encouraged then.
    """
    permitted = [at for at, name in enumerate(reference.classes) if name == "permitted"]
    return tuple(
        "encouraged" if at in permitted[::2] else name for at, name in enumerate(reference.classes)
    )


def catalogue(reference: Reference) -> pl.DataFrame:
    """Return a catalogue with an item for each industry, in two versions."""
    count = len(reference.industries)
    items = [f"SAMPLE-C{at + 1:03}" for at in range(count)]
    versions = (
        (earlier_classes(reference), _CATALOGUE_FIRST, CATALOGUE_CHANGE),
        (reference.classes, CATALOGUE_CHANGE, None),
    )
    frames = [
        pl.DataFrame(
            {
                "item": items,
                "division": reference.divisions,
                "activity": reference.industries,
                "class": classes,
                "from": pl.Series([begins] * count, dtype=pl.Date),
                "until": pl.Series([until] * count, dtype=pl.Date).dt.offset_by("-1d"),
            }
        )
        for classes, begins, until in versions
    ]
    return pl.concat(frames)
