"""Lists that are not quite regular: nothing is dropped in silence, what was unsure is told."""

from __future__ import annotations

import pytest

from steelyard.claims.found import FoundList
from steelyard.claims.lists.entries import SEPARATORS
from steelyard.claims.lists.find import lists
from tests.claims.lists.press import left_in_no_cell


def cells(found: FoundList) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in found.rows]


def codes(found: FoundList) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.row) for finding in found.findings]


def only(text: str) -> FoundList:
    (found,) = lists(text)
    return found


def left(text: str, found: FoundList) -> list[str]:
    return [text[start:end] for start, end in found.left_over]


def test_digits_that_end_a_cell_are_not_of_the_next_rank() -> None:
    found = only("8、甲(電腦),12009、乙(銀行),90010、丙(汽車),7011、丁(保險),1")
    assert [row[-1] for row in cells(found)] == ["1200", "900", "70", "1"]
    assert [row[0] for row in cells(found)] == ["8", "9", "10", "11"]
    assert codes(found) == []


def test_the_thousands_of_a_figure_are_not_of_the_next_rank() -> None:
    found = only("8、甲(電腦),1,2009、乙(銀行),1,09910、丙(汽車),98011、丁(保險),970")
    assert [row[-1] for row in cells(found)] == ["1,200", "1,099", "980", "970"]


def test_the_decimals_of_a_figure_are_not_of_the_next_rank() -> None:
    found = only("8、甲(電腦),12.59、乙(銀行),11.210、丙(汽車),9.811、丁(保險),9.7")
    assert [row[-1] for row in cells(found)] == ["12.5", "11.2", "9.8", "9.7"]


def test_a_split_of_digits_that_could_be_another_is_told() -> None:
    found = only("8、甲(電腦),深圳9、乙(銀行),北京112、丙(汽車),上海200、丁(保險),北京")
    assert [row[0] for row in cells(found)] == ["8", "9", "112", "200"]
    assert ("rank-split", 3) in codes(found)
    told = next(one for one in found.findings if one.code == "rank-split")
    assert "read as rank 112; 12 is possible too" in str(told.message)
    assert "北京112、丙" in str(told.message)


def test_a_rank_that_stands_twice_is_told() -> None:
    found = only("8、甲(電腦),深圳8、乙(銀行),北京10、丙(汽車),上海")
    assert [row[0] for row in cells(found)] == ["8", "8", "10"]
    assert codes(found) == [("rank-repeated", 2), ("rank-gap", 3)]


def test_a_rank_out_of_order_keeps_its_entry_and_is_told() -> None:
    text = "1. 甲(電腦)\n2. 乙(銀行)\n8. 丙(汽車)\n4. 丁(保險)\n5. 戊(鋼鐵)\n"
    found = only(text)
    assert [row[:2] for row in cells(found)][2:4] == [["8", "丙"], ["4", "丁"]]
    assert ("rank-out-of-order", 4) in codes(found)


def test_many_gaps_are_told_once() -> None:
    text = "".join(f"{rank}、甲(電腦),深圳" for rank in range(3, 90, 7))
    assert codes(only(text)) == [("rank-gaps", None)]


def test_a_line_between_entries_is_left_over_and_told() -> None:
    text = "1. 甲(電腦),深圳\n2. 乙(銀行),北京\n廣告：買一送一\n— 3 —\n3. 丙(汽車),上海\n"
    found = only(text)
    assert [row[1] for row in cells(found)] == ["甲", "乙", "丙"]
    assert left(text, found) == ["廣告：買一送一", "3"]
    assert codes(found) == [("left-over", 2), ("left-over", 2)]
    assert "廣告：買一送一" in str(found.findings[0].message)


def test_a_sentence_between_entries_is_left_over_and_told() -> None:
    text = "8、甲(電腦),深圳9、乙(銀行),北京。以下為中國企業：10、丙(汽車),上海11、丁(保險),上海"
    found = only(text)
    assert left(text, found) == ["以下為中國企業"]
    assert [row[-1] for row in cells(found)] == ["深圳", "北京", "上海", "上海"]


def test_an_english_sentence_between_entries_is_left_over() -> None:
    text = (
        "1. Apple (tech), Cupertino 2. Shell (oil), London. The rest are Asian. "
        "3. Sony (tech), Tokyo 4. Tata (cars), Mumbai"
    )
    found = only(text)
    assert left(text, found) == ["The rest are Asian"]
    assert [row[-1] for row in cells(found)] == ["Cupertino", "London", "Tokyo", "Mumbai"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("乙,北京", ["9", "乙", None, "北京"]),
        ("乙(銀行)", ["9", "乙", "銀行", None]),
        ("乙", ["9", "乙", None, None]),
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_an_entry_without_a_cell_of_the_others(
    entry: str, expected: list[str | None], between: str
) -> None:
    rest = ["10、丙(汽車),上海", "11、丁(保險),北京", "12、戊(鋼鐵),上海"]
    found = only(between.join(["8、甲(電腦),深圳", f"9、{entry}", *rest]))
    assert cells(found)[1] == expected
    assert codes(found) == [("entry-shape", 2)]


def test_an_unclosed_bracket_spoils_no_other_entry() -> None:
    found = only("8、甲(電腦,深圳9、乙(銀行),北京10、丙(汽車),上海11、丁(保險),北京")
    assert cells(found)[1:] == [
        ["9", "乙", "銀行", "北京"],
        ["10", "丙", "汽車", "上海"],
        ["11", "丁", "保險", "北京"],
    ]
    assert "甲" in (cells(found)[0][1] or "")
    assert codes(found) == [("entry-shape", 1)]


def test_brackets_of_both_widths_and_within_each_other() -> None:
    found = only("8、甲（電腦),深圳9、乙(銀行（零售）),北京10、丙(汽車）,上海")
    assert [row[2] for row in cells(found)] == ["電腦", "銀行（零售）", "汽車"]


def test_an_entry_that_is_broken_over_lines_is_put_together() -> None:
    text = "8、甲(電腦),深圳9、乙(銀行),北\n京10、丙(汽\n車),上海11、Big\nBlue(保險),上海"
    found = only(text)
    assert cells(found)[1:] == [
        ["9", "乙", "銀行", "北京"],
        ["10", "丙", "汽車", "上海"],
        ["11", "Big Blue", "保險", "上海"],
    ]
    assert not found.left_over


def test_a_line_that_goes_on_is_joined_and_told() -> None:
    text = "1. 甲(電腦),深圳\n2. 乙(銀\n行),北京\n3. 丙(汽車),上海\n4. 丁(保險),上海\n"
    found = only(text)
    assert cells(found)[1] == ["2", "乙", "銀行", "北京"]
    assert codes(found) == [("line-joined", 2)]


def test_entries_of_several_lines_each() -> None:
    text = "1. 華為\n電腦,深圳\n2. 騰訊\n網路,深圳\n3. 百度\n搜索,北京\n\n來源：某社"
    found = only(text)
    assert cells(found) == [
        ["1", "華為", "電腦", "深圳"],
        ["2", "騰訊", "網路", "深圳"],
        ["3", "百度", "搜索", "北京"],
    ]
    assert text[found.end :] == "\n\n來源：某社"


@pytest.mark.parametrize(
    "after",
    ["。以上名單由某社發布，共3家。", "\n\n共3家。", "，三者合計占15%。", "。"],
)
def test_the_list_ends_before_the_text_goes_on(after: str) -> None:
    text = "前三名排名：1、甲(電腦)2、乙(銀行)3、丙(汽車)" + after
    found = only(text)
    assert text[found.end :] == after
    assert cells(found)[-1] == ["3", "丙", "汽車"]


def test_the_last_place_ends_where_another_entry_ends_so() -> None:
    text = "1、甲(電腦),北京2、乙(銀行),上海3、丙(汽車),北京資料來源世界品牌實驗室"
    found = only(text)
    assert cells(found)[-1] == ["3", "丙", "汽車", "北京"]
    assert codes(found) == [("entry-end", 3)]


def test_several_lists_each_beginning_again() -> None:
    text = "1、甲(a)2、乙(b)3、丙(c)1、丁(d)2、戊(e)3、己(f)4、庚(g)"
    assert [cells(found)[0][1] for found in lists(text)] == ["甲", "丁"]
    assert [finding.table for one in lists(text) for finding in one.findings] == []


def test_a_list_that_counts_down_and_one_that_counts_up() -> None:
    text = "".join(f"{rank}、甲{rank}號(電腦),深圳" for rank in (*range(9, 0, -1), *range(1, 7)))
    down, up = lists(text)
    assert [row[0] for row in cells(down)] == [str(rank) for rank in range(9, 0, -1)]
    assert [row[0] for row in cells(up)] == [str(rank) for rank in range(1, 7)]
    assert down.findings == up.findings == ()


def test_a_second_list_that_is_announced_is_another_list() -> None:
    text = "1、甲(電腦)2、乙(銀行)3、丙(汽車)。入榜的中國品牌：8、丁(電腦)9、戊(銀行)11、己(汽車)"
    assert [cells(found)[0][1] for found in lists(text)] == ["甲", "丁"]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("排名、品牌(行業),城市", ("排名", "品牌", "行業", "城市")),
        ("排名 品牌 行業 城市\n", ("排名", "品牌", "行業", "城市")),
        ("名单如下。\n品牌\t行业\t城市\n", ("rank", "品牌", "行业", "城市")),
        ("Rank Brand Sector City\n", ("Rank", "Brand", "Sector", "City")),
        ("No. | Company | Sector | Seat\n", ("No.", "Company", "Sector", "Seat")),
        ("以下是名單\n", ("rank", "name", "detail", "place")),
    ],
)
def test_columns_are_called_as_the_text_calls_them(heading: str, columns: tuple[str, ...]) -> None:
    text = heading + "8、甲(電腦),深圳\n9、乙(銀行),北京\n10、丙(汽車),上海\n"
    assert only(text).columns == columns


def test_figures_after_a_bracket_are_no_place() -> None:
    text = "1. Apple (tech): 574.5\n2. Shell (oil): 41.2\n3. Sony (tech): 1,020\n"
    assert only(text).columns == ("rank", "name", "detail", "field_4")


def test_a_list_with_bullets_has_no_ranks() -> None:
    found = only("• 華為（深圳）\n• 騰訊（深圳）\n• 百度（北京）\n")
    assert (found.columns, cells(found)[0]) == (("name", "detail"), ["華為", "深圳"])


def test_a_cell_stands_where_it_says() -> None:
    text = "第八名：甲（電腦）\n第九名：乙（銀行）\n第十名：丙（汽車）\n"
    ranks = [row[0] for row in only(text).rows]
    assert [(rank.text, text[rank.start : rank.end]) for rank in ranks if rank] == [
        ("8", "八"),
        ("9", "九"),
        ("10", "十"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. 甲(電腦),深圳\n2. 乙,北京,多\n廣告\n3. 丙(汽車),上海\n7. 丁(x)(y),上海 及\n8. 戊(z),港",
        "8、甲(電腦),深圳9、乙(銀行),北京。以下：10、(丙)汽車,上海11、丁((保險),上海12、戊(a),b",
        "1) Apple (tech), Cupertino\nAdvert\n2) 360 (web) Beijing (PRC), Asia\n3) Sony (tv), Rome",
    ],
)
def test_what_is_in_no_cell_is_left_over(text: str) -> None:
    found = only(text)
    assert left_in_no_cell(text, found, SEPARATORS) == ""
    told = [finding for finding in found.findings if finding.code == "left-over"]
    assert len(told) == len(found.left_over)


def test_the_marks_of_bold_print_are_no_part_of_a_name() -> None:
    text = "1. **Apple** — $574.5 bn (US)\n2. **Shell** — $41 bn (UK)\n3. **Sony** — $9 bn (JP)\n"
    assert [row[1] for row in cells(only(text))] == ["Apple", "Shell", "Sony"]


@pytest.mark.parametrize("between", [" – ", " - ", " | ", "  "])
def test_a_rank_and_a_dash(between: str) -> None:
    text = "\n".join(f"{rank}{between}{name}" for rank, name in enumerate("甲乙丙", start=1))
    assert cells(only(text)) == [["1", "甲"], ["2", "乙"], ["3", "丙"]]


def test_ties_that_are_marked_with_an_equals_sign() -> None:
    found = only("5 Samsung\n=6 Shell\n=6 Sony\n8 Tata\n9 Ford")
    assert [row[0] for row in cells(found)] == ["5", "6", "6", "8", "9"]
    assert not found.left_over


def test_findings_name_their_list() -> None:
    text = "1、甲(a)1、乙(b)2、丙(c)\n\n中間的話。\n\n1. x (a)\n2. y (b)\n2. z (c)\n"
    assert [one.table for found in lists(text) for one in found.findings] == ["list 1", "list 2"]
