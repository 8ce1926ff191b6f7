"""Made-up tables for the scheme ``brand-value``: brands, their years, last year's list.

Names say that they are examples; countries, cities and sectors are real words, nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from steelyard.data.dataset import Dataset
from steelyard.evaluation.evaluate import evaluate
from steelyard.samples.draws import Floats, Places, choose, some, stream
from steelyard.scheme.scheme import Scheme

__all__ = ["brands"]

_YEAR = 2025
_PAST, _COMING = 2, 5


class _Country(NamedTuple):
    code: str
    currency: str
    per_usd: float
    cities: tuple[str, ...]
    share: float


_COUNTRIES = (
    _Country("US", "USD", 1, ("New York", "San Francisco", "Seattle", "Chicago"), 0.34),
    _Country("CN", "CNY", 7.0, ("Beijing", "Shanghai", "Shenzhen", "Hangzhou"), 0.18),
    _Country("JP", "JPY", 155, ("Tokyo", "Osaka"), 0.08),
    _Country("DE", "EUR", 0.86, ("Munich", "Berlin"), 0.07),
    _Country("FR", "EUR", 0.86, ("Paris",), 0.07),
    _Country("GB", "GBP", 0.75, ("London",), 0.07),
    _Country("KR", "KRW", 1440, ("Seoul",), 0.04),
    _Country("TW", "TWD", 31.5, ("Taipei", "Hsinchu"), 0.04),
    _Country("CH", "CHF", 0.8, ("Zurich",), 0.04),
    _Country("IN", "INR", 90, ("Mumbai",), 0.03),
    _Country("BR", "BRL", 5.5, ("São Paulo",), 0.04),
)
"""Rough rates only scale made-up money; results are converted by published ones."""


class _Sector(NamedTuple):
    code: str
    word: str
    margin: float
    growth: float
    turnover: float


_SECTORS = (
    _Sector("banks", "Bank", 0.24, 0.04, 0.55),
    _Sector("insurance", "Insurance", 0.10, 0.04, 1.4),
    _Sector("technology", "Devices", 0.16, 0.08, 1.3),
    _Sector("software", "Online", 0.20, 0.11, 1.5),
    _Sector("cars", "Motors", 0.06, 0.04, 2.4),
    _Sector("retail", "Stores", 0.04, 0.05, 4.0),
    _Sector("food", "Foods", 0.12, 0.04, 1.1),
    _Sector("apparel", "Apparel", 0.15, 0.06, 1.4),
    _Sector("energy", "Energy", 0.09, 0.02, 1.5),
    _Sector("telecoms", "Telecom", 0.12, 0.02, 1.1),
    _Sector("pharma", "Pharma", 0.19, 0.06, 0.9),
    _Sector("airlines", "Travel", 0.06, 0.05, 2.2),
)
"""Operating margin after tax, growth a year, revenue over capital: orders of magnitude."""


def brands(count: int, seed: int = 0) -> dict[str, pl.DataFrame]:
    """Make up the tables of the scheme ``brand-value``.

    Parameters
    ----------
    count
        How many brands.
    seed
        What all draws come from; 0 is a seed. The same gives the same tables.

    Returns
    -------
    dict
        ``brands``, ``years`` (three past and five coming years of each) and ``last_list``, in
        which some of today's brands are missing and some are there no more.

    Examples
    --------
    >>> tables = brands(8, seed=1)
    >>> tables["brands"].height, tables["years"].height
    (8, 64)
    """
    where = _Seats.drawn(count, seed)
    strength = _strengths(count, seed)
    frame = _brands(where, strength, seed)
    tables = {"brands": frame, "years": _years(where, strength, seed)}
    return {**tables, "last_list": _last_list(where, tables, seed)}


class _Seats(NamedTuple):
    """Where each brand is at home, and what it sells."""

    names: list[str]
    countries: Places
    cities: list[str]
    sectors: Places

    @classmethod
    def drawn(cls, count: int, seed: int) -> _Seats:
        draw = stream(seed, "seats")
        countries = choose(draw, np.array([one.share for one in _COUNTRIES]), count)
        sectors = choose(draw, np.ones(len(_SECTORS)), count)
        # The first city of a country has twice the chance of the next, and so on.
        cities = [
            _COUNTRIES[country].cities[
                int(
                    choose(
                        draw, np.exp2(-np.arange(len(_COUNTRIES[country].cities), dtype=float)), 1
                    )[0]
                )
            ]
            for country in countries.tolist()
        ]
        names = [
            f"Example {_SECTORS[sector].word} {number:03d}"
            for number, sector in enumerate(sectors.tolist(), start=1)
        ]
        return cls(names, countries, cities, sectors)

    def of_sector(self, figure: str) -> Floats:
        """Return a figure of each brand's sector."""
        figures = np.array([getattr(one, figure) for one in _SECTORS], dtype=np.float64)
        return figures[self.sectors]

    def per_usd(self) -> Floats:
        """Return the rough rate of each brand's currency."""
        return np.array([one.per_usd for one in _COUNTRIES], dtype=float)[self.countries]


def _strengths(count: int, seed: int) -> Floats:
    """Return how strong each brand is, from 0 to 100; all else leans on it."""
    return np.clip(stream(seed, "strength").normal(62, 14, count), 8, 97)


def _score(draw: np.random.Generator, around: Floats, spread: float) -> Floats:
    return np.clip(draw.normal(around, spread), 0.0, 100.0).round()


def _brands(where: _Seats, strength: Floats, seed: int) -> pl.DataFrame:
    draw, count = stream(seed, "brands"), len(where.names)
    around: Mapping[str, tuple[Floats | float, float]] = {
        "investment": (strength - 4, 9),
        "innovation": (strength - 6, 12),
        "awareness": (strength + 10, 10),
        "preference": (strength, 8),
        "loyalty": (strength - 3, 9),
        "reputation": (strength + 4, 9),
        "market_position": (strength, 11),
        "channel": (strength + 2, 12),
        "environment": (55.0, 13),
        "social": (58.0, 12),
        "governance": (60.0, 12),
    }
    scores = {
        name: _score(draw, np.broadcast_to(np.asarray(at), count), spread)
        for name, (at, spread) in around.items()
    }
    rates = np.round(draw.normal(9.3, 1.0, count).clip(6.5, 12.5), 1)
    agreed = np.full(count, np.nan)
    licensed = some(draw, 0.06, count)
    agreed[licensed] = np.round(draw.uniform(1, 8, len(licensed)), 1)
    return pl.DataFrame(
        {
            "brand": where.names,
            "country": [_COUNTRIES[at].code for at in where.countries.tolist()],
            "city": where.cities,
            "sector": [_SECTORS[at].code for at in where.sectors.tolist()],
            "currency": [_COUNTRIES[at].currency for at in where.countries.tolist()],
            "valuation_year": np.full(count, _YEAR),
            "valuation_day": [date(_YEAR, 12, 31)] * count,
            "discount_rate": rates,
            "growth": np.round(draw.uniform(1.5, 3.0, count), 1),
            "tax": np.round(draw.uniform(17, 28, count), 0),
            "agreed_royalty": agreed,
            "role": np.round(np.clip(draw.normal(0.45 * strength, 7), 5, 80), 0),
            "attribution": np.round(np.clip(draw.normal(85, 12, count), 30, 100), 0),
            "contribution": np.round(np.clip(draw.normal(0.4 * strength, 7), 4, 75), 0),
            "price_premium": np.round(draw.normal(0.3 * strength - 8, 6), 1),
            **scores,
        }
    ).with_columns(pl.col("agreed_royalty").fill_nan(None))


def _years(where: _Seats, strength: Floats, seed: int) -> pl.DataFrame:
    """Return results and forecasts."""
    draw, count = stream(seed, "years"), len(where.names)
    offsets = np.arange(-_PAST, _COMING + 1)
    size = np.exp(draw.normal(9.4, 0.75, count) + 0.012 * (strength - 60))
    trend = where.of_sector("growth") + 0.0008 * (strength - 60)
    bumps = np.where(offsets <= 0, 1.0, 0.25) * draw.normal(0, 0.045, (count, len(offsets)))
    steps = 1 + trend[:, np.newaxis] + bumps
    growth = np.cumprod(steps, axis=1)
    revenue = (size * where.per_usd())[:, np.newaxis] * growth / growth[:, [_PAST]]
    margin = where.of_sector("margin") * np.clip(draw.normal(1, 0.22, count), 0.3, 1.7)
    margins = margin[:, np.newaxis] * (1 + draw.normal(0, 0.05, (count, len(offsets))))
    capital = revenue / (where.of_sector("turnover") * draw.uniform(0.8, 1.3, count))[:, np.newaxis]
    nopat = revenue * margins
    rows = np.repeat(np.array(where.names), len(offsets))
    money = {
        "revenue": revenue,
        "earnings": nopat * 0.94,
        "nopat": nopat,
        "capital": capital,
        "current_assets": capital * 0.35,
        "fixed_assets": capital * 0.4,
    }
    return pl.DataFrame(
        {
            "brand": rows,
            "year": np.tile(_YEAR + offsets, count),
            **{name: np.round(values.ravel(), 1) for name, values in money.items()},
        }
    )


def _last_list(where: _Seats, tables: Mapping[str, pl.DataFrame], seed: int) -> pl.DataFrame:
    """Return a list of the year before: without the newcomers, with some that are gone.

    Values are today's, less what they have grown since. Some revenues were reported otherwise
    than they stand now: they have been restated.
    """
    draw, count = stream(seed, "last list"), len(where.names)
    new = set(some(draw, 0.08, count).tolist())
    kept = [at for at in range(count) if at not in new]
    value = _values(tables) / draw.normal(1.07, 0.11, count).clip(0.7, 1.5)
    before = tables["years"].filter(pl.col("year") == _YEAR - 1)["revenue"].to_numpy().copy()
    before[some(draw, 0.03, count)] *= 0.91
    gone = len(new)
    homes = [*where.countries[kept].tolist(), *choose(draw, np.ones(3), gone).tolist()]
    return pl.DataFrame(
        {
            "brand": [
                *(where.names[at] for at in kept),
                *(f"Example Gone {number:03d}" for number in range(1, gone + 1)),
            ],
            "country": [_COUNTRIES[at].code for at in homes],
            "value": np.round([*value[kept], *draw.uniform(400, 3000, gone)], 0),
            "currency": ["USD"] * len(homes),
            "rate_day": [date(_YEAR, 12, 31)] * len(homes),
            "revenue": np.round([*before[kept], *draw.uniform(3000, 20000, gone)], 1),
        }
    ).with_columns(pl.col("value").fill_nan(None))


def _values(tables: Mapping[str, pl.DataFrame]) -> Floats:
    """Return what the scheme finds that the brands are worth."""
    scheme = Scheme.load("brand-value")
    bare = scheme.model_copy(update={"tables": {}, "estimates": {}, "rules": {}})
    sectors = scheme.inputs["sectors"].bundled
    assert sectors is not None
    rows = {
        name: frame.with_columns(
            pl.col(one).cast(pl.Float64)
            for one, column in scheme.inputs[name].columns.items()
            if column.type == "number" and one in frame.columns
        )
        for name, frame in {**tables, "sectors": pl.read_csv(sectors)}.items()
    }
    found = evaluate(bare, Dataset.from_frames(scheme.inputs, rows))
    return found.frames["brands"]["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
