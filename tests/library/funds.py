"""Made-up funds for the evaluation of where they put their money, built rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from steelyard import Dataset, Evaluation, Scheme, evaluate
from tests.library.runs import scheme

__all__ = ["BASE", "RULES", "WHOLE", "Fund", "Offices", "evaluated", "frames", "reference"]

WHOLE = 10_000
RULES = (
    "no_relocation",
    "no_violation",
    "risk_system",
    "good_credit",
    "registration",
    "disclosure",
)
_TYPES = {
    "text": pl.String(), "number": pl.Float64(), "integer": pl.Int64(),
    "boolean": pl.Boolean(), "date": pl.Date(),
}  # fmt: skip

_MANAGER: Mapping[str, Any] = {"senior_managers": 1, "loss_events": 0}
_FUND: Mapping[str, Any] = {
    "level": "local", "kind": "direct", "province": "110000", "established": date(2015, 1, 1),
    "year": 2025, "committed": WHOLE, "paid_in": WHOLE, "idle": 0, "irr": 3, "net_assets": 105,
    "net_assets_last": 100, "reinvestment": 0, "bottlenecks": 2, "key_livelihood": 2,
}  # fmt: skip
_INVESTMENT: Mapping[str, Any] = {
    "project": "项目（虚构）", "enterprise": "企业（虚构）", "section": "C", "division": "39",
    "industry": "集成电路", "field": "emerging_it", "strategy": "beijing_tianjin_hebei",
    "province": "110000", "form": "equity", "declared_class": "encouraged",
    "catalogue_item": "1", "amount": WHOLE, "entry": date(2021, 1, 1), "stage": "seed",
    "small": True, "ownership": "private", "stake": 10, "green": True, "patents": 6,
    "transferred": 1, "carbon_cut": 5, "utilisation": 90, "industry_utilisation": 80,
    "revenue": 100, "assets": 100, "jobs": 10, "tax": 10,
}  # fmt: skip
_REVIEW: Mapping[str, Any] = {
    "met": True, "office": "评审处（虚构）", "date": date(2026, 5, 1), "reason": "虚构",
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
        Judgements, or what a review has that the usual one has not; with None there is none.
    manager
        Of the row of the fund's manager.
    plan
        The key fields that the plan of a national fund names: division and industry.
    register
        The manager that the register has; the fund's own if absent.
    """

    figures: Mapping[str, Any] = field(default_factory=dict)
    investments: Sequence[Mapping[str, Any]] = ({},)
    social: float = WHOLE / 2
    reviews: Mapping[str, bool | Mapping[str, Any] | None] = field(default_factory=dict)
    manager: Mapping[str, Any] = field(default_factory=dict)
    plan: Sequence[tuple[str, str]] = ()
    register: str | None = None

    def but(self, **figures: Any) -> Fund:
        """Return the fund with other figures of its own."""
        return replace(self, figures={**self.figures, **figures})

    def managed(self, **figures: Any) -> Fund:
        """Return the fund with other figures of its manager."""
        return replace(self, manager={**self.manager, **figures})

    def invests(self, *investments: Mapping[str, Any]) -> Fund:
        """Return the fund with other investments."""
        return replace(self, investments=investments)

    def split(self, part: float, **rest: Any) -> Fund:
        """Return the fund with ``part`` of 10,000 in the usual investment, the rest in another."""
        return self.invests({"amount": part}, {"amount": WHOLE - part, **rest})


@dataclass(frozen=True)
class Offices:
    """What the offices supply.

    Parameters
    ----------
    lists
        Rows of the provincial lists.
    catalogue
        Rows of the national catalogue.
    """

    lists: Sequence[Mapping[str, Any]] = (
        {
            "province": "110000", "list": "2015（虚构）", "from": date(2015, 1, 1),
            "section": "C", "division": "39", "industry": "集成电路",
        },
    )  # fmt: skip
    catalogue: Sequence[Mapping[str, Any]] = (
        {
            "item": "1", "division": "39", "activity": "集成电路（虚构条目）",
            "class": "encouraged", "from": date(2015, 1, 1),
        },
    )  # fmt: skip


BASE = Fund()
USUAL = Offices()


def frames(funds: Mapping[str, Fund], offices: Offices = USUAL) -> dict[str, pl.DataFrame]:
    """Return all tables of some funds; they have the declared types, so they need no reading."""
    tables: dict[str, list[Mapping[str, Any]]] = {
        "provincial_lists": list(offices.lists),
        "catalogue": list(offices.catalogue),
    }
    for code, fund in funds.items():
        for name, rows in _rows(code, fund).items():
            tables.setdefault(name, []).extend(rows)
    declared = scheme("fund-direction").inputs
    typed = {name: _typed(rows, declared[name].columns) for name, rows in tables.items()}
    return {**typed, **reference()}


def _rows(code: str, fund: Fund) -> dict[str, list[dict[str, Any]]]:
    """Return what is delivered of one fund, by table."""
    own = {"fund": code, "name": f"{code}（虚构）", "manager": f"M-{code}"}
    return {
        "managers": [{"manager": f"M-{code}", "name": "虚构", **_MANAGER, **fund.manager}],
        "funds": [{**own, **_FUND, **fund.figures}],
        "investments": [
            {"fund": code, "investment": str(at), **_INVESTMENT, **investment}
            for at, investment in enumerate(fund.investments)
        ],
        "contributions": [
            {"fund": code, "investor": "budget", "amount": WHOLE - fund.social},
            {"fund": code, "investor": "social", "amount": fund.social},
        ],
        "reviews": list(_reviews(code, fund)),
        "fund_fields": [{"fund": code, "division": d, "industry": i} for d, i in fund.plan],
        "register": [{**own, "manager": fund.register or f"M-{code}"}],
    }


def _reviews(code: str, fund: Fund) -> Sequence[dict[str, Any]]:
    judged = {rule: fund.reviews.get(rule, True) for rule in RULES}
    return [
        {
            "fund": code,
            "rule": rule,
            **_REVIEW,
            **(said if isinstance(said, Mapping) else {"met": said}),
        }
        for rule, said in judged.items()
        if said is not None
    ]


@cache
def reference() -> dict[str, pl.DataFrame]:
    """Return the reference data that comes with the scheme."""
    return {
        name: _typed(
            pl.read_csv(table.bundled, infer_schema=False)
            .with_columns(pl.col(n).str.to_date() for n in table.columns if n in ("from", "until"))
            .to_dicts(),
            table.columns,
        )
        for name, table in scheme("fund-direction").inputs.items()
        if table.bundled is not None
    }


def _typed(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> pl.DataFrame:
    schema = {name: _TYPES[column.type] for name, column in columns.items()}
    told = [{name: row.get(name) for name in schema} for row in rows]
    return (
        pl.DataFrame(told, schema=schema)
        .with_row_index("_row", 2)
        .with_columns(pl.col("_row").cast(pl.Int64))
    )


def evaluated(
    funds: Mapping[str, Fund], offices: Offices = USUAL, declared: Scheme | None = None
) -> Evaluation:
    """Evaluate some funds."""
    return evaluate(declared or scheme("fund-direction"), Dataset(frames(funds, offices)))
