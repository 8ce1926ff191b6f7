"""``steelyard schema``: the grammars, for editors."""

from __future__ import annotations

import pytest

from steelyard.claims.file import schema as of_claims
from steelyard.scheme import schema as of_schemes
from tests.cli.conftest import Call


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), of_schemes.json_schema()),
        (("--of", "scheme"), of_schemes.json_schema()),
        (("--of", "claims"), of_claims.json_schema()),
    ],
)
def test_the_grammar_is_printed(
    call: Call, words: tuple[str, ...], expected: dict[str, object]
) -> None:
    called = call("schema", *words)
    assert (called.status, called.err) == (0, "")
    assert called.answer == expected


def test_another_grammar_is_not_known(call: Call) -> None:
    assert call("schema", "--of", "recipes").status == 2
