"""``steelyard match`` at the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    one, two = tmp_path / "brands.csv", tmp_path / "firms.csv"
    one.write_text(
        "rank,brand\n8,華為\n11,國家電網\n15,騰訊\n88,比亞迪\n90,吉利集團\n99,喜茶\n",
        encoding="utf-8",
    )
    two.write_text(
        "排名,公司名称\n1,State Grid Corporation of China\n2,Huawei Technologies\n"
        '3,腾讯控股\n4,"BYD Co., Ltd."\n5,吉利汽車\n6,\n7,中國農業銀行\n',
        encoding="utf-8",
    )
    return one, two


def test_counts_ranks_correlations_and_what_is_unsure(call: Call, lists: tuple[Path, Path]) -> None:
    called = call("match", *lists)
    assert (called.status, called.err) == (0, "")
    assert "In both lists: 4. Unsure: 1. Only in “brands”: 1. Only in “firms”: 1." in called.out
    assert "firms less brands" in called.out
    words = " ".join(called.out.split())
    assert "in a similar order: Kendall’s tau-b 0.667, Spearman’s rho 0.800" in words
    assert "Only one of them has “汽车”." in called.out
    assert "firms: Rows without a name were left out: 1." in called.out


def test_json_has_everything(call: Call, lists: tuple[Path, Path]) -> None:
    answer = call("match", *lists, "--json").answer
    assert (answer["same"], answer["unsure"]) == (4, 1)
    assert answer["pairs"][0] == {
        "list_a": "brands",
        "row_a": 2,
        "a": "華為",
        "list_b": "firms",
        "row_b": 3,
        "b": "Huawei Technologies",
        "score": 0.94,
        "verdict": "same",
        "why": "Only one of them has “technologies”.",
    }
    assert [finding["code"] for finding in answer["findings"]] == ["name-missing"]


def test_a_folder_keeps_the_tables_and_the_review_file(
    call: Call, lists: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    called = call("match", *lists, "--out", out)
    assert called.status == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "common.csv",
        "correlations.csv",
        "only-in-brands.csv",
        "only-in-firms.csv",
        "pairs.csv",
        "review.csv",
    ]
    assert "New in" in called.out
    assert "The tables are in" in called.out


@pytest.mark.parametrize(("word", "same"), [("same", 5), ("different", 4)])
def test_a_decision_is_made_once(
    call: Call, lists: tuple[Path, Path], tmp_path: Path, word: str, same: int
) -> None:
    review = tmp_path / "review.csv"
    call("match", *lists, "--review", review)
    text = review.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("吉利集團,吉利汽車,0.8400,")
    decided = text.replace("”.,", f"”.,{word}")
    review.write_text(decided, encoding="utf-8")
    answer = call("match", *lists, "--review", review, "--json").answer
    assert (answer["same"], answer["unsure"]) == (same, 0)
    assert review.read_text(encoding="utf-8") == decided


def test_aliases_and_columns_and_what_is_certain_can_be_given(
    call: Call, lists: tuple[Path, Path], tmp_path: Path
) -> None:
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("name,alias\n中國農業銀行,喜茶\n", encoding="utf-8")
    assert call("match", *lists, "--aliases", aliases, "--json").answer["same"] == 5
    assert call("match", *lists, "--certain", 0.95, "--json").answer["unsure"] == 2
    named = call("match", lists[0], lists[0], "--name", "brand", "--rank", "rank", "--json")
    assert named.answer["correlations"][0]["kendall_tau_b"] == pytest.approx(1)


def test_three_lists(call: Call, lists: tuple[Path, Path]) -> None:
    called = call("match", *lists, lists[0], "--top", 1)
    assert called.status == 0
    assert "In all 3 lists: 4." in called.out
    assert "… and 3 more rows." in called.out


def test_the_third_list_of_the_same_name_has_a_name_of_its_own(
    call: Call, lists: tuple[Path, Path]
) -> None:
    answer = call("match", lists[0], lists[0], "--json").answer
    assert [listed["name"] for listed in answer["lists"]] == ["brands", "brands-2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "brnd"), "has no column “brnd”"),
        (("--name", "brand"), "has no column “brand”"),
        (("--certain", "2"), "from 0.7 to 1"),
        (("--top", "-1"), "--top: Must be at least 0"),
        (("--aliases", "absent.csv"), "There is no such file"),
        (("--review", "."), "folder"),
    ],
)
def test_what_is_wrong_is_refused(
    call: Call, lists: tuple[Path, Path], words: tuple[str, ...], said: str
) -> None:
    called = call("match", *lists, *words)
    assert (called.status, called.out) == (2, "")
    assert said in called.err


def test_one_list_is_too_few(call: Call, lists: tuple[Path, Path]) -> None:
    called = call("match", lists[0])
    assert (called.status, called.out) == (2, "")
    assert "two lists or more" in called.err


@pytest.mark.parametrize("content", ["", "name\n", "name,x\n,1\n", "\0\1\2"])
def test_an_empty_or_binary_list_is_refused(
    call: Call, lists: tuple[Path, Path], content: str
) -> None:
    lists[1].write_text(content, encoding="utf-8")
    called = call("match", *lists)
    assert (called.status, called.out) == (2, "")
    assert str(lists[1]) in called.err


def test_nothing_is_written_if_something_is_wrong(
    call: Call, lists: tuple[Path, Path], tmp_path: Path
) -> None:
    assert call("match", *lists, "--name", "absent", "--out", tmp_path / "out").status == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_refused(
    call: Call, lists: tuple[Path, Path], tmp_path: Path
) -> None:
    called = call("match", *lists, "--out", tmp_path)
    assert (called.status, called.out) == (2, "")
    assert "holds other files" in called.err


def test_the_brands_of_2026_are_all_found_in_their_own_list(call: Call, shared: Path) -> None:
    file = shared / "brands" / "world500_2026_china.csv"
    answer = call("match", file, file, "--json").answer
    assert (answer["same"], answer["unsure"], answer["unmatched"]) == (78, 0, [])
    assert answer["findings"] == []
