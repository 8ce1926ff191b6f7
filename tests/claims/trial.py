"""A small claims file to make mistakes in; the sign ‸ marks the place that a message must name."""

from __future__ import annotations

from pathlib import Path

import pytest

from steelyard.claims.audit import audit
from steelyard.claims.file.load import parse
from steelyard.claims.outcome import Audit, Checked
from steelyard.errors import ClaimsError, Problem

__all__ = ["FILE", "NEWS", "TRIAL", "audited", "check", "marked", "mistaken", "problems", "written"]

FILE = "trial.yaml"

NEWS = "中國有78個品牌，佔15.6％。\n五個城市：北京38、上海8、深圳7、廣州4、杭州3。\n"

TRIAL = """\
title: Trial
sources:
  news: {title: News, text: news.txt}
tables:
  brands: {file: brands.csv}
claims:
  china:
    source: news
    words: 中國有78個品牌
    printed: 78個
    query: SELECT count(*) FROM brands
  list:
    printed: 500個
  share:
    source: news
    words: 佔15.6%
    printed: 15.6%
    formula: china / list
  less:
    formula: china < list
"""


def mistaken(old: str, new: str) -> str:
    """Return the trial with a mistake in it."""
    assert TRIAL.count(old) == 1
    return TRIAL.replace(old, new)


def marked(text: str) -> tuple[str, int, int]:
    """Return a text without its mark, and the mark's line and column."""
    before, _, after = text.partition("‸")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def problems(text: str, folder: Path | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with a claims file."""
    with pytest.raises(ClaimsError) as caught:
        parse(text, FILE, folder)
    return caught.value.problems


def written(folder: Path, text: str = TRIAL, news: str = NEWS) -> Path:
    """Write the files of the trial, with 78 brands, and return the claims file."""
    (folder / "news.txt").write_text(news, encoding="utf-8")
    rows = "\n".join(f"brand {at},city {at % 22}" for at in range(78))
    (folder / "brands.csv").write_text(f"brand,city\n{rows}\n", encoding="utf-8")
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    return file


def audited(claims: str) -> Audit:
    """Return the audit of claims; only their lines are given."""
    return audit(parse(f"title: T\nclaims:\n{claims}"))


def check(claims: str, name: str) -> Checked:
    """Return what an audit says of one claim."""
    return next(one for one in audited(claims).checked if one.name == name)
