"""``steelyard schemes`` and ``steelyard schema``: what there is, and what may be written."""

from __future__ import annotations

import pytest

from steelyard.library import names, readme
from steelyard.scheme.schema import json_schema
from tests.cli.conftest import Call


def test_every_scheme_is_listed(call: Call) -> None:
    called = call("schemes")
    assert (called.status, called.err) == (0, "")
    assert [name for name in names() if name not in called.out] == []


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Technology Achievement Index"),
        ("zh-Hant", "技術成就指數"),
        ("zh-Hans", "技术成就指数"),
    ],
)
def test_the_titles_are_in_the_language_asked_for(call: Call, language: str, title: str) -> None:
    answer = call("schemes", "--json", "--lang", language).answer
    assert {row["scheme"]: row["title"] for row in answer}["tai"] == title
    assert title in call("schemes", "--lang", language).out


def test_json_names_the_tables(call: Call) -> None:
    answer = {row["scheme"]: row["tables"] for row in call("schemes", "--json").answer}
    assert answer["fund-direction"].split() == ["funds", "investments", "contributions", "reviews"]


@pytest.mark.parametrize("name", names())
def test_a_scheme_shows_its_readme(call: Call, name: str) -> None:
    called = call("schemes", name)
    assert called.status == 0
    assert called.out.strip() == readme(name).strip()


def test_the_schema_is_printed(call: Call) -> None:
    called = call("schema")
    assert (called.status, called.err) == (0, "")
    assert called.answer == json_schema()
