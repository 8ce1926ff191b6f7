"""What the tests of the templates share: a small scheme with all that a column may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.i18n import set_language
from steelyard.scheme.scheme import Scheme

SCHEME = """
scheme: parks
title: {en: Parks, zh-Hant: 公園, zh-Hans: 公园}
about: Which parks are kept well.
sources:
  law: {title: The law of parks}
units: {table: parks, key: park}
suppliers:
  keeper:
    title: {en: Park keeper, zh-Hant: 管理員, zh-Hans: 管理员}
    about: Each keeper fills in a workbook for the parks that are kept.
    several: true
  office: {title: Office}
inputs:
  parks:
    title: {en: Parks, zh-Hant: 公園, zh-Hans: 公园}
    about: One row per park.
    supplier: keeper
    key: [park]
    columns:
      park: {type: text, title: {en: Park code, zh-Hant: 公園代碼, zh-Hans: 公园代码}}
      name: {type: text, required: false}
      level:
        type: text
        title: {en: Level, zh-Hant: 層級, zh-Hans: 层级}
        choices:
          national: {en: National, zh-Hant: 國家級, zh-Hans: 国家级}
          local: {en: Local, zh-Hant: 地方, zh-Hans: 地方}
      soil: {type: text, choices: [sand, clay]}
      province:
        type: text
        title: {en: Province, zh-Hant: 省份, zh-Hans: 省份}
        about: Six digits.
        references: provinces.province
      opened: {type: date, title: {en: Opened, zh-Hant: 開放日期, zh-Hans: 开放日期}}
      founded: {type: integer, range: [1800, 2100]}
      visitors: {type: integer, unit: people, range: [0.5, null]}
      budget:
        title: {en: Budget, zh-Hant: 預算, zh-Hans: 预算}
        about: Of the year.
        unit: 万元
        range: [0, null]
      lawn: {unit: "%", range: [0, 100]}
      balance: {title: Balance, required: false}
      lit: {type: boolean, title: {en: Lit, zh-Hant: 夜間照明, zh-Hans: 夜间照明}}
  trees:
    title: {en: Trees, zh-Hant: 樹木, zh-Hans: 树木}
    supplier: keeper
    required: false
    key: [park, tree]
    columns:
      park: {type: text, references: parks.park}
      tree: {type: text}
      height: {unit: m, range: [null, 120]}
  visits:
    supplier: office
    key: [park]
    columns:
      park: {type: text, references: parks.park}
      day: {type: date}
  notes:
    columns:
      remark: {type: text}
  provinces:
    title: {en: Provinces, zh-Hant: 省份, zh-Hans: 省份}
    file: reference/provinces.csv
    key: [province]
    columns:
      province: {type: text}
      title_zh_hant: {type: text}
      title_zh_hans: {type: text}
      title_en: {type: text}
rules:
  early:
    title: Opened early
    when: {founded: {below: 1850}}
    source: {ref: law, certainty: press}
tree:
  parts:
    green: {indicator: lawn, title: Green, source: {ref: law}}
    wealth: {indicator: budget, source: {ref: law, certainty: own}}
"""

PROVINCES = """province,title_zh_hant,title_zh_hans,title_en
010000,甲省,甲省,Alpha
020000,乙國,乙国,Beta
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English unless a test says otherwise, and no language left behind."""
    set_language("en")
    yield
    set_language(None)


@pytest.fixture(scope="session")
def parks(tmp_path_factory: pytest.TempPathFactory) -> Scheme:
    """The small scheme, with its reference table beside it."""
    folder = tmp_path_factory.mktemp("parks")
    (folder / "reference").mkdir()
    (folder / "reference" / "provinces.csv").write_text(PROVINCES, encoding="utf-8")
    file: Path = folder / "scheme.yaml"
    file.write_text(SCHEME, encoding="utf-8")
    return Scheme.load(file)
