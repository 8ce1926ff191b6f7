"""The room's pages as they are written, and schemes for its tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import polars as pl

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.claims.outcome import Audit
from steelyard.i18n import LANGUAGES, speaking
from steelyard.publish.figures.drawing import Drawing
from steelyard.publish.layout.assets import frame_assets
from steelyard.publish.layout.page import Link, files_of
from steelyard.publish.masthead import masthead_of
from steelyard.publish.method import pages as room
from steelyard.publish.site import Site
from steelyard.publish.source import Source

__all__ = ["FIRMS", "RICH", "Written", "edition_of", "pages_of", "written_room"]

RICH = """
scheme: rich
version: "3"
title: {en: Rich index, zh-Hant: 豐富指數, zh-Hans: 丰富指数}
about: {en: All that a scheme may say., zh-Hant: 方案所能說的一切。, zh-Hans: 方案所能说的一切。}
sources:
  law: {title: The law, by: Office, date: "2026", number: No 7, url: "https://example.org/law"}
  trap: {title: "<b>Trap</b>", url: "javascript:alert(1)"}
units: {table: firms, key: firm, title: name, groups: [land], singular: {en: firm, zh-Hant: 企業}}
suppliers:
  office: {title: The office, about: It fills in the firms., several: false}
inputs:
  firms:
    title: Firms
    supplier: office
    columns:
      firm: {type: text, title: Firm code}
      name: {type: text, title: Name}
      land: {type: text, title: Land, choices: {a: {en: Aland}, b: {en: Bland}}}
      sales: {title: Sales, unit: EUR, range: [null, 1000]}
      costs: {title: Costs, unit: EUR}
      jobs: {title: Jobs, about: People at work.}
      產量: {title: Output}
derived:
  margin:
    title: Margin
    about: What is left.
    unit: "%"
    ratio: {of: sales, to: costs, times: 100}
rules:
  negative:
    title: Negative sales
    when: {sales: {below: 0}}
    then: set_aside
    source: {ref: law, at: article 3, certainty: press, note: Read so.}
  asleep: {title: Asleep, when: {jobs: 0}}
  drowsy: {title: Drowsy, when: {jobs: 1}, severity: note, enabled: false}
steps:
  - derive
  - screen: {units: {available: 0.5}}
  - impute: {method: mean, by: [land]}
  - treat: {methods: [winsorise, log_ct]}
  - normalise: {method: min_max, range: [0, 100]}
root: total
aggregate: geometric
tree:
  title: {en: Total, zh-Hant: 總分, zh-Hans: 总分}
  source: {ref: law, certainty: official}
  parts:
    strength:
      title: Strength
      weight: 3
      aggregate: {method: arithmetic, coverage: 0.6}
      parts:
        margin: {weight: 1, normalise: {method: goalposts, lower: 50, upper: 250, range: [1, 100]}}
        產量: {weight: 2, impute: {method: constant, value: 4}, treat: log, normalise: z_score}
    size:
      title: Size
      weight: 1
      source: {ref: trap, certainty: own}
      parts:
        jobs: {direction: down, applies: {land: a}, normalise: {method: min_max, range: [1, 9]}}
        revenue: {indicator: sales, normalise: {method: percentile_rank}}
      normalise: {method: scaled, from: [0, 10], range: [1, 100]}
vetoes:
  cap: {title: Too small, when: {jobs: {below: 2}}, effect: cap, score: 40, source: {ref: law}}
  broken: {breaks: [asleep], effect: unranked, enabled: false}
rank: {ties: dense}
grades: [{at_least: 50, grade: A}, {at_least: null, grade: B}]
tables:
  lands: {title: By land, by: [land], measures: {firms: {count: {}}, sales: {sum: sales}}}
assumptions:
  weights: {weights: {method: uniform, spread: 0.2}, about: Nobody knows them.}
"""
"""A scheme with something in every section."""
FIRMS = pl.DataFrame(
    [
        ("f1", "One", "a", 100.0, 80.0, 5.0, 3.0),
        ("f2", "Two", "a", 90.0, None, 4.0, 2.0),
        ("f3", "Three", "b", 50.0, 40.0, 3.0, 9.0),
        ("f4", "Four", "b", 20.0, 30.0, 1.0, None),
        ("f5", "Five", "b", -1.0, 30.0, 2.0, 4.0),
    ],
    orient="row",
    schema=["firm", "name", "land", "sales", "costs", "jobs", "產量"],
)


@dataclass(frozen=True)
class Written:
    """A page as it was written."""

    html: str
    content: dict[str, Any]


def edition_of(
    folder: Path, text: str = RICH, frame: pl.DataFrame = FIRMS, *, inputs: bool = True
) -> Edition:
    """Evaluate a table of firms by a scheme, with a short analysis, and write the edition."""
    scheme = Scheme.parse(text)
    evaluation = evaluate(scheme, Dataset.from_frames(scheme.inputs, {"firms": frame}))
    return evaluation.analysed(replications=50, seed=7).write(folder, inputs=inputs)


def pages_of(edition: Edition, tag: str = "en", audit: Audit | None = None) -> dict[str, Written]:
    """Return the room's pages of an edition in a language, by their addresses."""
    source = Source(edition, None, audit)
    found = {}
    with speaking(tag):
        masthead = masthead_of(source, [Link("method", "method", "Method")])
        for page in room.pages(source, cast(Drawing, None)):
            (_, html), (_, twin) = files_of(page, masthead)
            found[page.address] = Written(html.decode(), json.loads(twin))
    return found


def written_room(edition: Edition, folder: Path, audit: Audit | None = None) -> Path:
    """Write the room's pages with what they need, for a browser, and return the folder."""
    site = Site(folder)
    for name, content in (*frame_assets(), *room.assets(Source(edition, None, audit))):
        site.write(name, content)
    for tag in LANGUAGES:
        for address, one in pages_of(edition, tag, audit).items():
            site.write(f"{tag}/{address}.html", one.html)
    return folder
