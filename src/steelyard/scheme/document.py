"""Declarations in YAML, with the position of everything that is wrong in them.

ruamel.yaml keeps line and column of each key; pydantic says where in the structure an error is;
here the two are brought together, for schemes and for whatever else is declared in YAML.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from steelyard.errors import Problem, SteelyardError, UsageError
from steelyard.i18n import Message, message

__all__ = ["Kind", "Location", "Positions", "document", "in_order", "problems", "read", "written"]

_DEEPEST = 64
Location = Sequence[str | int]


@dataclass(frozen=True)
class Kind:
    """What a document declares: the error for what is wrong in it, and what is said of it.

    Parameters
    ----------
    error
        The error that tells its problems.
    absent, unreadable
        That there is no ``{file}``, or that it cannot be read, and ``{why}``.
    encoding, mapping, size
        That it is not UTF-8; not a mapping; too large or too deep.
    most_nodes, most_bytes
        How many values it may have, and how many bytes.
    """

    error: type[SteelyardError]
    absent: Message
    unreadable: Message
    encoding: Message
    mapping: Message
    size: Message
    most_nodes: int = 200_000
    most_bytes: int = 20_000_000


class Positions:
    """Line and column, from 1, of each part of a YAML document."""

    def __init__(self, document: object, file: str) -> None:
        self._document = document
        self.file = file

    def problem(
        self, where: Location, text: Any, *, key: bool = False, near: str | None = None
    ) -> Problem:
        """Return a problem at ``where``; ``key`` points at the key rather than the value."""
        line, column, path = self._find(where, key)
        return Problem(text, self.file, line, column, ".".join(map(str, path)) or None, near)

    def located(self, problem: Problem) -> Problem:
        """Return a problem that names a field with the position of that field.

        It points at a key where that is the unknown name or holds more than one value.
        """
        if problem.field is None or problem.line is not None:
            return problem
        where = [int(step) if step.isdigit() else step for step in problem.field.split(".")]
        key = problem.message.values.get("name") == where[-1] or self._is_mapping(where)
        line, column, _path = self._find(where, key)
        return replace(problem, file=self.file, line=line, column=column)

    def _is_mapping(self, where: Location) -> bool:
        at: Any = self._document
        for step in where:
            if _position(at, step, False) is None:
                return False
            at = at[step]
        return isinstance(at, dict)

    def _find(self, where: Location, key: bool) -> tuple[int | None, int | None, Location]:
        at: Any = self._document
        path = list[str | int]()
        mark = _start(at)
        for step in where:
            found = _position(at, step, key)
            if found is None:
                continue  # the file leaves it out
            mark = found
            path.append(step)
            at = at[step]
        line, column = mark or (None, None)
        return line, column, path

    def without_tags(self, where: Location) -> Location:
        """Return where pydantic found an error, without the members of unions that it names.

        These are the method of a mapping and the name of a step of the list; as keys of the
        file they may follow once more.
        """
        at: Any = self._document
        path, tagged = list[str | int](), False
        for step in where:
            is_method = isinstance(at, dict) and at.get("method") == step
            if not tagged and (
                is_method or (path[:1] in (["steps"], ["assumptions"]) and len(path) == 2)
            ):
                tagged = True
            elif _position(at, step, False) is not None:
                path.append(step)
                at, tagged = at[step], False
        return path


def _start(node: object) -> tuple[int, int] | None:
    position = getattr(node, "lc", None)
    return None if position is None else (position.line + 1, position.col + 1)


def _position(node: object, step: str | int, key: bool) -> tuple[int, int] | None:
    position = getattr(node, "lc", None)
    if isinstance(node, dict) and step in node and position is not None:
        line, column = position.key(step) if key else position.value(step)
        return line + 1, column + 1
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        line, column = position.item(step) if position is not None else (0, 0)
        return line + 1, column + 1
    return None


def read(path: Path, kind: Kind) -> str:
    """Return the text of a file.

    Raises
    ------
    UsageError
        There is none, or it cannot be read.
    SteelyardError
        It is too large, or not UTF-8; the error is the kind's.
    """
    try:
        with path.open("rb") as file:
            content = file.read(kind.most_bytes + 1)
    except FileNotFoundError:
        raise UsageError(Message(kind.absent.template, {"file": str(path)})) from None
    except OSError as error:
        values = {"file": path, "why": error.strerror}
        raise UsageError(Message(kind.unreadable.template, values)) from None
    if len(content) > kind.most_bytes:
        raise kind.error(Problem(kind.size, str(path), 1))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise kind.error(Problem(kind.encoding, str(path), line)) from None


def document(text: str, file: str, kind: Kind) -> Any:
    """Return a YAML document as nested mappings and lists that know their positions.

    Raises
    ------
    SteelyardError
        It is not YAML, not a mapping, or too large; the error is the kind's.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="rt")
    reader.Constructor = _constructor()
    try:
        found = reader.load(text)
    except DuplicateKeyError as error:
        raise kind.error(_marked(error, file, message("This key stands twice here."))) from None
    except MarkedYAMLError as error:
        text_found = message("This is not valid YAML: {why}.", why=error.problem or error.context)
        raise kind.error(_marked(error, file, text_found)) from None
    except YAMLError as error:
        why = str(error).splitlines()[0]
        raise kind.error(
            Problem(message("This is not valid YAML: {why}.", why=why), file)
        ) from None
    except RecursionError:
        raise kind.error(Problem(kind.size, file, 1)) from None
    if not isinstance(found, dict):
        raise kind.error(Problem(kind.mapping, file, 1))
    _bounded(found, file, kind)
    return found


def _marked(error: Any, file: str, text: Any) -> Problem:
    mark = error.problem_mark or error.context_mark
    return Problem(text, file, mark.line + 1, mark.column + 1)


@cache
def _constructor() -> type[Any]:
    """Return what makes values of YAML's nodes, and knows where a value is that it cannot make."""
    from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor

    class Constructor(RoundTripConstructor):
        def construct_object(self, node: Any, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep=deep)
            except ValueError as error:  # the 30th of February, a number of 5,000 digits
                why = str(error).partition(";")[0]
                raise ConstructorError(problem=why, problem_mark=node.start_mark) from None

    return Constructor


def _bounded(document: object, file: str, kind: Kind) -> None:
    """Refuse a document that unfolds without end through its anchors."""
    seen, stack = 0, [(document, 0)]
    while stack:
        node, depth = stack.pop()
        seen += 1
        if seen > kind.most_nodes or depth > _DEEPEST:
            raise kind.error(Problem(kind.size, file, 1))
        if isinstance(node, dict):
            stack += [(value, depth + 1) for value in node.values()]
        elif isinstance(node, list):
            stack += [(value, depth + 1) for value in node]


def problems(
    error: ValidationError, positions: Positions, root: type[BaseModel]
) -> Iterator[Problem]:
    """Yield what pydantic found wrong in a document of the model ``root``, each where it is."""
    from steelyard.scheme.explain_errors import explain

    seen = set()
    entries = error.errors(include_url=False)
    for entry in entries:
        # A list whose entries are wrong is not too short: pydantic counts those that are right.
        if entry["type"] == "too_short" and any(
            other is not entry and other["loc"][: len(entry["loc"])] == entry["loc"]
            for other in entries
        ):
            continue
        key = entry["type"] == "extra_forbidden" or entry["loc"][-1:] == ("[key]",)
        text, near = explain(entry, root)
        where = positions.without_tags(entry["loc"])
        problem = positions.problem(where, text, key=key, near=near)
        if (identity := (problem.line, problem.column, str(problem.message))) not in seen:
            seen.add(identity)
            yield problem


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Return problems in the order of their places."""
    return sorted(found, key=lambda problem: (problem.line or 0, problem.column or 0))


def written(value: Mapping[str, object]) -> str:
    """Return a declaration as YAML, in its own order."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.width = 100
    writer.allow_unicode = True
    out = io.StringIO()
    writer.dump(value, out)
    return out.getvalue()
