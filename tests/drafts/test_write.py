"""The YAML of a draft."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from steelyard.drafts.write import Inline, Noted, Remark, asked, noted, write
from steelyard.i18n import message

PARTS = {
    "scheme": "x",
    "tree": {"parts": {"a": Noted(Inline(direction="up"), (Remark(message("Why?")),))}},
    "steps": [asked({"normalise": "min_max"}, message("Which?"), message("Why?"))],
    "rank": noted(Inline(by="score"), Remark(message("So:"), "one\ntwo", question=False)),
}
WRITTEN = """\
# Head.
scheme: x
tree:
  parts:
    # ? Why?
    a: {direction: up}

steps:
  # ? Which?
  # ? Why?
  - normalise: min_max

# So:
#   one
#   two
rank: {by: score}
"""


def test_remarks_stand_above_their_parts() -> None:
    assert write(PARTS, [message("Head.")]) == WRITTEN


def test_a_long_remark_is_broken() -> None:
    text = write({"a": asked(1, message("{words}", words="word " * 40))}, [])
    first, *more, last = text.splitlines()
    assert first.startswith("# ? word")
    assert all(line.startswith("#   word") for line in more)
    assert last == "a: 1"
    assert max(map(len, text.splitlines())) <= 100


NAMES = st.text("abcxyz_", min_size=1)


@given(st.text())
def test_what_files_say_stays_in_the_remark(said: str) -> None:
    text = write({"a": asked(1, message("Is it {said}?", said=said))}, [message("{s}", s=said)])
    assert YAML().load(text) == {"a": 1}


@given(st.dictionaries(NAMES, st.text() | st.integers() | st.floats(allow_nan=False)))
def test_every_value_is_read_again(values: dict[str, object]) -> None:
    text = write({"a": {**values, "b": tuple(values.values())}}, [])
    assert YAML().load(text) == {"a": {**values, "b": list(values.values())}}
