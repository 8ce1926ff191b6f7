"""Present values: published cases, closed forms, what must always hold, and why one is missing."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.errors import SchemeError
from steelyard.scheme.derived import Figure
from steelyard.scheme.valuation import PresentValue
from steelyard.steps.derive import Structure, derive
from tests.steps.derive.brands import BRANDS, brand, computed, flows, table, valued

VALUE = {"of": "years.revenue", "year": "year", "since": "now", "rate": "rate"}
REVENUE = [1.0e6, 1.1e6, 1.2e6, 1.3e6, 1.4e6]

# Published cases

RELIEF: dict[str, Any] = {
    "sales": {"present_value": VALUE},
    "kept": {"sql": "100 - tax"},
    "before": {"product": {"of": ["sales", "royalty", "kept"], "times": 1e-4}},
    "annuity": {"present_value": {**VALUE, "of": "years.one"}},
    "yearly_relief": {"ratio": {"of": "tax", "to": "life", "times": 0.01}},
    "relief": {"product": {"of": ["yearly_relief", "annuity"]}},
    "without_relief": {"sql": "1 - relief"},
    "after": {"ratio": {"of": "before", "to": "without_relief"}},
}


def test_royalty_relief_with_its_tax_amortisation_benefit() -> None:
    """5% of five years' revenue at 12%, tax 25%; 1/(1 − (t/n)·annuity).

    The worked case prints 159,167.92 and 194,163.77. The second is what the first gives as it is
    printed; carried on without rounding it is 194,163.76.
    """
    one = brand(royalty=5.0, tax=25.0, life=5.0)
    frames, findings = computed({"brands": one, "years": flows(REVENUE)}, RELIEF)
    row = frames["brands"].row(0, named=True)
    base = Fraction(112, 100)
    before = (
        Fraction(5, 100)
        * Fraction(75, 100)
        * sum(int(revenue) / base**at for at, revenue in enumerate(REVENUE, start=1))
    )
    annuity = sum(1 / base**at for at in range(1, 6))
    factor = 1 / (1 - Fraction(25, 100) / 5 * annuity)
    assert row["before"] == pytest.approx(float(before), rel=1e-15)
    assert row["after"] == pytest.approx(float(before * factor), rel=1e-14)
    assert (round(row["before"], 2), round(row["after"], 2)) == (159_167.92, 194_163.76)
    assert round(159_167.92 * row["after"] / row["before"], 2) == 194_163.77
    assert findings == []


@pytest.mark.parametrize(
    ("rate", "years", "expected", "digits"),
    [
        # Adobe, LiveCycle Designer 11, FormCalc Reference, NPV.
        (6.5, [5000.0], 4694.83568075117, 1e-11),
        (10.0, [500.0, 1500.0, 4000.0, 10_000.0], 11529.60863329007, 1e-11),
        (2.75 / 12, [50.0, 60.0, 40.0, 100.0, 25.0], 273.14193838457, 1e-11),
        # Gitman, Principles of Managerial Finance, Brief, 3rd ed., p. 346; numpy 1.16, npv.
        (28.1, [39.0, 59.0, 55.0, 20.0], 100 - 0.0084785916384548798, 1e-9),
    ],
)
def test_published_present_values(
    rate: float, years: list[float], expected: float, digits: float
) -> None:
    (found,) = valued(brand(rate=rate), flows(years))
    assert found == pytest.approx(expected, abs=digits)


# Closed forms


def grown(growth: float, years: int) -> list[float]:
    return [100 * (1 + growth / 100) ** at for at in range(years)]


def test_a_perpetuity_is_the_flow_over_the_rate() -> None:
    cases = list(product((0.5, 8.0, 40.0), (1, 3, 10)))
    brands = brand(rate=[rate for rate, _ in cases], growth=0.0)
    found = valued(brands, flows(*([100.0] * years for _, years in cases)), growth="growth")
    assert found == pytest.approx([100 / (rate / 100) for rate, _ in cases], rel=1e-13)


def test_growth_without_end_does_not_depend_on_where_it_begins() -> None:
    """F/(r − g), however many years of the growth stand in the table."""
    pairs = [(8.0, 3.0), (8.0, -5.0), (-2.0, -4.0), (5.0, -100.0)]
    cases = [(rate, growth, years) for (rate, growth), years in product(pairs, (1, 3, 10))]
    brands = brand(rate=[case[0] for case in cases], growth=[case[1] for case in cases])
    years = flows(*(grown(growth, count) for _, growth, count in cases))
    expected = [100 / ((rate - growth) / 100) for rate, growth, _ in cases]
    assert valued(brands, years, growth="growth") == pytest.approx(expected, rel=1e-13)


def test_a_growing_annuity() -> None:
    """F/(r − g)·(1 − ((1+g)/(1+r))^n)."""
    cases = list(product((-50.0, 0.001, 12.0, 300.0), (-20.0, 0.0, 7.0), (1, 7, 40)))
    years = flows(*(grown(growth, count) for _, growth, count in cases))
    expected = [
        100 / ((rate - growth) / 100) * (1 - ((1 + growth / 100) / (1 + rate / 100)) ** count)
        for rate, growth, count in cases
    ]
    brands = brand(rate=[case[0] for case in cases])
    assert valued(brands, years) == pytest.approx(expected, rel=1e-9)


def test_without_a_rate_flows_add_up() -> None:
    assert valued(brand(rate=0.0), flows([1.0, -2.0, 4.0])) == [3.0]


amounts = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
rates = st.floats(-60, 200).map(lambda value: round(value, 3))


WAYS = {
    f"{part}{without_end}": {"present_value": {**VALUE, "flows": part, **growth}}
    for part in ("end", "middle")
    for without_end, growth in (("", {}), (" without end", {"growth": "growth"}))
}


def in_each_way(brands: pl.DataFrame, years: pl.DataFrame) -> dict[str, list[float]]:
    """Return present values at the end and in the middle of years, with and without growth."""
    frames, findings = computed({"brands": brands, "years": years}, WAYS)
    assert findings == []
    return {way: frames["brands"][way].to_list() for way in WAYS}


@settings(max_examples=12)
@given(st.lists(amounts, min_size=1, max_size=8), rates, st.floats(0.1, 30))
def test_each_flow_is_divided_by_itself(own: list[float], rate: float, below: float) -> None:
    """Σ F_t/(1+r)^(t−s) + F_T·(1+g)/(r−g)/(1+r)^(T−s), summed exactly."""
    growth = max(rate - below, -100.0)
    found = in_each_way(brand(rate=rate, growth=growth), flows(own))
    base = 1 + rate / 100
    last = own[-1] * (1 + growth / 100) / ((rate - growth) / 100)
    for part, early in (("end", 0.0), ("middle", 0.5)):
        terms = [flow / base ** (at - early) for at, flow in enumerate(own, start=1)]
        after = last / base ** (len(own) - early)
        small = 1e-11 * max(1.0, abs(after), *map(abs, terms))
        assert found[part] == [pytest.approx(math.fsum(terms), abs=small)]
        assert found[f"{part} without end"] == [
            pytest.approx(math.fsum([*terms, after]), abs=small)
        ]


# What must always hold

positive = st.lists(st.floats(1, 1e6), min_size=1, max_size=8)


@settings(max_examples=10)
@given(positive, st.floats(0, 60), st.floats(0.01, 50), st.floats(1.001, 3), st.booleans())
def test_value_grows_with_flows_and_falls_with_the_rate(
    own: list[float], rate: float, more: float, times: float, endless: bool
) -> None:
    brands = brand(rate=[rate, rate, rate + more], growth=-1.0)
    also = {"growth": "growth"} if endless else {}
    base, grown, dearer = valued(brands, flows(own, [times * f for f in own], own), **also)
    assert base is not None
    assert grown == pytest.approx(times * base)
    assert dearer is not None
    assert dearer < base


@settings(max_examples=10)
@given(positive, rates)
def test_flows_in_the_middle_of_years_are_worth_half_a_year_more(
    own: list[float], rate: float
) -> None:
    found = in_each_way(brand(rate=rate, growth=rate - 3), flows(own))
    for without_end in ("", " without end"):
        (end,), (middle,) = found[f"end{without_end}"], found[f"middle{without_end}"]
        assert middle == pytest.approx(end * math.sqrt(1 + rate / 100), rel=1e-12)


@settings(max_examples=10)
@given(st.floats(1, 60), st.floats(1, 90), st.integers(1, 40))
def test_the_benefit_factor_is_the_limit_of_the_repeated_benefit(
    rate: float, tax: float, years: int
) -> None:
    """What is paid for the asset is itself written off, and so is what that adds, and so on."""
    one = brand(rate=rate, tax=tax, life=float(years), royalty=5.0)
    frames, _findings = computed({"brands": one, "years": flows([1e6] * years)}, RELIEF)
    row = frames["brands"].row(0, named=True)
    x = row["relief"]
    assert 0 < x < 1
    repeated = math.fsum(x**again for again in range(20_000))
    assert row["after"] / row["before"] == pytest.approx(repeated, rel=1e-9)


def test_the_benefit_factor_tends_to_one_over_ever_longer_lives() -> None:
    factors = []
    for years in (5, 50, 500, 5000):
        one = brand(tax=25.0, life=float(years), royalty=5.0)
        frames, _findings = computed({"brands": one, "years": flows([1e6] * years)}, RELIEF)
        row = frames["brands"].row(0, named=True)
        factors.append(row["after"] / row["before"])
    assert factors == sorted(factors, reverse=True)
    assert 1 < factors[-1] < 1.001


@settings(max_examples=10)
@given(st.data())
def test_the_order_of_rows_and_what_is_past_do_not_matter(data: st.DataObject) -> None:
    own = data.draw(st.lists(amounts, min_size=1, max_size=8))
    past = data.draw(st.lists(amounts, max_size=4))
    plain = flows(own)
    earlier = flows(past, first=2024 - len(past))
    doubled = pl.concat([plain, earlier, earlier])
    shuffled = doubled.sample(fraction=1.0, shuffle=True, seed=data.draw(st.integers(0, 99)))
    assert valued(brand(), shuffled) == valued(brand(), plain)


# Why one is missing


def why(brands: pl.DataFrame, years: pl.DataFrame, **more: str) -> list[tuple[str, str, str]]:
    """Return code, unit and sentence of each finding; every missing value must have one."""
    told = {"value": {"present_value": {**VALUE, "growth": "growth", **more}}}
    frames, findings = computed({"brands": brands, "years": years}, told)
    missing = frames["brands"].filter(pl.col("value").is_null())["brand"].to_list()
    assert missing == sorted({str(finding.unit) for finding in findings})
    return [(f.code, str(f.unit), str(f.message)) for f in findings]


GAP = pl.DataFrame({"brand": ["b0", "b0"], "year": [2024, 2026], "revenue": [1.0, 1.0]})
TWICE = pl.DataFrame({"brand": ["b0"] * 3, "year": [2024, 2025, 2025], "revenue": [1.0] * 3})
TWICE_AND_GAP = pl.DataFrame({"brand": ["b0"] * 3, "year": [2024, 2024, 2026], "revenue": 1.0})
LATE = flows([1.0, 2.0], first=2025)
UNDATED = pl.DataFrame(
    {"brand": ["b0", "b0"], "year": [2024, None], "revenue": [1.0, None]},
    schema_overrides={"revenue": pl.Float64},
)
ROW_PER_YEAR = (
    "“value” is missing: “years” needs a row for each year after “now” up to its last one, and "
    "none twice."
)


@pytest.mark.parametrize(
    ("cells", "years", "code", "sentence"),
    [
        ({}, GAP, "missing-year", ROW_PER_YEAR),
        ({}, TWICE, "missing-year", ROW_PER_YEAR),
        ({}, TWICE_AND_GAP, "missing-year", ROW_PER_YEAR),
        ({}, LATE, "missing-year", ROW_PER_YEAR),
        ({}, flows([]), "missing-year", "“years” has no row of a year after “now”."),
        ({"now": 2030}, flows([1.0]), "missing-year", "has no row of a year after “now”."),
        ({}, UNDATED, "missing-year", "a row of “years” lacks “year”."),
        ({}, flows([1.0, None, 3.0]), "missing-flow", "a year of “years” after “now” lacks"),
        ({"now": None}, flows([1.0]), "missing-term", "“now” is not known."),
        ({"rate": None}, flows([1.0]), "missing-term", "“rate” is not known."),
        ({"growth": None}, flows([1.0]), "missing-term", "“growth” is not known."),
        ({"rate": -100.0, "growth": -100.0}, flows([1.0]), "rate-out-of-range", "not above -100%"),
        ({"growth": -101.0}, flows([1.0]), "rate-out-of-range", "“growth”, is below -100%."),
        ({"growth": 12.0}, flows([1.0]), "growth-not-below-rate", "so the value has no limit."),
        ({"growth": 13.0}, flows([1.0]), "growth-not-below-rate", "is not below the rate, “rate”"),
        ({"rate": -99.0, "growth": -100.0}, flows([1e300] * 9), "infinite", "is not finite"),
    ],
)
def test_a_missing_value_says_why(
    cells: dict[str, Any], years: pl.DataFrame, code: str, sentence: str
) -> None:
    (found,) = why(brand(**{"growth": 2.0, **cells}), years)
    assert found[:2] == (code, "b0")
    assert sentence in found[2]


def test_only_the_brand_concerned_is_missing() -> None:
    brands = brand(rate=[10.0, -120.0, 10.0], growth=1.0)
    found = why(brands, flows([1.0], [1.0], [None]))
    assert [(code, unit) for code, unit, _text in found] == [
        ("missing-flow", "b2"),
        ("rate-out-of-range", "b1"),
    ]


def test_years_that_are_no_whole_numbers_or_beyond_measure_are_no_years() -> None:
    years = flows([1.0, 1.0]).with_columns(year=pl.Series([2024.5, 2025.5]))
    far = flows([1.0]).with_columns(year=pl.Series([1e300]))
    for frame in (years, far):
        assert why(brand(growth=1.0), frame) == [("missing-year", "b0", ROW_PER_YEAR)]


def test_a_past_gap_is_no_gap() -> None:
    years = pl.concat([flows([None, 5.0], first=2019), flows([1.0])])
    assert valued(brand(rate=0.0), years) == [1.0]


def test_no_brands_and_no_rows() -> None:
    assert valued(brand().clear(), flows([1.0])) == []


# Tables


def test_flows_of_rows_that_two_columns_name() -> None:
    """Outlooks by brand and scenario, and years that refer to both."""
    structure = Structure(
        {
            "brands": BRANDS.tables["brands"],
            "outlook": table(
                {"brand": "text", "scenario": "text", "now": "integer", "rate": "number"},
                ("brand", "scenario"),
            ),
            "years": table(
                {
                    "brand": {"type": "text", "references": "outlook.brand"},
                    "scenario": {"type": "text", "references": "outlook.scenario"},
                    "year": "integer",
                    "revenue": "number",
                }
            ),
        },
        units="brands",
        key="brand",
    )
    frames = {
        "brands": brand(),
        "outlook": pl.DataFrame(
            {
                "brand": ["b0", "b0", "b1", "b1"],
                "scenario": ["low", "high", "low", "high"],
                "now": 2023,
                "rate": [0.0, 100.0, 0.0, 0.0],
            }
        ),
        "years": pl.DataFrame(
            {
                "brand": ["b0", "b0", "b0", "b1"],
                "scenario": ["low", "high", "high", "low"],
                "year": [2024, 2024, 2025, 2025],
                "revenue": [1.0, 2.0, 4.0, 8.0],
            }
        ),
    }
    figure = {"on": "outlook", "present_value": VALUE}
    found, findings = computed(frames, {"value": figure}, structure)
    assert found["outlook"]["value"].to_list() == [1.0, 2.0, None, None]
    assert [(f.code, f.table, f.unit, str(f.message)) for f in findings] == [
        (
            "missing-year",
            "outlook",
            None,
            "1 rows of “outlook”: “value” is missing: “years” has no row of a year after “now”.",
        ),
        ("missing-year", "outlook", None, f"1 rows of “outlook”: {ROW_PER_YEAR}"),
    ]


def periods(year: str) -> Structure:
    """Return brands valued every year, and years with their revenue."""
    return Structure(
        {
            "brands": table({"brand": "text", "year": "integer", "rate": "number"}),
            "years": table(
                {
                    "brand": {"type": "text", "references": "brands.brand"},
                    "year": "integer",
                    year: "integer",
                    "revenue": "number",
                }
            ),
        },
        units="brands",
        key="brand",
        period="year",
    )


def test_each_period_is_valued_by_the_years_after_it() -> None:
    """The year of a flow is not the period of the row that it is worth something to."""
    brands = pl.DataFrame({"brand": "b0", "year": [2022, 2023, 2025], "rate": 100.0})
    figure = {"present_value": {**VALUE, "since": "year"}}
    frames = {"brands": brands, "years": flows([1.0, 2.0, 4.0], first=2023)}
    found, findings = computed(frames, {"value": figure}, periods("year"))
    assert found["brands"]["value"].to_list() == [1.5, 2.0, None]
    assert [str(finding.message)[:6] for finding in findings] == ["2025: "]


def test_forecasts_of_each_period_are_kept_apart() -> None:
    """Where years of flows have a column of their own, the period says whose forecast it is."""
    brands = pl.DataFrame({"brand": "b0", "year": [2022, 2023], "rate": 100.0})
    years = pl.DataFrame(
        {
            "brand": "b0",
            "year": [2022, 2022, 2023, 2023],
            "due": [2023, 2024, 2024, 2025],
            "revenue": [2.0, 4.0, 6.0, 8.0],
        }
    )
    figure = {"present_value": {**VALUE, "year": "due", "since": "year"}}
    found, findings = computed({"brands": brands, "years": years}, {"v": figure}, periods("due"))
    assert (found["brands"]["v"].to_list(), findings) == ([2.0, 5.0], [])


@pytest.mark.parametrize(
    ("units", "rows", "columns"),
    [
        ("f", "i", ("f", "i", "flow", "year", "rate")),
        ("row", "flows", ("later", "flow", "row", "at", "last")),
        ("品牌", "各年", ("品牌", "年份", "營收", "基準年", "折現率")),
        ('a "b" c', "o'x", ('x"y', "a b", "c'd", "e.f", "%")),
    ],
)
def test_names_that_sql_could_take_for_its_own(
    units: str, rows: str, columns: tuple[str, ...]
) -> None:
    key, year, flow, since, rate = columns
    columns_here = {key: "text", since: "integer", rate: "number"}
    there = {key: "text", year: "integer", flow: "number"}
    declared = {
        units: table({f"c{at}": kind for at, kind in enumerate(columns_here.values())}),
        rows: table({f"c{at}": kind for at, kind in enumerate(there.values())}),
    }
    renamed = {
        name: each.model_copy(
            update={
                "key": (key,) if name == units else (),
                "columns": dict(
                    zip(
                        columns_here if name == units else there, each.columns.values(), strict=True
                    )
                ),
            }
        )
        for name, each in declared.items()
    }
    link = renamed[rows].columns[key].model_copy(update={"references": f"{units}.{key}"})
    renamed[rows] = renamed[rows].model_copy(
        update={"columns": {**renamed[rows].columns, key: link}}
    )
    structure = Structure(renamed, units=units, key=key)
    frames = {
        units: pl.DataFrame({key: ["b0"], since: [2023], rate: [100.0]}),
        rows: pl.DataFrame({key: ["b0", "b0"], year: [2024, 2025], flow: [2.0, 4.0]}),
    }
    told = PresentValue.model_construct(
        of=f"{rows}.{flow}", year=year, since=since, rate=rate, growth=None, flows="end"
    )
    plain = Figure(present_value=PresentValue.model_validate(VALUE))
    figure = plain.model_copy(update={"present_value": told})
    found, findings = derive(frames, {"value": figure}, structure)
    assert (found[units]["value"].to_list(), findings) == ([2.0], [])


def problems(told: dict[str, str], structure: Structure = BRANDS) -> list[str]:
    with pytest.raises(SchemeError) as caught:
        computed(
            {"brands": brand(), "years": flows([1.0])}, {"v": {"present_value": told}}, structure
        )
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({**VALUE, "of": "nowhere.revenue"}, "There is no table “nowhere”"),
        ({**VALUE, "of": "years.sales"}, "“years” has no column or figure “sales”"),
        ({**VALUE, "rate": "rte"}, "“brands” has no column or figure “rte”"),
        ({**VALUE, "since": "brand"}, "“brand” holds text; expected integer, number"),
        ({**VALUE, "year": "brand"}, "“brand” holds text; expected integer, number"),
        ({**VALUE, "of": "brands.rate", "year": "now"}, "Which rows of “brands” belong to a row"),
    ],
)
def test_what_a_declaration_gets_wrong(told: dict[str, str], complaint: str) -> None:
    (found,) = problems(told)
    assert complaint in found
