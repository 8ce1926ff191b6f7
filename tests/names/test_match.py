"""Lists into pairs, and what is left."""

from __future__ import annotations

import polars as pl
import pytest

from steelyard.errors import DataError, UsageError
from steelyard.names.aliases import Aliases
from steelyard.names.decisions import Decisions
from steelyard.names.listed import NamedList
from steelyard.names.match import PAIRS, REGISTER, Matches, match

Three = tuple[str, str, str]


def verdicts(found: Matches) -> list[Three]:
    return [(a, b, verdict) for a, b, verdict in found.pairs.select("a", "b", "verdict").rows()]


def codes(found: Matches) -> list[str]:
    return [finding.code for finding in found.findings]


def test_every_entry_is_the_same_unsure_or_unmatched() -> None:
    found = match(
        ["華為", "吉利集團", "中國銀行", "蒙牛"],
        ["HUAWEI INVESTMENT & HOLDING CO., LTD.", "吉利汽車", "中國農業銀行"],
    )
    assert verdicts(found) == [
        ("華為", "HUAWEI INVESTMENT & HOLDING CO., LTD.", "same"),
        ("吉利集團", "吉利汽車", "unsure"),
    ]
    assert found.unmatched.rows() == [
        ("A", 3, "中國銀行", 3),
        ("A", 4, "蒙牛", 4),
        ("B", 3, "中國農業銀行", 3),
    ]


def test_frames_have_their_columns_even_if_nothing_is_found() -> None:
    found = match(["甲"], ["乙"])
    assert dict(found.pairs.schema) == dict(PAIRS)
    assert dict(found.register.schema) == dict(REGISTER)
    assert found.common().is_empty()
    assert found.unsure.is_empty()


def test_an_entry_is_in_one_pair_at_most() -> None:
    found = match(["華為", "华为", "Huawei"], ["HUAWEI", "華為技術"])
    assert len(set(found.pairs["row_a"])) == len(set(found.pairs["row_b"])) == 2
    assert codes(found).count("alike") == 2


def test_equal_names_go_before_names_that_mean_the_same() -> None:
    found = match(["Huawei", "華為"], ["華為", "Huawei"])
    assert verdicts(found) == [("Huawei", "Huawei", "same"), ("華為", "華為", "same")]


def test_of_two_that_are_as_like_neither_is_certain() -> None:
    found = match(["Acme"], ["Acme Technologies", "Acme International"])
    assert [verdict for *_names, verdict in verdicts(found)] == ["unsure"]
    assert "is as like" in found.pairs["why"][0]


def test_a_rival_that_has_its_own_partner_is_none() -> None:
    found = match(
        ["Acme Widgets", "Acme Widgets International"],
        ["Acme Widgets Technologies", "Acme Widgets International"],
    )
    assert [verdict for *_names, verdict in verdicts(found)] == ["same", "same"]


def test_certain_can_be_set() -> None:
    lists = ["Acme"], ["Acme Technologies"]
    assert verdicts(match(*lists))[0][2] == "same"
    assert verdicts(match(*lists, certain=0.95))[0][2] == "unsure"
    for out_of_bounds in (0.69, 1.01, float("nan")):
        with pytest.raises(UsageError, match=r"from 0\.7 to 1"):
            match(*lists, certain=out_of_bounds)


def test_aliases_of_the_user_count() -> None:
    aliases = Aliases.of([("Acme Holdings", "大力士"), ("大力士", "DLS")])
    assert verdicts(match(["ACME Inc."], ["大力士有限公司"], aliases=aliases)) == [
        ("ACME Inc.", "大力士有限公司", "same")
    ]
    assert verdicts(match(["Acme"], ["DLS"], aliases=aliases))[0][2] == "same"
    assert verdicts(match(["Acme"], ["DLS"])) == []


def test_an_alias_for_two_names_is_a_finding() -> None:
    aliases = Aliases.of([("Acme", "X"), ("Zenith", "X")])
    found = match(["Acme"], ["X"], aliases=aliases)
    assert verdicts(found)[0][2] == "same"
    assert codes(found) == ["alias-twice"]


def test_aliases_in_a_circle_are_one_name() -> None:
    aliases = Aliases.of([("Acme", "Zenith"), ("Zenith", "Acme")])
    assert verdicts(match(["Acme"], ["Zenith"], aliases=aliases))[0][2] == "same"


def test_accepted_pairs_are_the_same_and_rejected_ones_are_not_proposed() -> None:
    lists = ["吉利集團", "華為"], ["吉利汽車", "完全不同"]
    decisions = Decisions.of([("華為", "完全不同", "same"), ("吉利集團", "吉利汽車", "different")])
    found = match(*lists, decisions=decisions)
    assert verdicts(found) == [("華為", "完全不同", "same")]
    assert found.pairs["why"][0] == "Decided in the review file."


def test_a_rejected_pair_is_not_taken_though_the_names_are_equal() -> None:
    decisions = Decisions.of([("華為", "Huawei", "different")])
    assert verdicts(match(["華為"], ["Huawei"], decisions=decisions)) == []


def test_a_decision_has_no_direction() -> None:
    decisions = Decisions.of([("Zeta", "Acme", "same")])
    assert verdicts(match(["Acme"], ["Zeta"], decisions=decisions)) == [("Acme", "Zeta", "same")]


def test_decisions_that_are_not_one_to_one_are_left_open() -> None:
    decisions = Decisions.of([("Acme", "Zeta", "same"), ("Acme", "Theta", "same")])
    found = match(["Acme"], ["Zeta", "Theta"], decisions=decisions)
    assert verdicts(found) == []
    assert codes(found) == ["decisions-contradict", "decisions-contradict"]


def test_decisions_about_names_in_no_list_are_findings() -> None:
    decisions = Decisions.of([("Acme", "Zeta", "same")])
    assert codes(match(["Acme"], ["Theta"], decisions=decisions)) == ["decision-without-entry"]


def test_the_third_list_is_held_against_all_names_of_the_first_two() -> None:
    aliases = Aliases.of([("Acme", "大力士")])
    found = match(["Acme"], ["大力士"], ["Acme Technologies"], aliases=aliases)
    assert found.register["enterprise"].to_list() == [1, 1, 1]
    assert found.pairs.select("list_a", "a", "list_b", "b").rows() == [
        ("A", "Acme", "B", "大力士"),
        ("A", "Acme", "C", "Acme Technologies"),
    ]


def test_an_enterprise_of_the_second_list_meets_the_third() -> None:
    found = match(["甲"], ["Acme"], ["Acme Inc."])
    assert found.pairs.select("list_a", "list_b").rows() == [("B", "C")]
    assert found.unmatched["name"].to_list() == ["甲"]


def test_a_pair_rejected_for_one_name_is_rejected_for_the_enterprise() -> None:
    decisions = Decisions.of([("華為", "Huawei Technologies", "different")])
    found = match(["華為"], ["Huawei"], ["Huawei Technologies"], decisions=decisions)
    assert verdicts(found) == [("華為", "Huawei", "same")]


def test_frames_give_names_ranks_and_rows() -> None:
    one = pl.DataFrame({"brand": ["華為", None, "騰訊"], "rank": ["第8名", "9", "=15"]})
    two = pl.DataFrame({"brand": ["Tencent", "Huawei"], "rank": [1, 2], "_row": [5, 6]})
    found = match(one, two, name="brand", rank="rank")
    assert found.register.select("list", "row", "name", "rank").rows() == [
        ("A", 1, "華為", 8),
        ("B", 6, "Huawei", 2),
        ("A", 3, "騰訊", 15),
        ("B", 5, "Tencent", 1),
    ]
    assert codes(found) == ["name-missing"]


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean “brand”"):
        match(pl.DataFrame({"brand": ["a"]}), ["b"], name="brnd")


@pytest.mark.parametrize("empty", [[], ["", "  "], pl.DataFrame({"name": []})])
def test_an_empty_list_is_refused(empty: list[str] | pl.DataFrame) -> None:
    with pytest.raises(DataError, match="no name in the list"):
        match(empty, ["a"])


def test_lists_must_be_called_differently() -> None:
    listed = NamedList.of_texts(["a"], "A")
    with pytest.raises(UsageError, match="Two lists are called “A”"):
        match(listed, listed)


def test_a_name_that_stands_twice_is_a_finding() -> None:
    found = match(["華為", "華為", "騰訊"], ["華為"])
    assert [str(finding.message) for finding in found.findings] == [
        "“華為” stands 2 times, in rows 1, 2."
    ]
    assert found.unmatched["row"].to_list() == [2, 3]


def test_many_names_that_stand_twice_are_a_few_findings() -> None:
    names = [f"Acme {letter}" for letter in "abcdefghijklmno"] * 2
    assert codes(match(names, ["Zeta"])).count("name-twice") == 11


def test_a_rank_that_cannot_be_read_is_a_finding() -> None:
    frame = pl.DataFrame({"name": ["a", "b"], "rank": ["1", "–"]})
    found = match(frame, frame, rank="rank")
    assert codes(found) == ["rank-missing", "rank-missing"]
    assert found.common()["rank_A"].to_list() == [1, None]
