"""Codes and what they are called."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from steelyard import Dataset, Scheme, evaluate
from steelyard.evaluation.edition import Edition
from steelyard.evaluation.labels import labels_of_edition, with_labels

SCHEME = """
scheme: coded
title: Coded
units: {table: funds, key: fund, groups: [level, province]}
inputs:
  funds:
    columns:
      fund: {type: text}
      level: {type: text, choices: {national: {en: National, zh-Hant: 國家級}, local: Local}}
      province: {type: text, references: provinces.code}
      size: {}
  provinces:
    key: [code]
    names: {en: title, zh-Hant: name}
    columns: {code: {type: text}, title: {type: text}, name: {type: text}}
rank: {by: size}
"""


def frames() -> dict[str, pl.DataFrame]:
    return {
        "funds": pl.DataFrame(
            {
                "fund": ["a", "b"],
                "level": ["national", "local"],
                "province": [None, "110000"],
                "size": [1.0, 2.0],
            }
        ),
        "provinces": pl.DataFrame({"code": ["110000"], "title": ["Beijing"], "name": ["北京市"]}),
    }


def test_an_edition_keeps_codes_and_knows_their_names(tmp_path: Path) -> None:
    scheme = Scheme.parse(SCHEME)
    evaluate(scheme, Dataset.from_frames(scheme.inputs, frames())).write(tmp_path / "edition")
    edition = Edition.open(tmp_path / "edition")
    assert edition.ranking["level"].to_list() == ["local", "national"]
    labels = labels_of_edition(edition)
    assert edition.table("labels").height == 3
    english = with_labels(edition.ranking, labels, "en")
    assert english.select("level", "province").rows() == [("Local", "Beijing"), ("National", None)]
    chinese = with_labels(edition.ranking, labels, "zh-Hant")
    assert chinese["province"].to_list() == ["北京市", None]
    assert chinese["level"].to_list() == ["Local", "國家級"]


def test_a_code_without_a_name_stays() -> None:
    frame = pl.DataFrame({"level": ["national", "other"]})
    scheme = Scheme.parse(SCHEME)
    labels = {"level": scheme.inputs["funds"].columns["level"].labels}
    assert with_labels(frame, labels, "en")["level"].to_list() == ["National", "other"]


def test_a_scheme_without_codes_has_no_labels(tmp_path: Path) -> None:
    from steelyard.library import sample

    scheme = Scheme.load("tai")
    evaluate(scheme, Dataset.read(scheme.inputs, sample("tai"))).write(tmp_path / "edition")
    assert labels_of_edition(Edition.open(tmp_path / "edition")) == {}
