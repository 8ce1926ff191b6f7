"""The tree laid out flat."""

from __future__ import annotations

import numpy as np

from steelyard.robustness.layout import Layout
from tests.robustness.schemes import TWO_LEVELS, scheme


def test_brothers_stand_beside_each_other() -> None:
    layout = Layout.of(scheme(tree=TWO_LEVELS))
    assert layout.names == ("left", "right", "a", "b", "c", "d", "e")
    assert layout.spans == {"index": slice(0, 2), "left": slice(2, 4), "right": slice(4, 7)}


def test_places_are_the_rows_of_the_names() -> None:
    layout = Layout.of(scheme(tree=TWO_LEVELS))
    assert [layout.names[at] for at in layout.places.values()] == list(layout.names)


def test_a_node_without_a_weight_has_none() -> None:
    layout = Layout.of(scheme(tree=TWO_LEVELS))
    found = layout.shares({"index": {"left": 1.0}, "left": {"a": 0.25, "b": 0.75}})
    np.testing.assert_array_equal(found, [1.0, 0.0, 0.25, 0.75, 0.0, 0.0, 0.0])


def test_a_scheme_without_a_tree_has_an_empty_layout() -> None:
    layout = Layout.of(scheme(tree=None, rank={"by": "a"}, steps=[]))
    assert (layout.names, layout.spans, len(layout.shares({}))) == ((), {}, 0)


def test_a_root_that_is_an_indicator_has_no_parts() -> None:
    layout = Layout.of(scheme(tree={"indicator": "a"}))
    assert layout.names == ()
