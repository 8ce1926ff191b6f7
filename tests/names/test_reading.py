"""Files to lists: which column has the names, and which the ranks."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from steelyard.errors import DataError, UsageError
from steelyard.names.aliases import read_aliases
from steelyard.names.listed import NamedList
from steelyard.names.reading import labels_of, read_list


def listed(folder: Path, text: str, **columns: str) -> NamedList:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return read_list(file, **columns)


@pytest.mark.parametrize(
    "heading", ["name", "Brand", "COMPANY", "品牌", "企業", "公司名称", "名稱", "企业"]
)
def test_the_column_of_names_is_known_by_its_heading(tmp_path: Path, heading: str) -> None:
    found = listed(tmp_path, f"city,{heading},rank\n深圳,華為,8\n北京,京東,37\n")
    assert found.names == ("華為", "京東")
    assert found.rows == (2, 3)
    assert found.findings == ()


@pytest.mark.parametrize("heading", ["rank", "排名", "名次", "序", "Ranking"])
def test_the_column_of_ranks_is_known_by_its_heading(tmp_path: Path, heading: str) -> None:
    assert listed(tmp_path, f"{heading},name\n8,華為\n9,京東\n").ranks == (8, 9)


def test_without_a_known_heading_the_first_texts_are_names_and_that_is_told(tmp_path: Path) -> None:
    found = listed(tmp_path, "value,who,city\n3.5,華為,深圳\n2,京東,北京\n")
    assert found.names == ("華為", "京東")
    assert [finding.code for finding in found.findings] == ["name-column-guessed"]
    assert found.ranks is None


def test_columns_can_be_named_but_for_case_width_and_script(tmp_path: Path) -> None:
    text = "城市,企業,順位\n深圳,華為,1\n"
    assert listed(tmp_path, text, name="城市").names == ("深圳",)
    assert listed(tmp_path, text, name="企业", rank="顺位").ranks == (1,)


def test_a_column_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean “brand”"):
        listed(tmp_path, "rank,brand\n1,華為\n", name="brnd")


def test_a_file_without_texts_or_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No column of the file has texts"):
        listed(tmp_path, "x,y\n1,2\n3,4\n")
    with pytest.raises(DataError, match="no name in the list"):
        listed(tmp_path, "name,y\n,2\n,4\n")


@pytest.mark.parametrize("form", ["parquet", "xlsx", "json"])
def test_other_forms_of_files_are_read(tmp_path: Path, form: str) -> None:
    frame = pl.DataFrame({"rank": [8, 9], "brand": ["華為", "字節跳動"]})
    file = tmp_path / f"list.{form}"
    if form == "parquet":
        frame.write_parquet(file)
    elif form == "xlsx":
        frame.write_excel(file)
    else:
        file.write_text(frame.write_json(), encoding="utf-8")
    found = read_list(file)
    assert found.names == ("華為", "字節跳動")
    assert found.ranks == (8, 9)


def test_an_encoding_that_was_recognised_is_told(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("名次,企業\n1,中國工商銀行\n2,中國建設銀行\n".encode("big5"))
    assert [finding.code for finding in read_list(file).findings] == ["encoding-detected"]


def test_files_of_one_name_are_called_differently() -> None:
    paths = [Path("a/x.csv"), Path("b/x.csv"), Path("x.xlsx"), Path("x-2.csv")]
    assert labels_of(paths) == ("x", "x-2", "x-3", "x-2-2")


def test_a_table_of_aliases_is_read(tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    file.write_text("Alias,note,Name\n大力士,,Acme Inc.\n,,Zeta\n", encoding="utf-8")
    assert read_aliases(file).meant == {"大力士": "acme"}


def test_a_table_of_aliases_needs_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "aliases.csv"
    file.write_text("name,aka\nAcme,X\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column “alias”"):
        read_aliases(file)
