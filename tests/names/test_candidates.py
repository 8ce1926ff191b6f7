"""Which pairs are compared: all that may be the same, without all that there are."""

from __future__ import annotations

import numpy as np
import pytest

from bench.names import made_up
from steelyard.names import candidates as module
from steelyard.names.candidates import candidates, features
from steelyard.names.match import match
from steelyard.names.parts import Parts, Reader
from steelyard.names.score import UNSURE, compare_faces


def read(names: list[str]) -> list[tuple[Parts, ...]]:
    return Reader.usual().read(names)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Zentronix Labs", "Zentronics Labs"),
        ("正鼎飞", "Zhengdingfei"),
        ("正鼎飞", "正鼎飞重工科技"),
        ("AWL", "Acme Widgets Labs"),
        ("南方航空", "China Southern Airlines"),
    ],
)
def test_what_may_be_the_same_is_found_among_others(one: str, two: str) -> None:
    others = [f"{first}{second}电子" for first in "安邦博昌成" for second in "富光国海汉"]
    pairs = candidates(read([*others, one]), read([*others, two]))
    assert [len(others), len(others)] in pairs.tolist()


def test_pairs_are_in_order_and_none_stands_twice() -> None:
    names = read(["Acme Steel", "Acme Motors", "Zenith Steel"])
    pairs = candidates(names, names).tolist()
    assert pairs == sorted(map(list, {tuple(pair) for pair in pairs}))


def test_of_an_empty_list_there_are_no_pairs() -> None:
    assert candidates([], read(["Acme"])).shape == (0, 2)


def test_names_with_nothing_in_common_are_no_candidates() -> None:
    assert candidates(read(["Acme"]), read(["Zenith"])).shape == (0, 2)


def test_no_more_than_the_nearest_are_kept_of_either_side() -> None:
    names = read([f"Acme {word}" for word in ("alpha", "beta", "gamma", "delta", "omega", "kappa")])
    pairs = candidates(names, names, nearest=2)
    assert len(pairs) <= 2 * 2 * len(names)


def test_han_is_read_only_where_latin_names_may_meet_it() -> None:
    (name,) = read(["正鼎飞"])
    assert not [feature for feature in features(name, sounds=False) if feature.startswith("g:")]
    assert "g:^zh" in features(name, sounds=True)


def test_the_most_frequent_features_are_left_out_until_the_work_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = read(
        [f"Acme Widget Borealis Umbrella {word}" for word in ("alpha", "bison", "curry", "dodge")]
    )
    assert len(candidates(names, names)) > len(names)
    monkeypatch.setattr(module, "_WORK", 15.0)
    assert candidates(names, names).tolist() == [[at, at] for at in range(4)]


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, _same = made_up(150)
    whole = candidates(read(one), read(two))
    monkeypatch.setattr(module, "_BLOCK", 50.0)
    monkeypatch.setattr(module, "_WAITING", 10)
    assert np.array_equal(whole, candidates(read(one), read(two)))


def test_what_all_pairs_would_find_is_found_among_the_candidates() -> None:
    """Held against comparing all pairs of two made-up lists."""
    one, two, _same = made_up(120)
    left, right = read(one), read(two)
    worth = {
        (at, other)
        for at, first in enumerate(left)
        for other, second in enumerate(right)
        if compare_faces(first, second).score >= UNSURE
    }
    found = {tuple(pair) for pair in candidates(left, right).tolist()}
    assert len(worth & found) >= 0.98 * len(worth)


def test_made_up_variants_are_found_again() -> None:
    one, two, same = made_up(1000)
    found = match(one, two)
    taken = found.pairs.filter(verdict="same").select("a", "b").rows()
    right = [pair for pair in taken if same.get(pair[0]) == pair[1]]
    proposed = [
        pair for pair in found.pairs.select("a", "b").rows() if same.get(pair[0]) == pair[1]
    ]
    assert len(right) >= 0.999 * len(taken)
    assert len(right) >= 0.8 * len(same)
    assert len(proposed) >= 0.99 * len(same)
