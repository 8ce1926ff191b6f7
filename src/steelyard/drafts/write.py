"""A drafted scheme as YAML, with its open questions as comments.

A question is a comment that begins with ``# ?``; other remarks are plain
comments. Both stand above what they are about.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from steelyard.i18n import Message

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

__all__ = ["Inline", "Noted", "Remark", "asked", "noted", "write"]

_WIDTH = 100
_STEP = 2
_SET_APART = ("units", "inputs", "derived", "steps", "root", "rank")


@dataclass(frozen=True)
class Remark:
    """What the writer of the scheme should know, or answer.

    Parameters
    ----------
    text
        The remark.
    example
        What could be written into the scheme.
    question
        Whether it is to be answered.
    """

    text: Message
    example: str | None = None
    question: bool = True


@dataclass(frozen=True)
class Noted:
    """A part of the draft and the remarks above it."""

    value: object
    remarks: tuple[Remark, ...]


class Inline(dict[str, object]):
    """A mapping that is written on one line."""


def asked(value: object, *questions: Message) -> object:
    """Return a part with the questions about it."""
    return noted(value, *(Remark(question) for question in questions))


def noted(value: object, *remarks: Remark) -> object:
    """Return a part with the remarks about it."""
    return Noted(value, remarks) if remarks else value


def write(document: Mapping[str, object], head: Sequence[Message]) -> str:
    """Return the YAML of a draft.

    Parameters
    ----------
    document
        Nested mappings and lists, any part of which may be ``Noted``. A tuple
        is written on one line, as is an ``Inline`` mapping.
    head
        What stands at the top.
    """
    from ruamel.yaml import YAML

    writer = YAML()
    writer.indent(mapping=_STEP, sequence=2 * _STEP, offset=_STEP)
    writer.width = 2**16  # a line that is broken inside braces is harder to read than a long one
    out = io.StringIO()
    writer.dump(_mapping(document, 0), out)
    comments = [f"# {line}" for text in head for line in _lines(str(text), 0)]
    return "\n".join([*comments, _apart(out.getvalue())])


def _apart(text: str) -> str:
    """Set the parts of a scheme apart by an empty line, above their remarks."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.partition(":")[0] in _SET_APART:
            at = len(lines)
            while lines[at - 1].startswith("#"):
                at -= 1
            lines.insert(at, "")
        lines.append(line)
    return "\n".join(lines) + "\n"


def _mapping(parts: Mapping[str, object], depth: int) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap

    written = CommentedMap()
    for key, part in parts.items():
        value, comment = _taken_apart(part, depth)
        written[key] = value
        if comment:
            written.yaml_set_comment_before_after_key(key, before=comment, indent=depth * _STEP)
    if isinstance(parts, Inline):
        written.fa.set_flow_style()
    return written


def _sequence(entries: Sequence[object], depth: int) -> CommentedSeq:
    from ruamel.yaml.comments import CommentedSeq

    written = CommentedSeq()
    for at, entry in enumerate(entries):
        value, comment = _taken_apart(entry, depth)
        written.append(value)
        if comment:
            written.yaml_set_comment_before_after_key(at, before=comment, indent=depth * _STEP)
    if isinstance(entries, tuple):
        written.fa.set_flow_style()
    return written


def _taken_apart(part: object, depth: int) -> tuple[object, str]:
    """Return what is written, and the comment above it."""
    if isinstance(part, Noted):
        lines = [line for remark in part.remarks for line in _comment(remark, depth)]
        return _taken_apart(part.value, depth)[0], "\n".join(lines)
    if isinstance(part, Mapping):
        return _mapping(part, depth + 1), ""
    if isinstance(part, list | tuple):
        return _sequence(part, depth + 1), ""
    return _quoted(part) if isinstance(part, str) else part, ""


def _quoted(text: str) -> str:
    """Return a text that is written with escapes if some of its signs cannot be printed."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return text if text.isprintable() else DoubleQuotedScalarString(text)


def _comment(remark: Remark, depth: int) -> list[str]:
    first, *more = _lines(str(remark.text), depth)
    example = (remark.example or "").splitlines()
    mark, margin = ("? ", "  ") if remark.question else ("", "")
    return [
        mark + first,
        *(margin + line for line in more),
        *(f"{margin}  {line}" for line in example),
    ]


def _lines(text: str, depth: int) -> list[str]:
    """Break a comment at spaces; Chinese, which has none, stays on its line.

    What comes from the files must not end the comment, so only printable signs stay.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    width = _WIDTH - depth * _STEP - len("# ? ")
    return textwrap.wrap(plain, width, break_long_words=False, break_on_hyphens=False)
