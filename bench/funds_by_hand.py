"""The evaluation of funds as one would write it for itself in Polars: figures, rules, no scheme.

It stands by itself, to be measured against; every threshold and column of ``fund-direction`` is
written into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

__all__ = ["FIGURES", "by_hand"]

FIGURES = (
    *("supported_share", "patents", "transferred", "no_relocation", "no_violation"),
    *("carbon_cut", "green_share", "private_share", "early_small_share", "mean_holding"),
    *("social_share", "jobs", "tax", "revenue", "strategic", "key_field_share"),
    *("utilisation_gap", "turnover", "paid_share", "idle_share", "net_asset_growth"),
    *("senior_managers", "sound_risk", "good_credit", "registration_and_disclosure"),
)
"""What the tree of the scheme is scored on, but for the columns that are read as they are."""
_PLACEMENTS = ("merger", "private_placement", "strategic_placement")

Tables = Mapping[str, pl.DataFrame]


def by_hand(tables: Tables) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures of each fund, and the rows of investments that break each rule."""
    rows = _judged(tables).collect()
    return _figures(tables, rows), _breaches(rows)


def _in_force(lists: pl.LazyFrame, owner: str) -> pl.LazyFrame:
    """Return each version once, with the last day on which it is in force."""
    versions = lists.group_by(owner, "from").agg(pl.col("until").max()).sort(owner, "from")
    day_before_next = pl.col("from").shift(-1).over(owner).dt.offset_by("-1d")
    return versions.with_columns(
        last=pl.min_horizontal("until", day_before_next).fill_null(date(9999, 12, 31))
    ).select(owner, "last", start="from")


def _judged(tables: Tables) -> pl.LazyFrame:
    """Return the investments that count, each with what the rules and the sums need."""
    listed = ["division", "industry"]
    plans = tables["fund_fields"].lazy()
    covered = tables["strategy_provinces"].lazy()
    of_fund = (
        tables["funds"]
        .lazy()
        .join(plans.group_by("fund").agg(plans=pl.len()), on="fund", how="left")
        .select(
            *("fund", "plans", "paid_in", "established", "year"),
            fund_level="level",
            fund_province="province",
        )
    )
    rows = tables["investments"].lazy().join(of_fund, on="fund", maintain_order="left")
    rows = rows.filter(
        ~(pl.col("amount") > pl.col("paid_in")).fill_null(value=False)
        & ~(pl.col("exit") < pl.col("entry")).fill_null(value=False)
    ).with_row_index("at")
    others = {
        "plan": (plans.with_columns(on_plan=pl.lit(value=True)), ["fund", *listed]),
        "strategy": (
            covered.select("strategy", "province", in_strategy=pl.lit(value=True)),
            ["strategy", "province"],
        ),
        "covers": (covered.group_by("strategy").agg(covers=pl.len()), ["strategy"]),
        "division": (
            tables["divisions"]
            .lazy()
            .select("division", division_section="section", division_from="from"),
            ["division"],
        ),
    }
    rows = pl.concat(
        [rows, _on_list(rows, tables["provincial_lists"].lazy()), _class(rows, tables)],
        how="horizontal",
    )
    for other, on in others.values():
        rows = rows.join(other, on=on, how="left", maintain_order="left")
    return rows.with_columns(**_columns()).with_columns(**_years_held())


def _on_list(rows: pl.LazyFrame, lists: pl.LazyFrame) -> pl.LazyFrame:
    """Return whether each row is on the list of its province, missing where none is in force."""
    keys = ["fund_province", "start", "division", "industry"]
    members = lists.select("division", "industry", fund_province="province", start="from").unique()
    asked = rows.select("at", "entry", "fund_province", "division", "industry").sort("entry")
    found = asked.join_asof(
        _in_force(lists, "province").sort("start"),
        left_on="entry",
        right_on="start",
        by_left="fund_province",
        by_right="province",
        check_sortedness=False,
    ).join(members.with_columns(on_list=pl.lit(value=True)), on=keys, how="left")
    in_force = pl.col("start").is_not_null() & (pl.col("entry") <= pl.col("last"))
    return found.sort("at").select(
        on_list=pl.when(in_force).then(pl.col("on_list").fill_null(value=False))
    )


def _class(rows: pl.LazyFrame, tables: Tables) -> pl.LazyFrame:
    """Return the class of each row's item in the catalogue on the day of the row."""
    catalogue = tables["catalogue"].lazy().select("from", "until", "item", catalogue_class="class")
    asked = rows.select("at", "entry", "catalogue_item").sort("entry")
    found = asked.join_asof(
        catalogue.sort("from"),
        left_on="entry",
        right_on="from",
        by_left="catalogue_item",
        by_right="item",
        check_sortedness=False,
    )
    in_force = pl.col("until").is_null() | (pl.col("entry") <= pl.col("until"))
    return found.sort("at").select(catalogue_class=pl.when(in_force).then("catalogue_class"))


def _columns() -> dict[str, pl.Expr]:
    """Return what is told of a row by itself."""
    on_plan = pl.when(pl.col("plans") > 0).then(pl.col("on_plan").fill_null(value=False))
    local = pl.col("fund_level") == "local"
    return {
        "outside_list": local & ~pl.col("on_list"),
        "in_key_fields": pl.when(local).then("on_list").otherwise(on_plan),
        "class": pl.col("catalogue_class").fill_null(pl.col("declared_class")),
        "held": pl.col("exit").is_null() | (pl.col("exit") >= pl.date(pl.col("year"), 1, 1)),
        "held_until": pl.min_horizontal("exit", pl.date(pl.col("year") + 1, 1, 1)),
    }


def _years_held() -> dict[str, pl.Expr]:
    entry, until = pl.col("entry").dt, pl.col("held_until").dt
    days = (
        372 * (until.year() - entry.year())
        + 31 * (until.month().cast(pl.Int32) - entry.month().cast(pl.Int32))
        + (until.day().cast(pl.Int32) - entry.day().cast(pl.Int32))
    )
    return {"years_held": pl.when(pl.col("entry") <= pl.col("held_until")).then(days / 372.0)}


def _breaches(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each rule that an investment breaks: rule, fund, investment, amount."""
    form, kind = pl.col("form"), pl.col("class")
    rules = {
        "hidden_debt": form == "guaranteed_return",
        "listed_trading": form == "listed_shares",
        "listed_not_in_plan": form.is_in(_PLACEMENTS) & ~pl.col("in_plan"),
        "derivatives": form == "derivatives",
        "guarantee": form == "guarantee",
        "unlimited_liability": form == "unlimited_liability",
        "restricted_class": kind == "restricted",
        "eliminated_class": kind == "eliminated",
        "not_encouraged": kind == "permitted",
        "outside_list": pl.col("outside_list"),
        "outside_strategy": (pl.col("covers") > 0)
        & pl.col("province").is_not_null()
        & pl.col("in_strategy").is_null(),
        "entry_before_fund": pl.col("entry") < pl.col("established"),
        "entry_after_year": pl.col("entry") >= pl.date(pl.col("year") + 1, 1, 1),
        "section_differs": (pl.col("section") != pl.col("division_section"))
        & (pl.col("entry") >= pl.col("division_from")),
    }
    return pl.concat(
        rows.lazy()
        .filter(broken)
        .select(pl.lit(rule).alias("rule"), "fund", "investment", "amount")
        for rule, broken in rules.items()
    ).collect()


def _figures(tables: Tables, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of each fund, in the order of the funds."""
    amount, held = pl.col("amount"), pl.col("held").fill_null(value=False)

    def whole(column: str) -> pl.Expr:
        """Return the sum over what is held, missing if a figure of it is."""
        gaps = (held & pl.col(column).is_null()).sum()
        return pl.when(gaps == 0).then(pl.col(column).filter(held).sum()).alias(column)

    def mean(column: str, among: pl.Expr) -> pl.Expr:
        known = among & pl.col(column).is_not_null()
        return (pl.col(column) * amount).filter(known).sum() / amount.filter(known).sum()

    def part(counts: pl.Expr, known: pl.Expr) -> pl.Expr:
        return amount.filter(counts).sum() / amount.filter(known).sum()

    own, usual = "utilisation", "industry_utilisation"
    both = held & pl.col(own).is_not_null() & pl.col(usual).is_not_null()
    early = pl.col("stage").is_in(["seed", "early"]) & pl.col("small")
    of_stage = pl.col("stage").is_not_null() & pl.col("small").is_not_null()
    of_rows = (
        rows.lazy()
        .group_by("fund")
        .agg(
            amount.filter(pl.col("field").is_not_null()).sum().alias("supported"),
            *(
                whole(name)
                for name in ("patents", "transferred", "jobs", "tax", "revenue", "assets")
            ),
            mean("carbon_cut", held).alias("carbon_cut"),
            mean("years_held", pl.lit(value=True)).alias("mean_holding"),
            part(pl.col("green"), pl.col("green").is_not_null()).alias("green_share"),
            part(pl.col("ownership") == "private", pl.col("ownership").is_not_null()).alias(
                "private_share"
            ),
            part(early, of_stage).alias("early_small_share"),
            part(pl.col("in_key_fields"), pl.col("in_key_fields").is_not_null()).alias(
                "key_field_share"
            ),
            pl.col("strategy").is_not_null().sum().alias("strategic"),
            (100 * (mean(own, both) / mean(usual, both) - 1)).alias("utilisation_gap"),
        )
    )
    money = tables["contributions"].lazy().group_by("fund")
    social = money.agg(social_share=amount.filter(investor="social").sum() / amount.sum())
    complete = pl.col("office", "date", "reason").is_not_null()
    reviews = (
        tables["reviews"]
        .lazy()
        .filter(pl.all_horizontal(complete))
        .group_by("fund")
        .agg(
            pl.col("met").filter(rule=name).min().alias(name)
            for name in (
                *("no_relocation", "no_violation", "risk_system"),
                *("good_credit", "registration", "disclosure"),
            )
        )
    )
    managers = tables["managers"].lazy().select("manager", "senior_managers", "loss_events")
    funds = tables["funds"].lazy()
    for other in (of_rows, social, reviews):
        funds = funds.join(other, on="fund", how="left", maintain_order="left")
    funds = funds.join(managers, on="manager", how="left", maintain_order="left")
    sums = ("supported", "patents", "transferred", "jobs", "tax", "revenue", "assets", "strategic")
    nothing = ~pl.col("fund").is_in(rows["fund"].unique().implode())
    funds = funds.with_columns(
        pl.when(nothing).then(0).otherwise(name).alias(name) for name in sums
    )
    return (
        funds.with_columns(
            supported_share=_over("supported", "paid_in"),
            turnover=_over("revenue", "assets"),
            paid_share=_over("paid_in", "committed"),
            idle_share=_over("idle", "paid_in"),
            net_asset_growth=100 * (_over("net_assets", "net_assets_last") - 1),
            sound_risk=pl.col("risk_system") & (pl.col("loss_events") == 0),
            registration_and_disclosure=pl.col("registration").cast(pl.Float64)
            + pl.col("disclosure").cast(pl.Float64),
        )
        .select("fund", *FIGURES)
        .collect()
    )


def _over(of: str, to: str) -> pl.Expr:
    return pl.when(pl.col(to) != 0).then(pl.col(of) / pl.col(to))
