"""``steelyard schemes`` and ``steelyard schema``: what there is, and what may be written."""

from __future__ import annotations

import pytest

from steelyard.library import names, readme
from steelyard.scheme.schema import json_schema
from tests.cli.conftest import Call

TITLES = {
    "en": "Technology Achievement Index",
    "zh-Hant": "技術成就指數",
    "zh-Hans": "技术成就指数",
}


@pytest.mark.parametrize("language", TITLES)
def test_every_scheme_is_listed_in_the_language_asked_for(call: Call, language: str) -> None:
    called = call("schemes", "--lang", language)
    assert (called.status, called.err) == (0, "")
    assert [name for name in names() if name not in called.out] == []
    assert TITLES[language] in called.out


def test_json_has_titles_and_tables(call: Call) -> None:
    answer = {row["scheme"]: row for row in call("schemes", "--json").answer}
    assert list(answer) == names()
    assert answer["tai"]["title"] == TITLES["en"]
    assert answer["fund-direction"]["tables"].split() == [
        *("managers", "funds", "investments", "contributions"),
    ]


@pytest.mark.parametrize("name", names())
def test_a_scheme_shows_its_readme(call: Call, name: str) -> None:
    called = call("schemes", name)
    assert called.status == 0
    assert called.out.strip() == readme(name).strip()


def test_the_schema_is_printed(call: Call) -> None:
    called = call("schema")
    assert (called.status, called.err) == (0, "")
    assert called.answer == json_schema()
