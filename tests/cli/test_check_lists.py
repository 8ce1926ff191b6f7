"""``steelyard check`` of tables by themselves: a draft list, and how it differs from before."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.conftest import Call, Called

SCHEME = """\
scheme: lists
title: Lists
units: {table: funds, key: fund}
suppliers:
  office: {title: Office}
inputs:
  funds:
    columns:
      fund: {type: text}
      province: {type: text, references: provinces.province}
  provincial_lists:
    title:
      en: Provincial list of key fields
      zh-Hant: 省級重點投資領域清單
      zh-Hans: 省级重点投资领域清单
    required: false
    supplier: office
    key: [province, list, division, industry]
    versions: {of: [province], version: list, from: from, until: until, changes_a_year: 1}
    columns:
      province: {type: text, references: provinces.province}
      list: {type: text}
      from: {type: date}
      until: {type: date, required: false}
      section: {type: text, title: {en: Section, zh-Hant: 門類, zh-Hans: 门类}}
      division:
        type: text
        title: {en: Division, zh-Hant: 大類, zh-Hans: 大类}
        references: divisions.division
      industry: {type: text, title: {en: Industry, zh-Hant: 產業, zh-Hans: 产业}}
  catalogue:
    required: false
    key: [item, from]
    versions: {of: [item], from: from}
    columns:
      item: {type: text}
      industry: {type: text}
      class:
        type: text
        choices:
          encouraged: {en: Encouraged, zh-Hant: 鼓勵類, zh-Hans: 鼓励类}
          restricted: {en: Restricted, zh-Hant: 限制類, zh-Hans: 限制类}
      from: {type: date}
  divisions:
    file: reference/divisions.csv
    key: [division]
    names: {en: title_en, zh-Hant: title_zh_hant, zh-Hans: title_zh_hans}
    columns:
      division: {type: text}
      section: {type: text}
      title_en: {type: text}
      title_zh_hant: {type: text}
      title_zh_hans: {type: text}
  provinces:
    required: false
    key: [province]
    names: {en: title_en, zh-Hant: title_zh_hant, zh-Hans: title_zh_hans}
    columns:
      province: {type: text}
      title_en: {type: text}
      title_zh_hant: {type: text}
      title_zh_hans: {type: text}
derived:
  investments: {sql: "1"}
  section_of_division:
    on: provincial_lists
    type: text
    lookup: {of: divisions.section, match: {division: division}}
  section_fits:
    on: provincial_lists
    type: boolean
    sql: section = section_of_division
  closed_items:
    on: provincial_lists
    type: integer
    sql: >-
      (SELECT count(*) FROM catalogue AS c
       WHERE c.class = 'restricted' AND c.industry = provincial_lists.industry)
rules:
  section:
    title:
      en: The division is of another section
      zh-Hant: 大類不屬於所填門類
      zh-Hans: 大类不属于所填门类
    on: provincial_lists
    when: {section_fits: false}
  closed:
    title:
      en: The industry is in the restricted class
      zh-Hant: 產業屬於限制類
      zh-Hans: 产业属于限制类
    on: provincial_lists
    when: {closed_items: {above: 0}}
tree:
  parts:
    one: {indicator: investments}
"""
DIVISIONS = """\
division,section,title_en,title_zh_hant,title_zh_hans
01,A,Agriculture,農業,农业
37,C,Ships and aircraft,航空航天和其他運輸設備製造業,航空航天和其他运输设备制造业
39,C,Electronics,計算機、通信和其他電子設備製造業,计算机、通信和其他电子设备制造业
"""
PROVINCES = """\
province,title_en,title_zh_hant,title_zh_hans
440000,Guangdong,廣東省,广东省
510000,Sichuan,四川省,四川省
"""
HEAD = "province,list,from,until,section,division,industry\n"
OLD = """\
440000,2024,2024-03-01,,C,39,集成电路
440000,2024,2024-03-01,,C,37,无人机
440000,2024,2024-03-01,,A,01,种业
"""
NEW = """\
440000,2025,2025-01-15,,C,39,集成电路
440000,2025,2025-01-15,,A,37,无人机
440000,2025,2025-01-15,,C,39,量子计算
"""
FIRST = "510000,first,2025-06-01,,C,39,集成电路\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the scheme, its reference tables and some lists, to work in."""
    (tmp_path / "reference").mkdir()
    files = {
        "scheme.yaml": SCHEME,
        "reference/divisions.csv": DIVISIONS,
        "provinces.csv": PROVINCES,
        "both.csv": HEAD + NEW + OLD,
        "all.csv": HEAD + NEW + OLD + FIRST,
        "new.csv": HEAD + NEW.replace("A,37", "C,37"),
        "old.csv": HEAD + OLD,
        "one.csv": HEAD + FIRST,
        "empty.csv": HEAD,
        "catalogue.csv": "item,industry,class,from\n1,无人机,限制类,2024-02-01\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(call: Call, *words: str) -> Called:
    return call("check", "scheme.yaml", *words)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_draft_is_shown_with_what_changed_and_what_is_wrong(
    call: Call, folder: Path, language: str, snapshot: SnapshotAssertion
) -> None:
    called = check(call, "provincial_lists=all.csv", "provinces.csv", "--lang", language)
    assert (called.status, called.err) == (1, "")
    assert called.out == snapshot


def test_a_draft_needs_nothing_but_the_list_and_the_reference_tables(
    call: Call, folder: Path
) -> None:
    called = check(call, "provincial_lists=new.csv", "--json")
    assert called.status == 0
    assert called.answer["ok"] is True
    assert called.answer["problems"] == []
    told = {finding["code"]: finding for finding in called.answer["findings"]}
    assert set(told) == {"absent-table", "reference-not-checked", "rule-undecided"}
    assert told["reference-not-checked"]["column"] == "province"
    assert "catalogue was not given" in told["absent-table"]["message"]


def test_a_division_that_does_not_exist_is_told(call: Call, folder: Path) -> None:
    (folder / "new.csv").write_text(HEAD + NEW.replace("C,39,量子", "C,99,量子"), encoding="utf-8")
    called = check(call, "provincial_lists=new.csv")
    assert called.status == 1
    assert called.out.startswith("new.csv:4: division: “99” is not in divisions.division.")


def test_a_third_level_that_is_empty_is_told(call: Call, folder: Path) -> None:
    (folder / "new.csv").write_text(HEAD + NEW.replace("量子计算", ""), encoding="utf-8")
    called = check(call, "provincial_lists=new.csv")
    assert (called.status, called.out) == (
        1,
        "new.csv:4: industry: The key is empty; every row needs one.\n",
    )


def test_a_rule_that_is_broken_fails(call: Call, folder: Path) -> None:
    called = check(call, "provincial_lists=both.csv", "--json")
    assert called.status == 1
    assert called.answer["ok"] is False
    (broken,) = (one for one in called.answer["findings"] if one["severity"] == "breach")
    assert (broken["code"], broken["table"], broken["row"]) == (
        *("rule-broken", "provincial_lists"),
        3,
    )
    assert "The division is of another section" in broken["message"]


def test_a_clash_with_the_catalogue_is_told_where_it_is_given(call: Call, folder: Path) -> None:
    called = check(call, "provincial_lists=new.csv", "catalogue.csv", "--json")
    assert called.status == 1
    breaches = [one for one in called.answer["findings"] if one["severity"] == "breach"]
    assert [(one["row"], "restricted class" in one["message"]) for one in breaches] == [(3, True)]


def test_more_changes_in_a_year_than_may_be_fail(call: Call, folder: Path) -> None:
    often = HEAD + OLD.replace("2024-03-01", "2025-01-01") + NEW.replace("A,37", "C,37")
    (folder / "often.csv").write_text(often, encoding="utf-8")
    called = check(call, "provincial_lists=often.csv")
    assert called.status == 1
    assert "often.csv:5: from: 440000: 2 versions begin in 2025" in called.out
    assert called.out.endswith("\nA rule is broken.\n")


def test_two_lists_in_force_on_a_day_are_told_with_both_rows(call: Call, folder: Path) -> None:
    twice = HEAD + OLD.replace(",2024-03-01,,", ",2024-03-01,2025-01-15,") + NEW
    (folder / "twice.csv").write_text(twice, encoding="utf-8")
    called = check(call, "provincial_lists=twice.csv")
    assert called.status == 1
    assert called.out.startswith("twice.csv:5: from: “2025” begins on 2025-01-15, when “2024” in ")
    assert "row 2 is still in force" in called.out


# The list before, in a file of its own


@pytest.mark.parametrize("before", ["old.csv", "provincial_lists=old.csv"])
def test_the_list_before_may_be_another_file(call: Call, folder: Path, before: str) -> None:
    called = check(call, "provincial_lists=new.csv", "--before", before, "--json")
    assert called.status == 0
    (difference,) = called.answer["differences"]
    assert difference["before"] == {"version": "2024", "from": "2024-03-01"}
    assert difference["after"] == {"version": "2025", "from": "2025-01-15"}
    assert difference["added"] == [{"section": "C", "division": "39", "industry": "量子计算"}]
    assert difference["removed"] == [{"section": "A", "division": "01", "industry": "种业"}]
    assert difference["changed"] == []
    assert difference["unchanged"] == 2


def test_a_list_that_is_as_before_says_so(call: Call, folder: Path) -> None:
    same = HEAD + OLD.replace("2024", "2026")
    (folder / "same.csv").write_text(same, encoding="utf-8")
    called = check(call, "provincial_lists=same.csv", "--before", "old.csv")
    assert called.status == 0
    assert "0 added, 0 removed, 0 changed, 3 as before." in called.out


def test_both_files_are_one_document(call: Call, folder: Path) -> None:
    (folder / "jan.csv").write_text(HEAD + OLD.replace("2024-03-01", "2025-01-01"), "utf-8")
    called = check(call, "provincial_lists=new.csv", "--before", "jan.csv")
    assert called.status == 1
    assert "new.csv:2: from: 440000: 2 versions begin in 2025: 2025-01-01, 2025-01-15" in called.out
    stated = HEAD + OLD.replace("2024-03-01,,", "2024-03-01,2025-12-31,")
    (folder / "stated.csv").write_text(stated, encoding="utf-8")
    called = check(call, "provincial_lists=new.csv", "--before", "stated.csv")
    assert called.status == 1
    assert "“2024” in row 2 of stated.csv is still in force, until 2025-12-31" in called.out


def test_a_former_file_that_holds_the_new_list_too_does_no_harm(call: Call, folder: Path) -> None:
    called = check(call, "provincial_lists=new.csv", "--before", "all.csv", "--json")
    assert called.status == 0
    (difference,) = called.answer["differences"]
    assert difference["before"]["version"] == "2024"


def test_what_a_former_file_had_wrong_is_not_told_again(call: Call, folder: Path) -> None:
    (folder / "old.csv").write_text(HEAD + OLD.replace("C,37", "C,99"), encoding="utf-8")
    called = check(call, "provincial_lists=new.csv", "--before", "old.csv")
    assert called.status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--before", "old.csv"),
        ("provinces.csv", "--before", "old.csv"),
        ("provincial_lists=new.csv", "catalogue.csv", "--before", "old.csv"),
        ("provincial_lists=new.csv", "--before", "catalogue=old.csv"),
        ("provincial_lists=new.csv", "--before", "old.csv", "--before", "both.csv"),
    ],
)
def test_a_former_list_of_what_is_not_checked_is_a_wrong_call(
    call: Call, folder: Path, words: tuple[str, ...]
) -> None:
    called = check(call, *words)
    assert (called.status, called.out) == (2, "")
    assert called.err.startswith("--before: “")


# Bad input


def test_a_table_that_the_scheme_does_not_know_is_a_wrong_call(call: Call, folder: Path) -> None:
    called = check(call, "provincial_list=new.csv")
    assert (called.status, called.out) == (2, "")
    assert "Did you mean “provincial_lists”?" in called.err


@pytest.mark.parametrize("option", [(), ("--before", "nowhere.csv")])
def test_a_file_that_cannot_be_read_is_told(
    call: Call, folder: Path, option: tuple[str, ...]
) -> None:
    file = "new.csv" if option else "nowhere.csv"
    called = check(call, f"provincial_lists={file}", *option)
    assert called.status == 1
    assert called.out.startswith("nowhere.csv: There is no such file")


def test_a_list_without_rows_is_a_warning(call: Call, folder: Path) -> None:
    called = check(call, "provincial_lists=empty.csv", "--before", "old.csv")
    assert called.status == 0
    assert "empty.csv: The table has headers and no rows." in called.out
    assert called.out.endswith("\nNo rule is broken; look at the warnings.\n")


def test_a_list_of_one_row_has_nothing_to_compare_with(call: Call, folder: Path) -> None:
    called = check(call, "provincial_lists=one.csv", "provinces.csv")
    assert called.status == 0
    assert called.out.startswith(
        "Provincial list of key fields, Sichuan: “first” (from 2025-06-01) has no version before "
        "it to compare with. Entries: 1\n"
    )


def catalogue(changed: int, new: int) -> str:
    """Return a catalogue of which some items have two versions and others one."""
    rows = [f"{at},x{at},Encouraged,2024-01-01\n" for at in range(changed + new)]
    rows += [f"{at},x{at},Restricted,2025-01-01\n" for at in range(changed)]
    return "item,industry,class,from\n" + "".join(rows)


def test_a_choice_is_shown_as_what_it_is_called(call: Call, folder: Path) -> None:
    (folder / "catalogue.csv").write_text(catalogue(3, 0), encoding="utf-8")
    called = check(call, "catalogue.csv", "--lang", "zh-Hant")
    assert called.status == 0
    assert called.out.count("鼓勵類 → 限制類") == 3


def test_many_documents_are_one_table(
    call: Call, folder: Path, snapshot: SnapshotAssertion
) -> None:
    (folder / "catalogue.csv").write_text(catalogue(4, 0), encoding="utf-8")
    called = check(call, "catalogue.csv")
    assert called.status == 0
    assert called.out == snapshot


def test_very_many_documents_are_counted(call: Call, folder: Path) -> None:
    (folder / "catalogue.csv").write_text(catalogue(52, 18), encoding="utf-8")
    called = check(call, "catalogue.csv")
    assert called.status == 0
    assert "… and 2 more lists; --json has all." in called.out
    assert "… and 8 more without a version before." in called.out
    assert len(check(call, "catalogue.csv", "--json").answer["differences"]) == 70


def test_many_breaches_are_counted(call: Call, folder: Path) -> None:
    rows = "".join(f"440000,a,2025-01-01,,A,39,x{at}\n" for at in range(25))
    (folder / "wrong.csv").write_text(HEAD + rows, encoding="utf-8")
    called = check(call, "provincial_lists=wrong.csv")
    assert called.status == 1
    assert "Breaches: 25\n" in called.out
    assert "  … and 5 more; --json has all.\n" in called.out
