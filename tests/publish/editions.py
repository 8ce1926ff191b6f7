"""Editions to publish in tests: made up, of any size, with groups, periods and hostile names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from steelyard import Dataset, Edition, Evaluation, Scheme, evaluate

__all__ = ["HOSTILE", "evaluated", "scheme_of", "table_of", "written"]

COUNTRIES = ("TW", "JP", "KR", "DE", "FR", "US", "CN", "GB", "NL", "SE")
SECTORS = ("software", "machines", "chemistry", "food")
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\u202eevil\u202c",
    "x" * 300,
    "🦀 & co",
    "\"quoted\" 'name'",
    "../../etc/passwd",
    "#let x = 1; $a$ *b* _c_ \\ @ref",
    "{{ 7 * 7 }}",
    "</svg><img src=x onerror=alert(1)>",
    "Ａ\tB\nC",
    "con",
    "Index",
    "桿秤股份有限公司",
)
"""Names that a page, a spreadsheet, a chart or a PDF might take for something else."""
_CRITERIA = {
    "people": {"en": "People", "zh-Hant": "人才", "zh-Hans": "人才"},
    "money": {"en": "Money", "zh-Hant": "資金", "zh-Hans": "资金"},
    "results": {"en": "Results", "zh-Hant": "成果", "zh-Hans": "成果"},
}


def scheme_of(indicators: int = 9, *, periods: bool = False, **settings: Any) -> Scheme:
    """Return a scheme of three levels: three criteria with a criterion each inside, indicators."""
    names = [f"x{at}" for at in range(indicators)]
    parts: dict[str, Any] = {}
    for at, (criterion, title) in enumerate(_CRITERIA.items()):
        own = names[at :: len(_CRITERIA)]
        first, rest = own[: len(own) // 2], own[len(own) // 2 :]
        inner: dict[str, Any] = {name: {"title": _title(name)} for name in rest}
        if first:
            inner[f"{criterion}_base"] = {
                "title": {
                    "en": f"Base of {title['en'].lower()}",
                    "zh-Hant": f"{title['zh-Hant']}基礎",
                    "zh-Hans": f"{title['zh-Hans']}基础",
                },
                "weight": 2,
                "parts": {name: {"title": _title(name)} for name in first},
            }
        parts[criterion] = {"title": title, "weight": at + 1, "parts": inner}
    columns: dict[str, Any] = {
        "unit": {"type": "text", "title": {"en": "Company", "zh-Hant": "企業", "zh-Hans": "企业"}},
        "name": {"type": "text", "title": {"en": "Name", "zh-Hant": "名稱", "zh-Hans": "名称"}},
        "country": {
            "type": "text",
            "title": {"en": "Country", "zh-Hant": "國家", "zh-Hans": "国家"},
        },
        "sector": {"type": "text", "title": {"en": "Sector", "zh-Hant": "行業", "zh-Hans": "行业"}},
        **{name: {"unit": "%"} for name in names},
    }
    units: dict[str, Any] = {
        "table": "companies",
        "key": "unit",
        "title": "name",
        "groups": ["country", "sector"],
        "singular": {"en": "company", "zh-Hant": "企業", "zh-Hans": "企业"},
    }
    if periods:
        columns["year"] = {"type": "integer"}
        units["period"] = "year"
    declared = {
        "scheme": "made_up",
        "version": "2026",
        "title": {"en": "Made-up index", "zh-Hant": "虛構指數", "zh-Hans": "虚构指数"},
        "about": {
            "en": "Companies that do not exist, to try a publication with.",
            "zh-Hant": "用以試作發布內容的虛構企業。",
            "zh-Hans": "用以试作发布内容的虚构企业。",
        },
        "sources": {"paper": {"title": "A paper", "by": "Nobody", "date": "2026"}},
        "units": units,
        "inputs": {"companies": {"columns": columns}},
        "steps": [
            {"impute": {"method": "mean"}},
            {"normalise": {"method": "min_max", "range": [0, 100]}},
        ],
        "tree": {"title": {"en": "Index", "zh-Hant": "指數", "zh-Hans": "指数"}, "parts": parts},
    }
    return Scheme.model_validate(declared | settings)


def _title(name: str) -> dict[str, str]:
    number = name[1:]
    return {"en": f"Figure {number}", "zh-Hant": f"指標 {number}", "zh-Hans": f"指标 {number}"}


def table_of(
    units: int = 30,
    indicators: int = 9,
    *,
    years: Sequence[int] = (),
    names: Sequence[str] = (),
    seed: int = 0,
    missing: float = 0.02,
) -> pl.DataFrame:
    """Return a table: keys u0, u1, …, names, groups, figures in per cent, some missing."""
    generator = np.random.default_rng(seed)
    frames = []
    keys = [f"u{at}" for at in range(units)]
    shown = [names[at] if at < len(names) else f"Company {at}" for at in range(units)]
    ability = generator.random((units, 1))
    for year in years or (None,):
        figures = 60 * ability + 40 * generator.random((units, indicators))
        figures[generator.random(figures.shape) < missing] = np.nan
        frame = pl.DataFrame(figures, schema=[f"x{at}" for at in range(indicators)])
        frame = frame.fill_nan(None).with_columns(
            pl.Series("unit", keys),
            pl.Series("name", shown),
            pl.Series("country", [COUNTRIES[at % len(COUNTRIES)] for at in range(units)]),
            pl.Series("sector", [SECTORS[at % len(SECTORS)] for at in range(units)]),
        )
        frames.append(frame if year is None else frame.with_columns(year=pl.lit(year)))
    return pl.concat(frames)


def evaluated(scheme: Scheme, table: pl.DataFrame) -> Evaluation:
    """Evaluate a table by a scheme of :func:`scheme_of`."""
    return evaluate(scheme, Dataset.from_frames(scheme.inputs, {"companies": table}))


def written(
    evaluation: Evaluation, folder: Path, *, replications: int = 200, samples: int = 0
) -> Edition:
    """Write an edition, with the analysis of robustness if there are replications."""
    if replications:
        evaluation = evaluation.analysed(replications=replications, seed=1, samples=samples)
    return evaluation.write(folder)
