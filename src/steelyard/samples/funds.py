"""Made-up funds, their managers and who gave the money.

Sizes are skewed, one fund in eight is national, provinces have unequal numbers of funds, a
manager has several; some funds are young and some invest in funds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from steelyard.samples.draws import Floats, Places, choose, choose_rows, some, stream
from steelyard.samples.lists import Lists
from steelyard.samples.reference import Reference

__all__ = ["YEAR", "Funds", "contributions", "drawn", "managers"]

YEAR = 2025
"""The accounting year that the made-up funds are evaluated for."""
_FIRST = np.datetime64("2016-02-01")
_YEAR_BEGINS, _YEAR_ENDS = np.datetime64(f"{YEAR}-01-01"), np.datetime64(f"{YEAR}-12-31")
_NATIONAL_ONE_IN = 8
_FUNDS_PER_MANAGER = 2.5
_PLAN = 8


@dataclass(frozen=True)
class Funds:
    """The funds as a table, and what their other tables are drawn from.

    Parameters
    ----------
    frame
        The table of funds.
    province
        (funds,) the place of the province, −1 for a national fund.
    industries
        (2, funds, industries) what a fund looks for, before and after its province's change.
    changes
        (funds,) the day on which that changes.
    established
        (funds,) days.
    invested
        (funds,) the money that is invested, in 万元.
    """

    frame: pl.DataFrame
    province: Places
    industries: Places
    changes: NDArray[np.datetime64]
    established: NDArray[np.datetime64]
    invested: Floats

    @property
    def national(self) -> NDArray[np.bool_]:
        """Which funds are national."""
        return self.province < 0

    @property
    def young(self) -> NDArray[np.bool_]:
        """Which funds began within the accounting year."""
        return self.established >= _YEAR_BEGINS

    def fields(self, reference: Reference) -> pl.DataFrame:
        """Return the key fields that the plans of the national funds name."""
        fund = np.flatnonzero(self.national)
        industry = self.industries[0][fund, :_PLAN]
        row, place = np.repeat(fund, industry.shape[1]), industry.ravel()
        return pl.DataFrame(
            {
                "fund": self.frame["fund"].gather(row),
                "division": pl.Series(reference.divisions, dtype=pl.String).gather(place),
                "industry": pl.Series(reference.industries, dtype=pl.String).gather(place),
            }
        )


def drawn(reference: Reference, lists: Lists, count: int, seed: int) -> Funds:
    """Draw the funds."""
    generator = stream(seed, "funds")
    province = _provinces(generator, len(reference.provinces), count)
    established = _established(generator, count)
    money = _Money.drawn(generator, province < 0, established)
    industries, changes = _industries(generator, reference, lists, province)
    fund_of_funds = np.zeros(count, dtype=bool)
    if count > 1:
        fund_of_funds[some(generator, 0.08, count)] = True
    manager = _managers_of(generator, province)
    frame = pl.DataFrame(
        {
            "fund": _codes("SAMPLE-", count),
            "name": _names(reference, province, count),
            "manager": manager,
            "level": np.where(province < 0, "national", "local"),
            "kind": np.where(fund_of_funds, "fund_of_funds", "direct"),
            "province": _codes_of(reference.provinces, province),
            "established": pl.Series(established).cast(pl.Date),
            "year": np.full(count, YEAR),
            **money.columns,
            **_counted(generator, province < 0),
        }
    )
    return Funds(frame, province, industries, changes, established, money.invested)


def _provinces(generator: np.random.Generator, provinces: int, count: int) -> Places:
    """Return each fund's province, −1 for every eighth fund, which is national."""
    weights = generator.lognormal(0, 0.9, provinces)
    found = choose(generator, weights, count)
    found[generator.permutation(count)[: count // _NATIONAL_ONE_IN]] = -1
    return found


def _established(generator: np.random.Generator, count: int) -> NDArray[np.datetime64]:
    """Return the days on which funds began, a few of them within the accounting year."""
    span = int((_YEAR_BEGINS - _FIRST).astype(int))
    days = _FIRST + np.floor(generator.beta(1.3, 1.1, count) * span).astype("timedelta64[D]")
    if count > 1:
        young = some(generator, 0.07, count)
        days[young] = _YEAR_BEGINS + generator.integers(0, 300, len(young)).astype("timedelta64[D]")
    return days


@dataclass(frozen=True)
class _Money:
    """The money of each fund, in 万元."""

    columns: dict[str, Floats]
    invested: Floats

    @classmethod
    def drawn(
        cls,
        generator: np.random.Generator,
        national: NDArray[np.bool_],
        established: NDArray[np.datetime64],
    ) -> _Money:
        count = len(national)
        tail = 1 + 0.3 * generator.pareto(1.6, count)
        committed = generator.lognormal(11.0, 0.8, count) * tail * np.where(national, 6.0, 1.0)
        committed = np.maximum(np.round(committed, -2), 2000)
        age = (_YEAR_ENDS - established).astype(int) / 365.25
        called = np.clip(
            generator.beta(6, 3, count) * (1 - np.exp(-(age + 0.4) / 1.5)) * 1.35, 0.05, 1
        )
        paid_in = np.maximum(np.round(committed * called, -1), 500)
        share = generator.beta(7, 1.6, count) * (1 - np.exp(-(age + 0.15) / 0.7))
        invested = np.floor(paid_in * share)
        idle = np.round((paid_in - invested) * generator.uniform(0.5, 1.0, count), 0)
        last = paid_in * generator.uniform(0.85, 1.25, count)
        columns = {
            "committed": committed,
            "paid_in": paid_in,
            "idle": idle,
            "irr": np.round(generator.normal(4.5, 4.5, count), 2),
            "net_assets": np.round(last * (1 + generator.normal(0.045, 0.07, count)), 0),
            "net_assets_last": np.round(last, 0),
        }
        return cls(columns, invested)


def _counted(
    generator: np.random.Generator, national: NDArray[np.bool_]
) -> dict[str, Floats | Places]:
    """Return what a manager counts, or agreed; a national fund asks for no reinvestment."""
    count = len(national)
    asked = ~national & (generator.random(count) < 0.6)
    ratio = np.round(generator.lognormal(np.log(80), 0.5, count), 0)
    return {
        "reinvestment": np.where(asked, np.minimum(ratio, 300), 0.0),
        "bottlenecks": generator.poisson(0.8, count),
        "key_livelihood": generator.poisson(0.9, count),
    }


def _industries(
    generator: np.random.Generator, reference: Reference, lists: Lists, province: Places
) -> tuple[Places, NDArray[np.datetime64]]:
    """Return what each fund looks for: its province's list, or what its own plan names."""
    listed = reference.listed
    weights = np.broadcast_to(reference.weights[listed], (len(province), len(listed)))
    taste = weights * generator.lognormal(0, 1.0, weights.shape)
    plans = listed[choose_rows(generator, taste, lists.provinces.shape[2])]
    plans[:, _PLAN:] = plans[:, : lists.provinces.shape[2] - _PLAN]
    national = (province < 0)[:, None]
    found = np.stack([np.where(national, plans, lists.provinces[v][province]) for v in (0, 1)])
    return found, lists.changes[province]


def _managers_of(generator: np.random.Generator, province: Places) -> pl.Series:
    """Return each fund's manager, who works in one province or for national funds."""
    number = np.zeros(len(province), dtype=np.int64)
    before = 0
    for place in np.unique(province):
        here = np.flatnonzero(province == place)
        managers = max(1, round(len(here) / _FUNDS_PER_MANAGER))
        weights = generator.lognormal(0, 0.7, managers)
        found = np.concatenate(
            [np.arange(managers), choose(generator, weights, len(here) - managers)]
        )
        number[here] = before + generator.permutation(found)
        before += managers
    return _codes("SAMPLE-M", before).gather(number)


def managers(funds: Funds, seed: int) -> pl.DataFrame:
    """Return the managers of the funds."""
    generator = stream(seed, "managers")
    codes = funds.frame["manager"].unique().sort()
    count = len(codes)
    return pl.DataFrame(
        {
            "manager": codes,
            "name": pl.select(
                pl.format("示例管理人 {} Sample manager", codes.str.strip_prefix("SAMPLE-M"))
            ).to_series(),
            "licence": pl.select(
                pl.format("SAMPLE-P{}", pl.Series(1_000_000 + np.arange(1, count + 1)))
            ).to_series(),
            "senior_managers": generator.poisson(2.5, count),
            "loss_events": (generator.random(count) < 0.1).astype(np.int64),
        }
    )


def contributions(funds: Funds, seed: int) -> pl.DataFrame:
    """Return who paid in how much; a few do not add up to the paid-in capital."""
    generator = stream(seed, "contributions")
    paid_in = funds.frame["paid_in"].to_numpy()
    count = len(paid_in)
    national = funds.national
    social = np.where(generator.random(count) < 0.15, 0.0, generator.beta(2.2, 3.2, count))
    budget = (1 - social) * generator.beta(3, 2, count)
    budget = np.where(national, np.maximum(budget, 0.3 * (1 - social)), budget)
    amounts = np.round(paid_in[:, None] * np.stack([budget, 0 * budget, social], axis=1), 0)
    amounts[:, 1] = paid_in - amounts[:, 0] - amounts[:, 2]
    wrong = some(generator, 0.02, count)
    amounts[wrong, 1] += np.round(0.05 * paid_in[wrong] + 10, 0)
    frame = pl.DataFrame(
        {
            "fund": funds.frame["fund"].gather(np.repeat(np.arange(count), 3)),
            "investor": ["budget", "state_owned", "social"] * count,
            "amount": amounts.ravel(),
        }
    )
    return frame.filter(pl.col("amount") > 0)


def _codes(prefix: str, count: int) -> pl.Series:
    numbers = pl.Series(np.arange(1, count + 1)).cast(pl.String)
    width = max(4, len(str(count)))
    return pl.select(pl.format(prefix + "{}", numbers.str.zfill(width))).to_series()


def _codes_of(codes: tuple[str, ...], places: Places) -> pl.Series:
    """Return codes by place, none where the place is negative."""
    found = pl.Series(codes).gather(np.maximum(places, 0))
    return found.set(pl.Series(places < 0), None)


def _names(reference: Reference, province: Places, count: int) -> pl.Series:
    where = _codes_of(reference.province_names, province).fill_null("国家级")
    number = _codes("", count)
    return pl.select(pl.format("示例{}投资基金 {} Sample fund", where, number)).to_series()
