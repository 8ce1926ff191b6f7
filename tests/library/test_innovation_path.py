"""Two paths of innovation: patents, products and firms worked by hand, and what is wrong in data.

The disruption index is held against a count over a citation network, as Funk & Owen-Smith (2017,
https://doi.org/10.1287/mnsc.2015.2366) define it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from steelyard import DataError, Dataset, Evaluation, evaluate
from steelyard.evaluation.plane import plane
from steelyard.robustness.plane import PlaneUncertainty, plane_uncertainty
from tests.library.runs import of_sample, scheme

NAME = "innovation-path"
DAY = date(2025, 12, 31)


def patents(*rows: tuple[str, int, int, int, int, int, int]) -> pl.DataFrame:
    """Return patents: firm, cites, n_i, n_j, n_k, pairs, new pairs."""
    columns = ["firm", "cites", "n_i", "n_j", "n_k", "pairs", "new_pairs"]
    frame = pl.DataFrame(list(rows), schema=columns, orient="row")
    return frame.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("patent"))


def product(firm: str, **own: Any) -> dict[str, Any]:
    """Return a product: 24 months to scale, costs from 100 to 64 while output grew fourfold."""
    return {
        "firm": firm,
        "first_in_class": False,
        "launched": date(2020, 1, 1),
        "scaled": date(2022, 1, 1),
        "cost_first": 100.0,
        "cost_last": 64.0,
        "made_first": 1000.0,
        "made_last": 4000.0,
    } | own


def products(*rows: Mapping[str, Any]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    return frame.with_columns(pl.int_range(pl.len()).cast(pl.String).alias("product"))


def firms(*names: str, **own: Any) -> pl.DataFrame:
    known = {"sector": "energy", "as_of": DAY, "units_now": 2000.0, "units_before": 1000.0} | own
    return pl.DataFrame({"firm": list(names), "name": list(names)}).with_columns(
        pl.lit(value).alias(column) for column, value in known.items()
    )


def of(patents: pl.DataFrame, products: pl.DataFrame, firms: pl.DataFrame) -> Evaluation:
    declared = scheme(NAME)
    given = {"firms": firms, "patents": patents, "products": products}
    return evaluate(declared, Dataset.from_frames(declared.inputs, given))


def figures(found: Evaluation, firm: str = "A") -> dict[str, Any]:
    return found.figures_frame.filter(firm=firm).row(0, named=True)


class TestDisruption:
    """Three patents by hand: (n_i − n_j) / (n_i + n_j + n_k)."""

    ROWS = (
        ("A", 3, 6, 2, 2, 3, 1),  # 4 / 10
        ("A", 5, 0, 4, 0, 1, 0),  # −4 / 4
        ("A", 1, 1, 1, 6, 6, 2),  # 0 / 8
    )

    def test_of_each_and_of_the_firm(self) -> None:
        found = of(patents(*self.ROWS), products(product("A")), firms("A"))
        assert found.frames["patents"]["cd"].to_list() == [0.4, -1.0, 0.0]
        assert figures(found)["disruption"] == pytest.approx((0.4 - 1.0 + 0.0) / 3)
        assert figures(found)["rarity"] == pytest.approx(100 * 3 / 10)

    def test_counted_over_a_network_of_citations(self) -> None:
        """P cites R and S; 1 and 2 cite P alone, 3 cites P and R, 4 and 5 cite R or S alone."""
        cited = {1: {"P"}, 2: {"P"}, 3: {"P", "R"}, 4: {"R"}, 5: {"S", "R"}, 6: {"T"}}
        before = {"R", "S"}
        signs = [
            (-2 * ("P" in one) * bool(one & before) + ("P" in one))
            for one in cited.values()
            if "P" in one or one & before
        ]
        expected = sum(signs) / len(signs)
        n_i = sum("P" in one and not one & before for one in cited.values())
        n_j = sum("P" in one and bool(one & before) for one in cited.values())
        n_k = sum("P" not in one and bool(one & before) for one in cited.values())
        rows = patents(("A", 2, n_i, n_j, n_k, 1, 0))
        found = of(rows, products(product("A")), firms("A"))
        assert figures(found)["disruption"] == pytest.approx(expected) == pytest.approx(1 / 5)

    def test_a_patent_that_nobody_cites_has_none_and_is_told(self) -> None:
        found = of(patents(*self.ROWS, ("A", 4, 0, 0, 0, 1, 1)), products(product("A")), firms("A"))
        assert found.frames["patents"]["cd"].to_list()[3] is None
        assert figures(found)["disruption"] == pytest.approx(-0.2)
        assert figures(found)["rarity"] == pytest.approx(100 * 4 / 11)
        assert told(found, "Nobody cites the patent or its references") == [
            ": CD is not defined: 1 rows."
        ]

    def test_a_patent_that_cites_nothing_does_not_count(self) -> None:
        found = of(patents(*self.ROWS, ("A", 0, 9, 0, 0, 1, 0)), products(product("A")), firms("A"))
        assert figures(found)["disruption"] == pytest.approx(-0.2)
        assert told(found, "The patent cites nothing")

    def test_of_a_firm_without_patents_nothing_is_known(self) -> None:
        rows = products(product("A"), product("B", first_in_class=True))
        found = of(patents(*self.ROWS), rows, firms("A", "B"))
        frame = plane(found)
        assert frame is not None
        assert frame.filter(unit="B").row(0)[1] is None
        assert frame["quadrant"].to_list()[1] is None
        assert any(one.code == "not-in-plane" and "B" in str(one.message) for one in found.findings)

    def test_more_new_pairs_than_pairs_set_the_patent_aside(self) -> None:
        found = of(patents(*self.ROWS, ("A", 4, 9, 0, 0, 1, 2)), products(product("A")), firms("A"))
        assert figures(found)["disruption"] == pytest.approx(-0.2)
        assert found.aside["rule"].to_list() == ["more-new-pairs-than-pairs"]

    def test_negative_counts_are_refused(self) -> None:
        with pytest.raises(DataError, match="n_i"):
            of(patents(("A", 1, -1, 0, 0, 1, 0)), products(product("A")), firms("A"))


def told(found: Evaluation, start: str) -> list[str]:
    """Return how the findings go on that begin with a text."""
    texts = [str(one.message) for one in found.findings]
    return [text.removeprefix(start) for text in texts if text.startswith(start)]


ONE = patents(("A", 2, 3, 1, 0, 2, 1))


class TestScaling:
    def test_months_from_launch_to_scale(self) -> None:
        found = of(ONE, products(product("A")), firms("A"))
        assert figures(found)["months_to_scale"] == pytest.approx(731 * 12 / 365.25)

    def test_a_launch_without_scale_counts_with_its_months_so_far(self) -> None:
        """Two products at scale after 24 months each, one for 72 months on the way: 120 / 2."""
        waiting = product("A", launched=date(2020, 1, 1), scaled=None)
        found = of(ONE, products(product("A"), product("A"), waiting), firms("A"))
        days = 731 + 731 + (DAY - date(2020, 1, 1)).days
        assert figures(found)["months_to_scale"] == pytest.approx(days * 12 / 365.25 / 2)
        assert told(found, "Launched and not yet at scale") == [
            ": the months so far count: 1 rows."
        ]

    def test_where_nothing_is_at_scale_the_months_are_not_known(self) -> None:
        found = of(ONE, products(product("A", scaled=None)), firms("A"))
        assert figures(found)["months_to_scale"] is None

    @pytest.mark.parametrize("day", [{"scaled": date(2019, 1, 1)}, {"launched": date(2026, 2, 1)}])
    def test_scale_before_the_launch_sets_the_product_aside(self, day: dict[str, date]) -> None:
        found = of(ONE, products(product("A"), product("A", **day)), firms("A"))
        assert found.aside["rule"].to_list() == ["scale-before-launch"]
        assert figures(found)["launches"] == 1

    def test_cost_decline_per_doubling(self) -> None:
        """Two doublings from 100 to 64: each leaves 80%, so 20% go with each."""
        found = of(ONE, products(product("A")), firms("A"))
        assert figures(found)["cost_decline"] == pytest.approx(20.0)
        dearer = of(ONE, products(product("A", cost_last=121.0)), firms("A"))
        assert figures(dearer)["cost_decline"] == pytest.approx(-10.0)

    @pytest.mark.parametrize("cost", ["cost_first", "cost_last"])
    @pytest.mark.parametrize("amount", [0.0, -5.0])
    def test_costs_not_above_0_set_the_product_aside(self, cost: str, amount: float) -> None:
        rows = products(product("A"), product("A", **{"made_last": 9000.0, cost: amount}))
        found = of(ONE, rows, firms("A"))
        assert found.aside["rule"].to_list() == [cost.replace("cost_", "cost-at-")]
        assert figures(found)["cost_decline"] == pytest.approx(20.0)
        assert any(one.code == "set-aside" for one in found.findings)

    def test_output_that_has_not_grown_teaches_nothing(self) -> None:
        found = of(ONE, products(product("A"), product("A", made_last=1000.0)), firms("A"))
        assert figures(found)["cost_decline"] == pytest.approx(20.0)
        assert told(found, "Output has not grown")

    def test_growth_of_units_is_compound(self) -> None:
        assert figures(of(ONE, products(product("A")), firms("A")))["unit_growth"] == (
            pytest.approx(100 * (2 ** (1 / 3) - 1))
        )
        young = of(ONE, products(product("A")), firms("A", units_before=0.0))
        assert figures(young)["unit_growth"] is None

    def test_the_share_of_firsts(self) -> None:
        rows = [product("A", first_in_class=at == 0) for at in range(4)]
        assert figures(of(ONE, products(*rows), firms("A")))["first_share"] == 25.0


def test_a_firms_place_by_hand() -> None:
    """Three firms; B lies halfway in some indicators, A is the worst in all and C the best."""
    rows = patents(
        ("A", 2, 0, 4, 0, 4, 0),  # CD −1, rarity 0
        ("B", 2, 2, 2, 0, 4, 1),  # CD 0, rarity 25
        ("C", 2, 4, 0, 0, 4, 4),  # CD 1, rarity 100
    )
    made = products(
        product("A", cost_last=100.0),
        product("B", cost_last=81.0, first_in_class=True, scaled=date(2021, 1, 1)),
        product("B"),
        product("C", first_in_class=True, scaled=date(2021, 1, 1)),
    )
    sold = pl.concat(
        [firms("A", units_now=1000.0), firms("B", units_now=1728.0), firms("C", units_now=3375.0)]
    )
    found = of(rows, made, sold)
    place = plane(found)
    assert place is not None
    b = place.filter(unit="B").row(0, named=True)
    assert b["x"] == pytest.approx((50 + 25 + 50) / 3)
    days_a, days_c = 731, 366
    speed = 100 * (days_a - (366 + 731) / 2) / (days_a - days_c)
    declines = [0.0, (100 * (1 - math.sqrt(0.81)) + 20.0) / 2, 20.0]
    growth = [0.0, 20.0, 50.0]
    expected = (speed + 100 * declines[1] / declines[2] + 100 * growth[1] / growth[2]) / 3
    assert b["y"] == pytest.approx(expected)
    assert place["quadrant"].to_list() == ["low_low", "high_high", "high_high"]
    assert (b["cut_x"], b["cut_y"]) == (pytest.approx(b["x"]), pytest.approx(b["y"]))


class TestSample:
    def test_names_are_obviously_made_up(self) -> None:
        tables = of_sample(NAME).data.tables
        assert tables["firms"]["name"].str.contains("示例.* Sample ").all()
        for table, column in (("firms", "firm"), ("patents", "patent"), ("products", "product")):
            assert tables[table][column].str.starts_with("SAMPLE-").all()

    def test_every_quadrant_has_firms_and_one_firm_has_none(self) -> None:
        frame = plane(of_sample(NAME))
        assert frame is not None
        counts = dict(frame["quadrant"].value_counts().rows())
        assert len(counts) == 5
        assert counts[None] == 1

    def test_places_are_not_sure(self) -> None:
        found = plane_uncertainty(of_sample(NAME), replications=500)
        assert isinstance(found, PlaneUncertainty)
        shares = found.frame["quadrant_probability"].drop_nulls()
        assert 0 < (shares < 0.95).sum() < len(shares)
        assert all(share > 0.85 for share in found.frame["ellipse_holds"].drop_nulls())

    def test_the_same_in_both_scripts(self) -> None:
        """Every column has a header in both scripts, so files of either are read."""
        declared = scheme(NAME)
        frames = {}
        for script in ("zh-Hant", "zh-Hans"):
            renamed = {
                name: frame.drop("_row", strict=False).rename(
                    {
                        column: str(spec.title.render(script))
                        for column, spec in declared.inputs[name].columns.items()
                        if spec.title is not None and column not in ("firm", "name")
                    }
                )
                for name, frame in of_sample(NAME).data.tables.items()
            }
            found = evaluate(declared, Dataset.from_frames(declared.inputs, renamed))
            frames[script] = found.ranking
        assert frames["zh-Hant"].equals(frames["zh-Hans"])
        assert frames["zh-Hans"].equals(of_sample(NAME).ranking)
