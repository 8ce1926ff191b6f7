"""What must hold of the fund evaluation whatever the funds are."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard import DataError, Dataset, evaluate
from tests.library.funds import BASE, RULES, WHOLE, Fund, evaluated, frames, reference
from tests.library.runs import scheme

SCHEME = scheme("fund-direction")
DAYS = st.dates(date(2014, 1, 1), date(2027, 1, 1))
MONEY = {
    "funds": ("committed", "paid_in", "idle", "net_assets", "net_assets_last"),
    "investments": ("amount", "revenue", "assets", "tax"),
    "contributions": ("amount",),
}

INVESTMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "amount": st.integers(1, 5000),
            "field": st.sampled_from([None, "emerging_it", "future_quantum", "digital_data"]),
            "strategy": st.sampled_from([None, "yangtze_delta", "maritime_country"]),
            "industry": st.sampled_from(["集成电路", "其他", None]),
            "form": st.sampled_from(["equity", "merger", "guarantee"]),
            "in_plan": st.sampled_from([None, True, False]),
            "declared_class": st.sampled_from(["encouraged", "permitted", "restricted", None]),
            "catalogue_item": st.sampled_from([None, "1", "2"]),
            "entry": DAYS,
            "exit": st.none() | DAYS,
            "stage": st.sampled_from(["seed", "early", "growth", "mature", None]),
            "ownership": st.sampled_from(["private", "state", None]),
            **{name: st.sampled_from([True, False, None]) for name in ("small", "green")},
            "patents": st.integers(0, 5),
            "transferred": st.integers(0, 1),
            "carbon_cut": st.none() | st.floats(-5, 10),
            "utilisation": st.none() | st.floats(40, 100),
            "industry_utilisation": st.floats(40, 100),
            "revenue": st.integers(0, 500),
            "assets": st.integers(1, 500),
            "jobs": st.none() | st.integers(0, 50),
            "tax": st.integers(0, 50),
        }
    ),
    max_size=4,
)
FUND = st.builds(
    Fund,
    figures=st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["direct", "fund_of_funds"]),
            "established": st.dates(date(2015, 1, 1), date(2025, 12, 31)),
            "committed": st.integers(1, 30_000),
            "paid_in": st.integers(1, 20_000),
            "idle": st.integers(0, 20_000),
            "irr": st.none() | st.floats(-10, 20),
            "net_assets": st.integers(1, 200),
            "reinvestment": st.floats(0, 200),
            "bottlenecks": st.integers(0, 3),
            "key_livelihood": st.integers(0, 3),
        }
    ),
    investments=INVESTMENTS,
    social=st.integers(0, WHOLE),
    reviews=st.fixed_dictionaries({rule: st.sampled_from([True, False, None]) for rule in RULES}),
    manager=st.fixed_dictionaries(
        {"senior_managers": st.integers(0, 3), "loss_events": st.integers(0, 1)}
    ),
)
LISTS = st.lists(FUND, min_size=1, max_size=4).map(
    lambda funds: {f"F{at}": fund for at, fund in enumerate(funds)}
)


@settings(max_examples=8)
@given(LISTS)
def test_points_never_leave_their_bounds(funds: dict[str, Fund]) -> None:
    found = evaluated(funds)
    for name, node in SCHEME.nodes().items():
        if node.points is not None:
            points = found.node_scores[name]
            known = points[~np.isnan(points)]
            assert (known >= 0).all(), name
            assert (known <= node.points * (1 + 1e-12)).all(), name


@settings(max_examples=8)
@given(LISTS)
def test_a_criterion_of_which_all_is_known_is_the_sum_of_its_parts(
    funds: dict[str, Fund],
) -> None:
    found = evaluated(funds)
    for name in ("total", "policy", "layout", "execution", "science", "unified_market"):
        parts = [found.node_scores[part] for part in SCHEME.nodes()[name].parts or {}]
        total = np.sum(parts, axis=0)
        whole = ~np.isnan(total)
        np.testing.assert_allclose(
            found.node_scores[name][whole], total[whole], rtol=1e-12, atol=1e-12
        )


@settings(max_examples=8)
@given(LISTS, st.integers(1, 5000))
def test_more_money_in_a_supported_field_never_lowers_the_first_indicator(
    funds: dict[str, Fund], more: int
) -> None:
    added = {"amount": more, "field": "future_quantum"}
    richer = {
        f"{code} richer": fund.invests(*fund.investments, added) for code, fund in funds.items()
    }
    before, after = np.split(evaluated({**funds, **richer}).node_scores["new_quality"], 2)
    assert (after >= before).all()


@settings(max_examples=4)
@given(LISTS)
def test_the_order_of_the_rows_does_not_matter(funds: dict[str, Fund]) -> None:
    turned = {name: frame.reverse() for name, frame in frames(funds).items()}
    first, second = evaluated(funds), evaluate(SCHEME, Dataset(turned))
    np.testing.assert_array_equal(second.score[::-1], first.score)
    by = ["rule", "table", "row", "unit"]
    assert second.breaches.sort(by).equals(first.breaches.sort(by))
    assert second.aside.sort(by).equals(first.aside.sort(by))


@settings(max_examples=8)
@given(LISTS)
def test_every_investment_is_scored_or_set_aside(funds: dict[str, Fund]) -> None:
    found = evaluated(funds)
    whole = found.data.tables["investments"]
    kept = found.kept.tables["investments"]
    gone = found.aside.filter(table="investments").unique("row")
    assert kept.height + gone.height == whole.height
    amounts = [frame.select(pl.sum("amount")).item() for frame in (kept, gone, whole)]
    assert amounts[0] + amounts[1] == pytest.approx(amounts[2])


# Files


FUNDS = {
    "F1": BASE.split(6200, ownership="state", green=False, field=None),
    "F2": BASE.but(idle=3100).invests(
        {"amount": 1234.5}, {"amount": 8000, "exit": date(2025, 6, 30)}
    ),
    "F3": Fund(social=3999).but(committed=24_000, net_assets=104),
}


def written(folder: Path, times: int = 1, header: str = "{}") -> dict[str, Path]:
    """Write the tables of some funds, amounts of money ``times`` as large."""
    files = {}
    for name, frame in frames(FUNDS).items():
        if name in reference():
            continue
        money = MONEY.get(name, ())
        changed = (
            frame.drop("_row")
            .with_columns(pl.col(money) * times)
            .rename({column: header.format(column) for column in money})
        )
        files[name] = folder / f"{name}.csv"
        changed.write_csv(files[name])
    return files


@pytest.mark.parametrize("said", ["by the headers", "by the caller"])
def test_amounts_in_yuan_give_the_same_points(said: str, tmp_path: Path) -> None:
    by_header = said == "by the headers"
    files = written(tmp_path, 10_000, "{}（元）" if by_header else "{}")
    units = {} if by_header else {name: dict.fromkeys(c, "元") for name, c in MONEY.items()}
    found = evaluate(SCHEME, Dataset.read(SCHEME.inputs, files, units=units))
    np.testing.assert_allclose(found.score, evaluated(FUNDS).score, rtol=1e-12)


def test_amounts_in_yuan_that_do_not_say_so_are_set_aside(tmp_path: Path) -> None:
    """A fund whose investments alone are ten thousand times too large is not taken at its word."""
    (tmp_path / "yuan").mkdir()
    files = written(tmp_path)
    files["investments"] = written(tmp_path / "yuan", 10_000)["investments"]
    found = evaluate(SCHEME, Dataset.read(SCHEME.inputs, files))
    assert set(found.aside["rule"]) == {"amount_above_paid_in"}
    assert found.aside.height == 5


def spoiled(folder: Path, table: str, column: str, value: str) -> dict[str, Path]:
    """Write the tables with another value in the first row of one."""
    files = written(folder)
    with files[table].open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = value
    with files[table].open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return files


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("investments", "fund", "F9"),
        ("investments", "amount", "-1"),
        ("investments", "section", "U"),
        ("investments", "division", "98"),
        ("investments", "province", "990000"),
        ("investments", "field", "emerging"),
        ("investments", "strategy", "长江经济带"),
        ("investments", "stake", "100.1"),
        ("investments", "form", "loan"),
        ("investments", "investment", "1"),
        ("funds", "manager", "M-9"),
        ("funds", "fund", "F2"),
        ("funds", "province", "北京"),
        ("funds", "level", "city"),
        ("contributions", "investor", "social"),
        ("managers", "senior_managers", "1.5"),
        ("reviews", "rule", "no_relocations"),
    ],
)
def test_what_cannot_be_is_refused_with_its_row(
    table: str, column: str, value: str, tmp_path: Path
) -> None:
    files = spoiled(tmp_path, table, column, value)
    with pytest.raises(DataError) as caught:
        Dataset.read(SCHEME.inputs, files)
    problem = next(one for one in caught.value.problems if one.file == str(files[table]))
    assert problem.line in (2, 3)  # of two rows with one key the later
    assert column in str(problem.field)
