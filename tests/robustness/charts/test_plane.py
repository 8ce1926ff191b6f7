"""The chart of the plane: what is drawn of few units and of many."""

from __future__ import annotations

import math
from typing import Any

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given

from steelyard import UsageError
from steelyard.robustness.charts.labels import Box, place_labels
from steelyard.robustness.charts.plane import MOST_ELLIPSES, MOST_POINTS, PlaneTitles, plane_chart
from steelyard.robustness.charts.saving import svg
from steelyard.robustness.charts.theme import text_width

TITLES = PlaneTitles(
    "Right",
    "Up",
    {"high_high": "Both", "high_low": "East", "low_high": "North", "low_low": "Neither"},
    "Plane",
)


def frame_of(units: int, *, assessed: bool = True) -> pl.DataFrame:
    random = np.random.default_rng(0)
    x, y = random.normal(50, 10, (2, units))
    frame = pl.DataFrame({"unit": [f"Unit {at}" for at in range(units)], "x": x, "y": y})
    frame = frame.with_columns(cut_x=pl.col("x").median(), cut_y=pl.col("y").median())
    if not assessed:
        return frame
    return frame.with_columns(
        quadrant=pl.lit("high_high"),
        quadrant_probability=pl.Series(np.linspace(1, 0.4, units)),
        x_mean=pl.col("x"),
        y_mean=pl.col("y"),
        ellipse_major=pl.lit(4.0),
        ellipse_minor=pl.lit(2.0),
        ellipse_angle=pl.lit(30.0),
    )


def layers(frame: pl.DataFrame, kind: str, **settings: Any) -> list[dict[str, Any]]:
    spec = spec_of(frame, **settings)
    return [one for one in spec["layer"] if one["mark"]["type"] == kind]


def spec_of(frame: pl.DataFrame, **settings: Any) -> dict[str, Any]:
    """Return a chart with its data beside each layer."""
    spec = plane_chart(frame, TITLES, **settings).to_dict(validate=False)
    for layer in spec["layer"]:
        layer["data"] = spec.get("datasets", {}).get(layer["data"].get("name"), layer["data"])
    return spec


def values(layer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = layer["data"]
    return found


class TestChart:
    def test_an_ellipse_stands_where_its_formula_says(self) -> None:
        (line,) = layers(frame_of(5), "line")
        own = [row for row in values(line) if row["unit"] == 0]
        x, y = frame_of(5).row(0)[1:3]
        turn = math.radians(30)
        for row in own:
            along = (row["x"] - x) * math.cos(turn) + (row["y"] - y) * math.sin(turn)
            across = (row["y"] - y) * math.cos(turn) - (row["x"] - x) * math.sin(turn)
            assert (along / 4) ** 2 + (across / 2) ** 2 == pytest.approx(1.0)
        assert own[0]["x"] == pytest.approx(own[-1]["x"])

    def test_ellipses_are_those_of_the_first_and_it_says_so(self) -> None:
        spec = spec_of(frame_of(500))
        (line,) = [one for one in spec["layer"] if one["mark"]["type"] == "line"]
        assert len({row["unit"] for row in values(line)}) == MOST_ELLIPSES
        said = " ".join(spec["title"]["subtitle"])
        assert "first 40 of 500 units" in said
        points = [one for one in spec["layer"] if one["mark"]["type"] == "point"]
        assert sum(len(values(one)) for one in points) == 500

    def test_of_very_many_the_first_have_a_point_and_it_says_so(self) -> None:
        spec = spec_of(frame_of(MOST_POINTS + 100, assessed=False))
        points = [one for one in spec["layer"] if one["mark"]["type"] == "point"]
        assert sum(len(values(one)) for one in points) == MOST_POINTS
        assert "first 2,000 of 2,100 units" in " ".join(spec["title"]["subtitle"])

    def test_points_are_filled_where_the_quadrant_is_sure(self) -> None:
        hollow, filled = layers(frame_of(20), "point")
        assert (hollow["mark"]["fill"], filled["mark"]["stroke"]) == ("white", "white")
        assert all(row["quadrant_probability"] >= 0.95 for row in values(filled))
        assert all(row["quadrant_probability"] < 0.95 for row in values(hollow))

    def test_without_replications_there_are_points_only(self) -> None:
        assert layers(frame_of(6, assessed=False), "line") == []
        (points,) = layers(frame_of(6, assessed=False), "point")
        assert len(values(points)) == 6

    def test_the_lines_stand_at_the_cut(self) -> None:
        across, up = layers(frame_of(7), "rule")
        frame = frame_of(7)
        assert values(across) == [{"x": frame["cut_x"][0]}]
        assert values(up) == [{"y": frame["cut_y"][0]}]

    def test_a_unit_without_a_place_is_left_out(self) -> None:
        frame = frame_of(4).with_columns(
            pl.when(pl.col("unit") == "Unit 2").then(None).otherwise(pl.col("x")).alias("x")
        )
        drawn = [row["name"] for one in layers(frame, "point") for row in values(one)]
        assert sorted(drawn) == ["Unit 0", "Unit 1", "Unit 3"]

    @pytest.mark.parametrize("narrow", [False, True])
    def test_names_stand_within_the_plot_and_apart(self, narrow: bool) -> None:
        spec = spec_of(frame_of(80), narrow=narrow)
        texts = [one for one in spec["layer"] if "encoding" in one and "text" in one["encoding"]]
        (names,) = texts
        scale_x = names["encoding"]["x"]["scale"]["domain"]
        scale_y = names["encoding"]["y"]["scale"]["domain"]
        across = spec["width"] / (scale_x[1] - scale_x[0])
        up = spec["height"] / (scale_y[1] - scale_y[0])
        boxes = []
        for row in values(names):
            left, middle = (row["x"] - scale_x[0]) * across, (scale_y[1] - row["y"]) * up
            boxes.append(Box(left, middle - 6, left + text_width(row["name"]), middle + 6))
        assert len(boxes) >= (5 if narrow else 12)
        for at, one in enumerate(boxes):
            assert one.left >= -0.01
            assert one.right <= spec["width"] + 0.01
            assert not any(one.meets(other) for other in boxes[:at])

    def test_nothing_and_one(self) -> None:
        assert "Nothing to show" in str(plane_chart(frame_of(0), TITLES).to_dict())
        assert b"Unit 0" in svg(plane_chart(frame_of(1), TITLES).to_dict())

    def test_refusals(self) -> None:
        with pytest.raises(UsageError, match="cut_x"):
            plane_chart(frame_of(2).drop("cut_x"), TITLES)
        with pytest.raises(UsageError, match="several rows"):
            plane_chart(pl.concat([frame_of(2)] * 2), TITLES)


class TestLabels:
    @given(
        st.lists(
            st.tuples(
                st.floats(0, 300), st.floats(0, 200), st.text("ab桿 ", min_size=1, max_size=9)
            ),
            max_size=30,
        )
    )
    def test_never_overlap(self, drawn: list[tuple[float, float, str]]) -> None:
        points = [(x, y) for x, y, _name in drawn]
        names = [name for _x, _y, name in drawn]
        taken = Box(0, 0, 60, 20)
        placed = place_labels(
            names, points, range(len(names)), width=300, height=200, taken=[taken]
        )
        boxes = [
            Box(left, middle - 6.59, left + text_width(names[at]), middle + 6.59)
            for at, left, middle in placed
        ]
        assert len({at for at, _left, _middle in placed}) == len(placed)
        for at, one in enumerate(boxes):
            inner = Box(one.left + 0.01, one.top, one.right - 0.01, one.bottom)
            assert not inner.meets(taken)
            assert not any(inner.meets(other) for other in boxes[:at])
            assert not any(inner.meets(Box(x - 3, y - 3, x + 3, y + 3)) for x, y in points)

    def test_the_first_in_order_takes_the_place(self) -> None:
        close = [(50.0, 10.0), (52.0, 10.0)]
        names = ["A long name", "Another one"]
        first = place_labels(names, close, [0, 1], width=140, height=20)
        other = place_labels(names, close, [1, 0], width=140, height=20)
        assert [at for at, _left, _middle in first] == [0]
        assert [at for at, _left, _middle in other] == [1]
