"""Projections against published values."""

from __future__ import annotations

import numpy as np
import pytest

from steelyard.publish.maps.projection import Albers, EqualEarth

# PROJ, test/gie/builtins.gie, eqearth on WGS84: its authalic sphere has this radius in metres,
# and the equator and the poles are where the authalic latitude is the geodetic one.
AUTHALIC = 6_371_007.1809


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 0), (0, 0)),
        ((-180, 0), (-17_243_959.06, 0)),
        ((0, 90), (0, 8_392_927.6)),
        ((-180, 90), (-10_216_474.79, 8_392_927.6)),
        ((180, -90), (10_216_474.79, -8_392_927.6)),
    ],
)
def test_equal_earth_gives_what_proj_gives(place, expected):
    found = EqualEarth()(np.array([place], dtype=np.float64))[0] * AUTHALIC
    np.testing.assert_allclose(found, expected, atol=0.05)


def test_equal_earth_keeps_areas_in_proportion():
    def area(south, north):
        down = np.linspace(south, north, 400)
        right = EqualEarth()(np.column_stack([np.full(400, 10.0), down]))
        left = EqualEarth()(np.column_stack([np.zeros(400), down]))
        return np.trapezoid(right[:, 0] - left[:, 0], right[:, 1])

    # On the sphere the area between two parallels goes with the difference of their sines.
    for south, north in ((0, 20), (30, 60), (60, 85)):
        zone = np.radians(10) * (np.sin(np.radians(north)) - np.sin(np.radians(south)))
        assert area(south, north) == pytest.approx(zone, rel=1e-4)


def test_the_middle_of_a_map_is_where_it_is_said_to_be():
    assert EqualEarth(11.0)(np.array([[11.0, 0.0]])).tolist() == [[0.0, 0.0]]


def test_albers_gives_snyders_example():
    # Snyder (1987), p. 291.
    found = Albers((-96.0, 23.0), (29.5, 45.5))(np.array([[-75.0, 35.0]]))[0]
    np.testing.assert_allclose(found, [0.2952720, 0.2416774], atol=5e-8)
