"""The list of a park's leading enterprises, worked by hand, and its bad input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from steelyard import Dataset, Evaluation
from steelyard.library import sample
from tests.library.runs import of_frames, of_sample, scheme, score_of

FACTORY = {
    "enterprise": "F",
    "name": "Factory",
    "year": 2025,
    "settled": 2005,
    "revenue": 84_000.0,
    "tax": 2_100.0,
    "jobs": 560.0,
    "local_jobs": 308.0,
    "exports": 21_000.0,
    "rd": 2_520.0,
    "purchases": 50_000.0,
    "local_purchases": 15_000.0,
    "land": 10.0,
}
"""A factory of 10 hectares, settled in 2005, with 560 employees of whom 55% are local."""


def park(*changes: Mapping[str, object]) -> Evaluation:
    """Evaluate the factory, and as it would be with some figures changed."""
    rows = [{**FACTORY, "enterprise": f"F{at}", **change} for at, change in enumerate(changes)]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        industry=pl.lit("machinery"), park=pl.lit("east")
    )
    return of_frames("park-leaders", enterprises=frame)


@cache
def alone() -> Evaluation:
    """Evaluate the factory by itself."""
    return park({})


def figure(found: Evaluation, name: str) -> float | None:
    value: float | None = found.units_frame[name][0]
    return value


def broken(found: Evaluation) -> list[str]:
    return found.breaches["rule"].to_list()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("revenue_per_ha", 8_400.0),  # 84,000 / 10
        ("tax_per_ha", 210.0),
        ("jobs_per_ha", 56.0),
        ("revenue_per_head", 150.0),  # 84,000 / 560
        ("local_jobs_share", 55.0),
        ("local_purchases_share", 30.0),
        ("rd_intensity", 3.0),
        ("export_share", 25.0),
        ("years", 20.0),
    ],
)
def test_figures_by_hand(name: str, value: float) -> None:
    assert figure(alone(), name) == pytest.approx(value, rel=1e-14)


def test_scores_are_shares_of_the_others_that_are_below() -> None:
    # Of three with revenues 1, 2 and 3 times as high the middle one is above one of two.
    found = park({}, {"revenue": 168_000.0}, {"revenue": 252_000.0})
    assert [score_of(found, unit, "revenue") for unit in ("F0", "F1", "F2")] == [0.0, 50.0, 100.0]
    # revenue 30, tax 45, jobs 25 of 100; those that tie are each above half of the others.
    assert score_of(found, "F2", "contribution") == pytest.approx(30 + 35)


def test_whoever_is_better_in_all_is_first() -> None:
    found = park({}, {"revenue": 90_000.0, "tax": 3_000.0, "rd": 4_000.0, "exports": 30_000.0})
    assert dict(found.ranking.select("enterprise", "rank").rows()) == {"F1": 1, "F0": 2}


def test_three_of_four_thresholds_are_enough() -> None:
    young = {"settled": 2024}
    found = park({}, young, young | {"tax": 150.0, "revenue": 6_000.0})
    ranks = dict(found.ranking.select("enterprise", "rank").rows())
    assert ranks["F2"] is None
    assert None not in (ranks["F0"], ranks["F1"])
    (told,) = [one for one in found.findings if one.code == "not-admitted"]
    # Tax is 50 of 200 short, 25%; per hectare it is 85 of 100, years are 2 of 3.
    assert told.message.render("en").endswith("Nearest is Tax paid: 50 万元 short of 200.")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"exports": 84_001.0}, "exports_above_revenue"),
        ({"local_purchases": 50_001.0}, "local_purchases_above_purchases"),
        ({"local_jobs": 561.0}, "local_jobs_above_jobs"),
        ({"settled": 2026}, "settled_later"),
    ],
)
def test_figures_that_contradict_each_other_have_no_rank(
    change: Mapping[str, object], rule: str
) -> None:
    found = park({}, change)
    assert broken(found) == [rule]
    assert dict(found.ranking.select("enterprise", "rank").rows()) == {"F0": 1, "F1": None}


@pytest.mark.parametrize(
    ("change", "rule", "lost"),
    [
        ({"land": 0.0}, "no_land", ["tax_per_ha", "revenue_per_ha", "jobs_per_ha"]),
        ({"land": None}, "land_unknown", ["tax_per_ha", "revenue_per_ha", "jobs_per_ha"]),
        ({"jobs": 0.0, "local_jobs": 0.0}, "no_jobs", ["revenue_per_head", "local_jobs_share"]),
        ({"tax": -30.0}, "tax_refunded", []),
        ({"revenue": 0.0, "exports": 0.0}, "no_revenue", ["rd_intensity", "export_share"]),
    ],
)
def test_what_cannot_be_divided_is_missing_and_told(
    change: Mapping[str, object], rule: str, lost: list[str]
) -> None:
    found = park(change, {})
    assert broken(found) == [rule]
    assert [figure(found, name) for name in lost] == [None] * len(lost)


def test_a_refund_is_scored_as_it_is() -> None:
    assert figure(park({"tax": -30.0}), "tax_per_ha") == pytest.approx(-3.0)


def test_without_land_the_other_three_thresholds_admit() -> None:
    assert park({"land": None}).ranking["rank"].to_list() == [1]
    assert park({"land": None, "settled": 2024}).ranking["rank"].to_list() == [None]


def test_tables_add_up_over_those_on_the_list() -> None:
    found = of_sample("park-leaders")
    listed = found.ranking.drop_nulls("rank")["enterprise"]
    rows = pl.read_csv(sample("park-leaders")["enterprises"]).filter(
        pl.col("enterprise").is_in(listed.implode())
    )
    for table, column in (("by_industry", "industry"), ("by_park", "park")):
        measured = found.group_tables[table]
        assert measured["enterprises"][-1] == len(listed)
        assert measured["tax_share"][:-1].sum() == pytest.approx(100)
        for row in measured.drop_nulls(column).iter_rows(named=True):
            own = rows.filter(pl.col(column) == row[column])
            assert row["enterprises"] == own.height
            assert row["tax"] == pytest.approx(own["tax"].sum())
            largest = own["tax"].sort()[-1]
            assert row["top_share"] == pytest.approx(100 * largest / own["tax"].sum())


def test_the_sample_is_plainly_made_up_and_has_the_gaps_it_shows() -> None:
    rows = pl.read_csv(sample("park-leaders")["enterprises"])
    assert rows.height == 40
    assert rows["name"].str.contains("示例.* Sample").all()
    rules = set(of_sample("park-leaders").breaches["rule"])
    assert rules == {"exports_above_revenue", "tax_refunded", "no_land", "land_unknown"}


def test_headers_in_both_scripts_are_read(tmp_path: Path) -> None:
    columns = scheme("park-leaders").table.columns
    rows = pl.read_csv(sample("park-leaders")["enterprises"])
    for at in (0, 1):
        file = tmp_path / f"{at}.csv"
        names = {
            name: [header for header in column.headers if isinstance(header, str)][at]
            for name, column in columns.items()
            if len(column.headers) > at
        }
        rows.rename(names).write_csv(file)
        read = Dataset.read(scheme("park-leaders").inputs, {"enterprises": file})
        assert read.tables["enterprises"]["tax"].to_list() == rows["tax"].to_list()
