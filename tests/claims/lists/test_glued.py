"""Figures glued to names, and the full stop after the last entry."""

from __future__ import annotations

import pytest

from steelyard.claims.lists.find import lists


def rows(text: str) -> list[list[str | None]]:
    (found,) = lists(text)
    assert all(
        cell is None or text[cell.start : cell.end] == cell.text
        for row in found.rows
        for cell in row
    )
    return [[None if cell is None else cell.text for cell in row[1:]] for row in found.rows]


FIRMS = (
    ("沃尔玛", "6,480亿美元"),
    ("58同城", "5,748亿美元"),
    ("三一", "5,459亿美元"),
    ("苹果", "3,832亿美元"),
)


@pytest.mark.parametrize("mark", ["{}.", "{}、", "第{}名："])
def test_figures_glued_to_names_are_cells_of_their_own(mark: str) -> None:
    text = "\n".join(
        f"{mark.format(at)}{name}{figure}" for at, (name, figure) in enumerate(FIRMS, start=1)
    )
    assert rows(text) == [list(pair) for pair in FIRMS]
    assert lists(text)[0].columns == ("rank", "name", "figure")


def test_shares_are_figures_too() -> None:
    assert rows("1.甲公司35.2%\n2.乙公司20.1%\n3.丙公司9.8%") == [
        ["甲公司", "35.2%"],
        ["乙公司", "20.1%"],
        ["丙公司", "9.8%"],
    ]


def test_an_entry_without_a_figure_has_an_empty_cell() -> None:
    text = "1.甲公司35亿元\n2.乙公司20亿元\n3.360\n4.丁公司9亿元"
    assert rows(text)[2] == ["360", None]


@pytest.mark.parametrize(
    "names", [("奇虎360", "三六零", "58同城", "三一"), ("7-Eleven", "3M", "Forever 21", "Pier 1")]
)
def test_names_with_digits_stay_whole(names: tuple[str, ...]) -> None:
    text = "\n".join(f"{at}、{name}" for at, name in enumerate(names, start=1))
    assert rows(text) == [[name] for name in names]


@pytest.mark.parametrize("after", ["", "\n", "\nNext comes prose.", "\n\nNext comes prose."])
def test_the_full_stop_of_the_text_is_in_no_cell(after: str) -> None:
    text = "The ranking:\n1. Acme, Berlin\n2. Birch, Paris\n3. Cedar, Lyons\n4. Alder, Oslo."
    assert rows(text + after)[-1] == ["Alder", "Oslo"]


@pytest.mark.parametrize("last", ["Alder Inc.", "Alder Co., Ltd.", "Washington D.C."])
def test_the_point_of_a_shortened_word_stays(last: str) -> None:
    text = f"1. Acme\n2. Birch\n3. Cedar\n4. {last}\n"
    assert (rows(text)[-1][0] or "").endswith(".")


def test_points_that_all_entries_end_in_stay() -> None:
    assert rows("1. Acme.\n2. Birch.\n3. Cedar.\n")[-1] == ["Cedar."]
