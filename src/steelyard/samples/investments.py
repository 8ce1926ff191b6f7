"""Made-up investments: where the money of the funds went, on which day, into what.

Each fund has its own leanings (towards its key fields, young firms, private ones), so that
funds differ; enterprises are drawn from the pool of their province and industry, so that
several funds hold the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import Floats, Places, choose, stream
from steelyard.samples.enterprises import Enterprises
from steelyard.samples.funds import YEAR, Funds
from steelyard.samples.lists import CATALOGUE_CHANGE, earlier_classes
from steelyard.samples.reference import Reference

__all__ = ["drawn"]

_YEAR_ENDS = np.datetime64(f"{YEAR}-12-31")
_DAY = "timedelta64[D]"
_STAGES = ("seed", "early", "growth", "mature")
_PLACEMENTS = ("merger", "private_placement", "strategic_placement")


@dataclass(frozen=True)
class _Leanings:
    """What share of a fund's investments is so, by fund."""

    key_fields: Floats
    at_home: Floats
    strategy: Floats
    private: Floats
    small: Floats
    stage: Floats
    green: Floats

    @classmethod
    def drawn(cls, generator: np.random.Generator, count: int) -> _Leanings:
        shapes = ((5, 2), (8, 2), (4, 2), (5, 3), (4, 3), (3, 3), (1.2, 6))
        return cls(*(generator.beta(a, b, count) for a, b in shapes))


def drawn(reference: Reference, funds: Funds, count: int, seed: int) -> pl.DataFrame:
    """Draw the investments, in the order of their funds."""
    generator = stream(seed, "investments")
    leanings = _Leanings.drawn(generator, funds.frame.height)
    fund, number = _rows(generator, funds, count)
    entry, exit_ = _days(generator, funds, fund)
    industry = _industry(generator, reference, funds, leanings, fund, entry)
    province = _province(generator, funds, leanings, fund, len(reference.provinces))
    private = generator.random(count) < leanings.private[fund]
    small = generator.random(count) < leanings.small[fund]
    enterprises = Enterprises.drawn(
        reference, (province, industry, private, small), stream(seed, "enterprises")
    )
    form, in_plan = _form(generator, (funds.frame["kind"] == "fund_of_funds").to_numpy()[fund])
    return pl.DataFrame(
        [
            funds.frame["fund"].gather(fund),
            pl.Series("investment", number + 1).cast(pl.String).str.zfill(4),
            _named("project", "示例项目", np.arange(1, count + 1)),
            _held(enterprises.names, form),
            _taken("section", reference.sections, industry),
            _taken("division", reference.divisions, industry),
            _taken("industry", reference.industries, industry),
            _field(generator, reference, industry),
            _strategy(generator, reference, leanings.strategy[fund], province),
            _taken("province", reference.provinces, province),
            form,
            in_plan,
            *_class(generator, reference, industry, entry),
            pl.Series("amount", _amounts(generator, funds.invested, fund)),
            pl.Series("entry", entry).cast(pl.Date),
            pl.Series("exit", exit_).cast(pl.Date),
            _stage(generator, leanings.stage[fund]),
            pl.Series("small", small),
            enterprises.ownership,
            pl.Series("stake", np.round(100 * generator.beta(1.2, 6, count), 2)),
            pl.Series("green", generator.random(count) < leanings.green[fund]),
            pl.Series("patents", generator.poisson(0.2, count)),
            pl.Series("transferred", generator.poisson(0.04, count)),
            *enterprises.figures,
        ]
    )


def _rows(generator: np.random.Generator, funds: Funds, count: int) -> tuple[Places, Places]:
    """Return the fund of each investment, and its number within the fund.

    Larger funds have more; each fund but the young has one at least where there are enough.
    """
    size = funds.frame["paid_in"].to_numpy() ** 0.45 * generator.lognormal(0, 0.4, len(funds.young))
    size = np.where(funds.young, 0.15 * size, size)
    one = np.where(funds.young, 0, 1) if count >= len(size) else np.zeros(len(size), np.int64)
    counts = one + generator.multinomial(count - one.sum(), size / size.sum())
    fund = np.repeat(np.arange(len(size)), counts)
    begins = np.cumsum(counts) - counts
    return fund, np.arange(count) - begins[fund]


def _amounts(generator: np.random.Generator, invested: Floats, fund: Places) -> Floats:
    """Return amounts, skewed, that add up to what a fund has invested, in whole 万元."""
    parts = generator.lognormal(0, 0.9, len(fund))
    whole = np.bincount(fund, parts, minlength=len(invested))
    return np.maximum(np.floor(invested[fund] * parts / whole[fund]), 1.0)


def _days(
    generator: np.random.Generator, funds: Funds, fund: Places
) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return the days of entry and exit within the life of the fund; most have no exit yet."""
    began = funds.established[fund]
    span = (_YEAR_ENDS - began).astype(np.int64)
    entry = began + np.floor(generator.beta(1.1, 1.5, len(fund)) * span).astype(_DAY)
    held = np.floor(500 + generator.exponential(1800, len(fund))).astype(_DAY)
    exit_ = entry + held
    return entry, np.where(exit_ <= _YEAR_ENDS, exit_, np.datetime64("NaT"))


def _industry(
    generator: np.random.Generator,
    reference: Reference,
    funds: Funds,
    leanings: _Leanings,
    fund: Places,
    entry: NDArray[np.datetime64],
) -> Places:
    """Return industries: by the list in force on the day, or any."""
    version = (entry >= funds.changes[fund]).astype(np.int64)
    length = funds.industries.shape[2]
    fewer_down_the_list: Floats = 1 / np.arange(3.0, length + 3.0)
    place = choose(generator, fewer_down_the_list, len(fund))
    sought = funds.industries[version, fund, place]
    anything = choose(generator, reference.weights, len(fund))
    return np.where(generator.random(len(fund)) < leanings.key_fields[fund], sought, anything)


def _province(
    generator: np.random.Generator, funds: Funds, leanings: _Leanings, fund: Places, provinces: int
) -> Places:
    """Return provinces: mostly the fund's own, else where funds are."""
    weights: Floats = np.ones(provinces)
    np.add.at(weights, funds.province[~funds.national], 1.0)
    anywhere = choose(generator, weights, len(fund))
    stays = (generator.random(len(fund)) < leanings.at_home[fund]) & ~funds.national[fund]
    return np.where(stays, funds.province[fund], anywhere)


def _field(generator: np.random.Generator, reference: Reference, industry: Places) -> pl.Series:
    """Return supported fields: the industry's, now and then another or none."""
    known = {name: place for place, name in enumerate(reference.all_fields)}
    usual = np.array([-1 if name is None else known[name] for name in reference.fields])[industry]
    chance = generator.random(len(industry))
    other = generator.integers(len(known), size=len(industry))
    field = np.where(chance < 0.03, other, np.where(chance > 0.9, -1, usual))
    return _taken("field", reference.all_fields, field)


def _strategy(
    generator: np.random.Generator, reference: Reference, leaning: Floats, province: Places
) -> pl.Series:
    """Return a strategy that covers the province, rarely one that covers none; or nothing."""
    number = reference.covers.sum(axis=0)
    covering = np.argsort(~reference.covers, axis=0, kind="stable")
    which = np.floor(generator.random(len(province)) * number[province]).astype(np.int64)
    usual = np.where(number[province] > 0, covering[which, province], -1)
    unbound = np.flatnonzero(~reference.covers.any(axis=1))
    other = unbound[generator.integers(len(unbound), size=len(province))]
    chosen = np.where(generator.random(len(province)) < 0.06, other, usual)
    serves = generator.random(len(province)) < leaning
    return _taken("strategy", reference.strategies, np.where(serves, chosen, -1))


def _held(names: pl.Series, form: pl.Series) -> pl.Series:
    """Return what the money is in: an enterprise, or a fund where it bought a share of one."""
    share = form == "fund_share"
    return (
        pl.select(
            pl.when(share).then(names.str.replace("企业", "子基金", literal=True)).otherwise(names)
        )
        .to_series()
        .alias("enterprise")
    )


def _form(generator: np.random.Generator, in_funds: NDArray[np.bool_]) -> tuple[pl.Series, ...]:
    """Return forms that are allowed, and for placements of listed shares that the plan has them."""
    forms = ("equity", "fund_share", *_PLACEMENTS)
    usual = choose(generator, np.array([90.0, 4, 2, 2, 2]), len(in_funds))
    form = np.where(in_funds & (generator.random(len(in_funds)) < 0.95), 1, usual)
    named = pl.select(pl.when(pl.Series(form >= 2)).then(pl.lit(value=True))).to_series()
    return _taken("form", forms, form), named.alias("in_plan")


def _class(
    generator: np.random.Generator,
    reference: Reference,
    industry: Places,
    entry: NDArray[np.datetime64],
) -> tuple[pl.Series, pl.Series]:
    """Return the class that the manager declares and the item of the catalogue, if any is named.

    Of what is restricted or eliminated, half is declared as permitted.
    """
    kinds = ("encouraged", "permitted", "restricted", "eliminated")
    later, earlier = (
        np.array([kinds.index(name) for name in classes])[industry]
        for classes in (reference.classes, earlier_classes(reference))
    )
    true = np.where(entry < np.datetime64(CATALOGUE_CHANGE), earlier, later)
    declared = np.where((true >= 2) & (generator.random(len(true)) < 0.5), 1, true)
    chance = np.array([0.9, 0.4, 1.0, 1.0])[true]
    named = (generator.random(len(true)) < chance) & (entry >= np.datetime64("2020-01-01"))
    items = [f"SAMPLE-C{at + 1:03}" for at in range(len(reference.industries))]
    return (
        _taken("declared_class", kinds, declared),
        _taken("catalogue_item", items, np.where(named, industry, -1)),
    )


def _stage(generator: np.random.Generator, leaning: Floats) -> pl.Series:
    early = generator.random(len(leaning)) < leaning
    sooner = generator.random(len(leaning)) < 0.35
    return _taken("stage", _STAGES, np.where(early, 0, 2) + ~sooner)


def _taken(name: str, values: tuple[str, ...] | list[str], places: Places) -> pl.Series:
    """Return values by place, none where the place is negative."""
    found = pl.Series([*values, None], dtype=pl.String)
    return found.gather(np.where(places < 0, len(values), places)).alias(name)


def _named(name: str, label: str, numbers: Places) -> pl.Series:
    digits = pl.Series(numbers).cast(pl.String).str.zfill(len(str(len(numbers))))
    return (label + digits).alias(name)
