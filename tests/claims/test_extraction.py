"""What is taken out of a text, as frames, as files, and as the draft of a claims file."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import polars as pl
import pytest

from steelyard.claims.drafting import TEXT, draft
from steelyard.claims.extraction import Extraction, Form, extract
from steelyard.claims.file.load import load
from steelyard.claims.text.article import Article
from steelyard.claims.text.quantities import quantities
from steelyard.errors import UsageError

PIECE = """世界品牌500強揭曉
榜單共有500個品牌，總值逾14兆美元，增長7.11%。中國上榜78個品牌，占15.6%，其中38個在北京。
入榜中國品牌：8、華為(電腦與通訊),深圳9、360(網路),北京11、=三一(機械),長沙。以上共3個品牌。
| 城市 | 品牌數 |
|--|--|
| 北京 | 38 |
| 上海 | 8 |
"""


@pytest.fixture(scope="module")
def found() -> Extraction:
    return extract(Article(PIECE, "piece.txt"))


def written(folder: Path, name: str) -> list[list[str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)]


def test_lists_and_the_figures_outside_of_them(found: Extraction) -> None:
    assert [one.kind for one in found.lists] == ["ranking", "markdown"]
    printed = [one.printed.text for one in found.quantities]
    assert printed == [
        one.printed.text
        for one in quantities(PIECE)
        if not any(each.start <= one.start < each.end for each in found.lists)
    ]
    assert "3個" in printed
    assert "38" not in printed


def test_a_text_without_lists_has_its_figures() -> None:
    text = "榜單共有500個品牌，占15.6%。"
    assert extract(Article(text)).quantities == quantities(text)


def test_figures_left_over_within_a_list_are_figures_of_the_text() -> None:
    text = (
        "1. 甲(電腦),深圳\n2. 乙(銀行),北京\n本榜共有500個品牌\n3. 丙(汽車),上海\n4. 丁(保險),滬\n"
    )
    found = extract(Article(text))
    assert [one.printed.text for one in found.quantities] == ["500個"]
    assert text[found.quantities[0].start : found.quantities[0].end] == "500個"


def test_figures_in_the_tags_of_a_page_are_none() -> None:
    found = extract(Article('<p style="width: 640px" id="7">上榜的有<b>78</b>個品牌。</p>'))
    assert [one.printed.value for one in found.quantities] == [78]


def test_figures_stand_in_the_sentences_of_the_whole_text(found: Extraction) -> None:
    assert {one.sentence for one in found.quantities} <= set(found.article.sentences)
    for one in found.quantities:
        assert one.sentence.start <= one.start <= one.end <= one.sentence.end


def test_the_tables_as_csv(found: Extraction, tmp_path: Path) -> None:
    files = found.write(tmp_path / "out", "csv")
    assert [file.name for file in files] == [
        "list-1.csv",
        "list-1-positions.csv",
        "list-2.csv",
        "list-2-positions.csv",
        "quantities.csv",
        "findings.csv",
        TEXT,
        "claims.yaml",
    ]
    out = tmp_path / "out"
    assert written(out, "list-1.csv") == [
        ["rank", "name", "detail", "place"],
        ["8", "華為", "電腦與通訊", "深圳"],
        ["9", "360", "網路", "北京"],
        ["11", "=三一", "機械", "長沙"],
    ]
    for row, column, start, end, text in written(out, "list-1-positions.csv")[1:]:
        assert PIECE[int(start) : int(end)] == text
        assert (
            written(out, "list-1.csv")[int(row)][["rank", "name", "detail", "place"].index(column)]
            == text
        )


def test_figures_are_written_in_full(found: Extraction, tmp_path: Path) -> None:
    found.write(tmp_path / "out")
    head, *rows = written(tmp_path / "out", "quantities.csv")
    shown = {row[head.index("text")]: dict(zip(head, row, strict=True)) for row in rows}
    assert shown["15.6%"]["value"] == "0.156"
    assert shown["15.6%"]["step"] == "0.001"
    assert shown["15.6%"]["percent"] == "true"
    assert shown["逾14兆美元"]["value"] == "14000000000000"
    assert (shown["逾14兆美元"]["comparator"], shown["逾14兆美元"]["currency"]) == ("over", "USD")


def test_findings_are_written_in_every_language(found: Extraction, tmp_path: Path) -> None:
    found.write(tmp_path / "out")
    head, *rows = written(tmp_path / "out", "findings.csv")
    assert head[:4] == ["code", "severity", "table", "row"]
    assert head[4:] == ["message_en", "message_zh-Hant", "message_zh-Hans"]
    assert [row[:4] for row in rows] == [["rank-gap", "note", "list 1", "3"]]


def test_the_tables_as_parquet(found: Extraction, tmp_path: Path) -> None:
    files = found.write(tmp_path / "out", "parquet")
    assert pl.read_parquet(files[0]).equals(found.lists[0].frame())
    claims = load(tmp_path / "out" / "claims.yaml")
    assert claims.tables["list_1"].file == "list-1.parquet"


def test_the_tables_as_json(found: Extraction, tmp_path: Path) -> None:
    files = found.write(tmp_path / "out", "json")
    assert json.loads(files[0].read_text(encoding="utf-8"))[0]["name"] == "華為"
    claims = load(tmp_path / "out" / "claims.yaml")
    assert (tmp_path / "out" / claims.tables["list_1"].file).is_file()


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_the_same_text_gives_the_same_bytes(found: Extraction, tmp_path: Path, form: Form) -> None:
    one = found.write(tmp_path / "one", form)
    two = extract(Article(PIECE, "piece.txt")).write(tmp_path / "two", form)
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in two]


def test_a_folder_with_something_in_it_is_refused(found: Extraction, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(UsageError, match="holds something already"):
        found.write(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["note"]


def test_a_file_for_a_folder_is_refused(found: Extraction, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="expected a folder"):
        found.write(tmp_path / "out")


def test_the_text_is_kept_as_it_was_read(tmp_path: Path) -> None:
    text = "上榜78個品牌。\r\n占15.6%。\r\n"
    extract(Article(text)).write(tmp_path / "out")
    assert (tmp_path / "out" / TEXT).read_bytes() == text.encode()


def test_the_draft_can_be_loaded(found: Extraction, tmp_path: Path) -> None:
    found.write(tmp_path / "out")
    claims = load(tmp_path / "out" / "claims.yaml")
    assert claims == draft(found)


def test_the_draft_has_a_proposed_claim_for_each_figure(found: Extraction) -> None:
    claims = draft(found)
    assert claims is not None
    assert list(claims.claims) == [f"f{at}" for at in range(1, len(found.quantities) + 1)]
    assert [claim.printed for claim in claims.claims.values()] == [
        one.printed.text for one in found.quantities
    ]
    assert {claim.status for claim in claims.claims.values()} == {"proposed"}
    assert {claim.source for claim in claims.claims.values()} == {"article"}
    assert claims.sources["article"].text == TEXT
    assert list(claims.tables) == ["list_1", "list_2"]


def test_words_stand_in_the_text_once_and_hold_their_figure(found: Extraction) -> None:
    claims = draft(found)
    assert claims is not None
    for claim in claims.claims.values():
        assert claim.words is not None
        assert claim.printed is not None
        assert PIECE.count(claim.words) == 1
        assert claim.printed in claim.words


def test_words_that_stand_twice_are_lengthened() -> None:
    claims = draft(extract(Article("甲國上榜，有78個品牌，居首。乙國也上榜，有78個品牌，居次。")))
    assert claims is not None
    one, two = (claim.words for claim in claims.claims.values())
    assert one != two
    assert "甲國" in (one or "")
    assert "乙國" in (two or "")


def test_a_text_without_figures_has_no_draft(tmp_path: Path) -> None:
    found = extract(Article("第一名是華為，第二名是騰訊，第三名是百度。"))
    assert draft(found) is None
    assert "claims.yaml" not in {file.name for file in found.write(tmp_path / "out")}


def test_the_time_of_a_draft_grows_with_the_text() -> None:
    line = "2026年第{at}期榜單共有{at}個品牌，來自33個國家，總值逾14兆美元。\n"

    def seconds(count: int) -> float:
        found = extract(Article("".join(line.format(at=at) for at in range(count))))
        start = time.process_time()
        draft(found)
        return time.process_time() - start

    few, many = seconds(1000), seconds(4000)
    assert many < 12 * few + 0.1


def test_rows_are_counted_from_one_wherever_positions_are_asked_for() -> None:
    found = extract(Article("1、甲(電腦),深圳2、乙(銀行),北京3、丙(汽車),上海")).lists[0]
    assert sorted(set(found.positions()["row"])) == [1, 2, 3]
