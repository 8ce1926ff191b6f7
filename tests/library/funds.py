"""Made-up funds for the evaluation of where they put their money, built rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from steelyard import Dataset, Evaluation, evaluate
from tests.library.runs import scheme

__all__ = ["BASE", "RULES", "WHOLE", "Fund", "evaluated", "frames"]

WHOLE = 10_000
RULES = (
    "no_relocation",
    "no_violation",
    "risk_system",
    "good_credit",
    "registration",
    "disclosure",
)

_FUND: Mapping[str, Any] = {
    "level": "local", "province": "北京", "committed": WHOLE, "paid_in": WHOLE, "idle": 0,
    "irr": 3, "net_assets": 105, "net_assets_last": 100, "reinvestment": 0, "bottlenecks": 2,
    "key_livelihood": 2, "senior_managers": 1, "loss_events": 0,
}  # fmt: skip
_INVESTMENT: Mapping[str, Any] = {
    "enterprise": "企业", "amount": WHOLE, "field": "emerging", "strategy": "长江经济带",
    "key_field": True, "stage": "seed", "small": True, "private": True, "green": True,
    "years_held": 5, "patents": 6, "transferred": 1, "carbon_cut": 5, "utilisation": 90,
    "industry_utilisation": 80, "revenue": 100, "assets": 100, "jobs": 10, "tax": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Fund:
    """A fund that fulfils every rule, but for what is said of it.

    Parameters
    ----------
    figures
        Of the fund's own row.
    investments
        What each investment has that the usual one has not.
    social
        The part of the contributions that is social capital, of 10,000.
    reviews
        Judgements; a rule with None has not been judged.
    """

    figures: Mapping[str, Any] = field(default_factory=dict)
    investments: Sequence[Mapping[str, Any]] = ({},)
    social: float = WHOLE / 2
    reviews: Mapping[str, float | None] = field(default_factory=dict)

    def but(self, **figures: Any) -> Fund:
        """Return the fund with other figures of its own."""
        return replace(self, figures={**self.figures, **figures})

    def invests(self, *investments: Mapping[str, Any]) -> Fund:
        """Return the fund with other investments."""
        return replace(self, investments=investments)

    def split(self, part: float, **rest: Any) -> Fund:
        """Return the fund with ``part`` of 10,000 in the usual investment, the rest in another."""
        return self.invests({"amount": part}, {"amount": WHOLE - part, **rest})


BASE = Fund()


def frames(funds: Mapping[str, Fund]) -> dict[str, pl.DataFrame]:
    """Return the four tables of some funds."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in scheme("fund-direction").inputs}
    for code, fund in funds.items():
        tables["funds"].append({"fund": code, "name": f"{code}（虚构）", **_FUND, **fund.figures})
        for number, investment in enumerate(fund.investments):
            own = {"investment": f"{code}-{number}", "fund": code}
            tables["investments"].append({**own, **_INVESTMENT, **investment})
        for investor, amount in (("budget", WHOLE - fund.social), ("social", fund.social)):
            tables["contributions"].append({"fund": code, "investor": investor, "amount": amount})
        for rule in RULES:
            met = fund.reviews.get(rule, 1)
            if met is not None:
                tables["reviews"].append({"fund": code, "rule": rule, "met": met})
    declared = scheme("fund-direction").inputs
    return {name: _typed(rows, declared[name].columns) for name, rows in tables.items()}


def _typed(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> pl.DataFrame:
    types = {
        "text": pl.String(), "number": pl.Float64(), "integer": pl.Int64(),
        "boolean": pl.Boolean(), "date": pl.Date(),
    }  # fmt: skip
    schema = {name: types[column.type] for name, column in columns.items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def evaluated(funds: Mapping[str, Fund]) -> Evaluation:
    """Evaluate some funds; their tables have the declared types, so they need no reading."""
    return evaluate(scheme("fund-direction"), Dataset(frames(funds)))
