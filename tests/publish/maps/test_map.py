"""Maps: where places are, what they weigh, what is drawn."""

from __future__ import annotations

import socket
from itertools import pairwise

import numpy as np
import pytest

from steelyard.i18n import speaking
from steelyard.publish.maps.amounts import Amount, map_of
from steelyard.publish.maps.atlas import provinces, world
from steelyard.publish.maps.choropleth import Shaded, choropleth
from steelyard.publish.maps.classes import Classes, classes_of_amounts, classes_of_counts
from steelyard.publish.maps.package import files_of_countries, files_of_provinces
from steelyard.publish.maps.places import recognised
from steelyard.publish.maps.simplify import simplified
from steelyard.publish.numbers import number
from steelyard.robustness.charts.saving import svg


@pytest.fixture(autouse=True)
def without_network(monkeypatch):
    def refuse(*_given, **_named):
        raise AssertionError("a map asks no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def inside(atlas, code, x, y):
    """Tell whether a point is within the outlines of a place, by counting crossings."""
    crossings = 0
    for ring in atlas.outlines[code]:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                crossings += 1
    return crossings % 2 == 1


def test_every_country_and_province_of_the_package_is_on_its_map():
    assert set(world().points) == set(files_of_countries())
    assert set(provinces().points) == set(files_of_provinces())
    assert len(provinces().points) == 34
    assert {"TW", "HK", "MO", "HU", "RS", "MM", "SG"} <= set(world().points)


@pytest.mark.parametrize("code", ["US", "BR", "AU", "CN", "TW", "HU", "RU"])
def test_a_place_lies_where_its_point_is(code):
    atlas = world()
    x, y = atlas.points[code]
    left, top = np.min([ring.min(axis=0) for ring in atlas.outlines[code]], axis=0)
    right, bottom = np.max([ring.max(axis=0) for ring in atlas.outlines[code]], axis=0)
    assert left <= x <= right
    assert top <= y <= bottom


def test_the_map_is_the_right_way_up_and_round():
    points = world().points
    assert points["BR"][0] < points["NG"][0] < points["CN"][0] < points["AU"][0]
    assert points["NO"][1] < points["IT"][1] < points["ZA"][1]
    assert provinces().points["650000"][0] < provinces().points["310000"][0]
    assert provinces().points["230000"][1] < provinces().points["460000"][1]


def test_taiwan_is_no_part_of_another_shape():
    x, y = world().points["TW"]
    assert inside(world(), "TW", x, y)
    assert [code for code in world().outlines if inside(world(), code, x, y)] == ["TW"]


def test_russia_is_whole_on_the_eastern_side():
    rings = world().outlines["RU"]
    assert min(ring[:, 0].min() for ring in rings) > world().width / 2


def test_neighbours_keep_their_border_in_common():
    step = np.linspace(0, 10, 60)
    border = np.column_stack([5 + 0.3 * np.sin(7 * step), step])
    left = np.vstack([[0, 0], border, [0, 10], [0, 0]])
    right = np.vstack([[10, 0], [10, 10], border[::-1], [10, 0]])
    (west,), (east,) = simplified([[left], [right]], 0.01, 1.0, 0.0)
    common = {tuple(point) for point in west} & {tuple(point) for point in east}
    assert len(west) < len(left) / 2
    on_border = {tuple(point) for point in west if 4 < point[0] < 6}
    assert on_border == common


def test_classes_of_counts_hold_every_count_once():
    classes = classes_of_counts([1, 7, 12, 33, 120])
    assert classes.labels == ("1–2", "3–9", "10–29", "30–99", "100+")
    assert [classes.label(count) for count in (1, 2, 3, 9, 10, 120)] == [
        *("1–2", "1–2", "3–9", "3–9", "10–29", "100+")
    ]


def test_classes_of_amounts_hold_what_is_below_zero():
    classes = classes_of_amounts([-3.0, 0.0, 4.0])
    assert classes.label(-3.0) == classes.labels[0]
    assert classes.label(4.0) == classes.labels[-1]
    assert len(classes.labels) <= 5


def drawn(kind, counts, narrow=False):
    places = [Shaded(code, code, count, {"Units": str(count)}) for code, count in counts.items()]
    with speaking("en"):
        return choropleth(
            kind,
            places,
            classes_of_counts(list(counts.values())),
            title="T",
            legend="L",
            none="none here",
            narrow=narrow,
        ).to_dict()


def test_a_map_of_the_world_is_light():
    counts = {code: at + 1 for at, code in enumerate(sorted(world().points)) if len(code) == 2}
    assert len(svg(drawn("countries", {"US": 3, "HK": 1}))) < 150_000
    assert len(svg(drawn("countries", counts))) < 200_000
    assert len(svg(drawn("provinces", {"110000": 3, "440000": 1}))) < 120_000


def test_small_places_are_dots_and_large_ones_are_not():
    found = drawn("countries", {"US": 3, "HK": 1, "MO": 2, "SG": 1})["datasets"]
    assert [dot["place"] for dot in found["dots"]] == ["HK", "MO", "SG"]
    (hong_kong, macao) = ((dot["x"], dot["y"]) for dot in found["dots"][:2])
    assert np.hypot(*np.subtract(hong_kong, macao)) > 7
    assert hong_kong[0] > macao[0]


def test_a_province_that_is_not_in_the_data_is_drawn_but_no_region_that_they_do_not_name():
    def codes(counts):
        shapes = drawn("provinces", counts)["datasets"]["land"]
        return len(shapes), [shape["place"] for shape in shapes if "place" in shape]

    assert codes({"440000": 1}) == (31, ["440000"])
    assert codes({"440000": 1, "710000": 1})[0] == 32


def test_shades_grow_darker_with_the_amount():
    spec = drawn("countries", {"US": 1, "CN": 2, "JP": 3})
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == ["1", "2", "3", "none here"]
    lightness = [sum(bytes.fromhex(colour[1:])) for colour in scale["range"]]
    assert lightness[:3] == sorted(lightness[:3], reverse=True)
    assert lightness[3] > lightness[0]


def test_values_of_one_place_add_up_and_others_are_named():
    values = ["U.S.", "USA", "Japan", "France", "Peru", "Atlantis"]
    places = recognised(values, "country")
    assert places is not None
    amounts = [Amount(value, 2, {"Units": "2"}) for value in values]
    with speaking("en"):
        made = map_of(
            places,
            amounts,
            lambda given: Classes((0.0,), ("all",)),
            name="m",
            title="T",
            legend="L",
            none="none",
            shown=number,
        )
    assert made is not None
    assert made.unknown == ("Atlantis",)
    assert made.figure.data.row(0) == ("US", "United States", 4)
    assert made.figure.data["amount"].sum() == 10
    assert "United States 4, France 2" in made.figure.text
