"""What must hold of suppliers, documents, bundled files and reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard import Scheme
from steelyard.errors import SchemeError

SCHEME = """
scheme: x
title: X
units: {table: funds, key: fund, groups: [province]}
suppliers: {manager: {title: Manager, several: true}}
inputs:
  funds:
    supplier: manager
    columns: {fund: {type: text}, province: {type: text}, size: {}}
  investments:
    amount: amount
    columns:
      fund: {type: text, references: funds.fund}
      amount: {}
      field: {type: text}
  own:
    columns: {fund: {type: text, references: funds.fund}, node: {type: text}, points: {}}
  lists:
    versions: {of: [province], version: number, from: start, until: end}
    names: {en: title}
    file: reference/lists.csv
    columns:
      province: {type: text}
      number: {type: text}
      title: {type: text}
      start: {type: date}
      end: {type: date}
rank: {by: size}
self_assessment: {table: own, criterion: node, points: points}
homogeneity: {of: investments.amount, by: field, within: province}
"""


def test_all_is_well() -> None:
    scheme = Scheme.parse(SCHEME)
    versions = scheme.inputs["lists"].versions
    assert versions is not None
    assert versions.from_ == "start"
    assert Scheme.parse(scheme.to_yaml()) == scheme


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("supplier: manager", "supplier: manger", "There is no supplier “manger”"),
        ("amount: amount\n", "amount: field\n", "“field” is not a number"),
        ("amount: amount\n", "amount: sum\n", "There is no column or figure “sum”"),
        ("of: [province], version", "of: [region], version", "There is no column “region”"),
        ("from: start", "from: title", "“title” is not a date"),
        ("until: end", "until: never", "There is no column “never”"),
        ("names: {en: title}", "names: {en: titel}", "There is no column “titel”"),
        ("names: {en: title}", "names: {fr: title}", "fr"),
        ("file: reference/lists.csv", "file: ../lists.csv", "lies beside it"),
        ("file: reference/lists.csv", "file: /lists.csv", "lies beside it"),
        ("criterion: node", "criterion: knot", "There is no column “knot”"),
        ("{table: own,", "{table: lists,", "must say references: funds.fund"),
        ("by: field", "by: feild", "There is no column or figure “feild”"),
        ("within: province", "within: size", "There is no group column “size”"),
        ("of: investments.amount", "of: invest.amount", "There is no input table “invest”"),
        (
            "groups: [province]",
            "groups: [province], expected: lists.fund",
            "no column “lists.fund”",
        ),
        ("rank: {by: size}", "rank: {by: size, also: [fund]}", "no group column “fund”"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(wrong: str, right: str, says: str) -> None:
    assert wrong in SCHEME
    with pytest.raises(SchemeError, match=says) as error:
        Scheme.parse(SCHEME.replace(wrong, right))
    assert all(problem.line is not None for problem in error.value.problems)


def test_a_bundled_file_lies_beside_the_scheme(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "lists.csv").write_text("province\n")
    (tmp_path / "scheme.yaml").write_text(SCHEME)
    scheme = Scheme.load(tmp_path / "scheme.yaml")
    assert scheme.inputs["lists"].bundled == tmp_path / "reference" / "lists.csv"
    assert Scheme.parse(SCHEME).inputs["lists"].bundled is None
    assert str(tmp_path) not in scheme.to_yaml()


def test_tables_over_other_rows_name_their_columns() -> None:
    table = "tables: {t: {on: investments, by: [field], measures: {sum: {sum: amount}}}}\n"
    assert Scheme.parse(SCHEME + table).tables["t"].on == "investments"
    with pytest.raises(SchemeError, match="no column or figure “size”"):
        Scheme.parse(SCHEME + table.replace("sum: amount", "sum: size"))
    with pytest.raises(SchemeError, match="no input table “invest”"):
        Scheme.parse(SCHEME + table.replace("on: investments", "on: invest"))
