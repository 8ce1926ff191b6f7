"""Tables that are marked: Markdown, HTML, tabs."""

from __future__ import annotations

import pytest

from steelyard.claims.found import FoundList
from steelyard.claims.lists.find import lists
from tests.claims.lists.press import brands

HEAD = ("排名", "品牌", "行業", "城市")


def only(text: str) -> FoundList:
    (found,) = lists(text)
    return found


def cells(found: FoundList) -> list[list[str | None]]:
    return [[None if cell is None else cell.text for cell in row] for row in found.rows]


def expected() -> list[list[str | None]]:
    return [[str(rank), *rest] for rank, *rest in brands()]


def places_agree(text: str, found: FoundList) -> None:
    assert all(
        text[cell.start : cell.end] == cell.text for row in found.rows for cell in row if cell
    )


def test_the_brands_from_a_markdown_table() -> None:
    lines = [f"| {' | '.join(HEAD)} |", "|---:|:--|---|:-:|"]
    lines += [f"| {rank} | {name} | {detail} | {place} |" for rank, name, detail, place in brands()]
    text = "前文。\n\n" + "\n".join(lines) + "\n\n後文。"
    found = only(text)
    assert (found.kind, found.columns) == ("markdown", HEAD)
    assert cells(found) == expected()
    assert (found.findings, text[found.end :]) == ((), "\n\n後文。")
    places_agree(text, found)


def test_the_brands_from_a_pasted_table() -> None:
    lines = ["\t".join(HEAD), *("\t".join(map(str, row)) for row in brands())]
    text = "前文。\n" + "\r\n".join(lines) + "\r\n後文。"
    found = only(text)
    assert (found.kind, found.columns) == ("tabs", HEAD)
    assert cells(found) == expected()
    assert found.findings == ()
    places_agree(text, found)


def test_the_brands_from_an_html_table() -> None:
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    rows = "".join(
        f"<tr>\n<td align=right>{rank}</td><td><b>{name}</b></td><TD>{detail}<td>{place}</tr>"
        for rank, name, detail, place in brands()
    )
    text = f"<p>前文。</p><table class='x'><thead><tr>{head}</tr></thead>{rows}</table><p>後文。"
    found = only(text)
    assert (found.kind, found.columns) == ("html", HEAD)
    assert cells(found) == expected()
    assert (found.findings, text[found.end :]) == ((), "<p>後文。")
    places_agree(text, found)


def test_markdown_without_bars_at_the_ends_and_two_tables_in_a_row() -> None:
    one, two = lists("a|b\n-|-\n1|2\nc|d\n-|-\n3|4\n5|6")
    assert (one.columns, cells(one)) == (("a", "b"), [["1", "2"]])
    assert (two.columns, cells(two)) == (("c", "d"), [["3", "4"], ["5", "6"]])


def test_lines_of_bars_without_a_heading() -> None:
    found = only("| 1 | 華為 | 深圳 |\n| 2 | 騰訊 | 深圳 |\n| 3 | 百度 | 北京 |\n")
    assert found.columns == ("rank", "name", "field_3")
    assert len(found.rows) == 3


def test_markup_in_a_markdown_cell_is_taken_away() -> None:
    text = "|Name|X|\n|--|--|\n|**華為**|[深圳](http://a.b/c)|\n|a\\|b|`360`|\n"
    found = only(text)
    assert cells(found) == [["華為", "深圳"], ["a|b", "360"]]
    first = found.rows[0][0]
    assert first is not None
    assert text[first.start : first.end] == "**華為**"


@pytest.mark.parametrize(
    "text",
    [
        "|A|B|\n|-|-|\n|1|2|3|\n|4|\n|5|6|\n",
        "A\tB\n1\t2\t3\n4\n5\t6\n7\t8\n",
        "<table><tr><th>A<th>B<tr><td>1<td>2<td>3<tr><td>4<tr><td>5<td>6<tr><td>7<td>8</table>",
    ],
)
def test_cells_without_a_column_are_left_over_and_told(text: str) -> None:
    found = only(text)
    assert "3" in [text[start:end] for start, end in found.left_over]
    told = [one.code for one in found.findings]
    assert told.count("left-over") == len(found.left_over)
    assert "row-width" in told
    assert all(len(row) == len(found.columns) for row in found.rows)


def test_a_line_between_pasted_rows_is_left_over() -> None:
    text = "Rank\tName\n1\tA\n2\tB\nAdvert\n3\tC\n4\tD\n"
    found = only(text)
    assert [text[start:end] for start, end in found.left_over] == ["Advert"]
    assert len(found.rows) == 4


def test_columns_are_called_once_each() -> None:
    found = only("|Rank||Rank|\n|-|-|-|\n|1|a|2|\n")
    assert found.columns == ("Rank", "field_2", "Rank_2")


def test_html_cells_are_decoded_and_stand_where_they_say() -> None:
    text = "<table><tr><th>A<th>B<tr><td> <b>H&amp;M</b> <td>L&#39;Or&eacute;al<br>Paris</table>"
    found = only(text)
    assert cells(found) == [["H&M", "L'Oréal Paris"]]
    first = found.rows[0][0]
    assert first is not None
    assert text[first.start : first.end] == "H&amp;M"


def test_merged_cells_stand_in_every_row_and_are_told() -> None:
    text = (
        "<table><tr><th rowspan=2>R<th colspan=2>Brand<tr><th>Name<th>City"
        "<tr><td rowspan='2'>1<td>a<td>x<tr><td>b<td>y<tr><td>2<td>c<td>z</table>"
    )
    found = only(text)
    assert found.columns == ("R", "Brand Name", "City")
    assert cells(found) == [["1", "a", "x"], ["1", "b", "y"], ["2", "c", "z"]]
    assert [one.code for one in found.findings] == ["merged-cells"]


def test_of_nested_tables_the_inner_one_is_taken_and_that_is_told() -> None:
    inner = "<table><tr><td>1<td>a<tr><td>2<td>b</table>"
    text = f"<table><tr><td>menu<td>{inner}</table>"
    found = only(text)
    assert text[found.start : found.end] == inner
    assert [one.code for one in found.findings] == ["nested-table"]


def test_a_caption_is_left_over() -> None:
    text = "<table><caption>榜單</caption><tr><td>1<td>a<tr><td>2<td>b</table>"
    found = only(text)
    assert [text[start:end] for start, end in found.left_over] == ["榜單"]


def test_a_table_that_is_not_closed_takes_no_more_than_its_line() -> None:
    text = "<table><tr><td>1<td>a<tr><td>2<td>b\n以下是文章，有500個品牌。"
    found = only(text)
    assert cells(found) == [["1", "a"], ["2", "b"]]
    assert [one.code for one in found.findings] == ["unclosed-table"]
    assert text[found.end :].startswith("\n以下")


def test_what_a_script_and_a_comment_hold_is_no_table() -> None:
    hidden = "<table><tr><td>1<td>a<tr><td>2<td>b</table>"
    assert lists(f"<script>'{hidden}'</script><!-- {hidden} --><style>{hidden}</style>") == ()


def test_lists_between_tables_and_tags_are_found() -> None:
    text = (
        "<p>1. 華為（電腦）<br>2. 騰訊（網路）<br>3. 百度（搜索）</p>"
        "<table><tr><td>1<td>a<tr><td>2<td>b</table>"
        "<p>4. 甲（電腦）<br>5. 乙（網路）<br>6. 丙（搜索）</p>"
    )
    assert [found.kind for found in lists(text)] == ["ranking", "html", "ranking"]
    places_agree(text, lists(text)[0])
