"""Schemes from YAML, with the position of everything that is wrong.

ruamel.yaml keeps line and column of each key; pydantic says where in the
structure an error is; here the two are brought together.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from steelyard.errors import Problem, SchemeError, UsageError
from steelyard.i18n import message

if TYPE_CHECKING:
    from steelyard.scheme.scheme import Scheme

__all__ = ["Positions", "dump", "load", "parse", "positions"]

_MOST_NODES = 200_000
_DEEPEST = 64
Location = Sequence[str | int]


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
        at = self._document
        for step in where:
            if _position(at, step, False) is None:
                return False
            at = at[step]  # type: ignore[index]
        return isinstance(at, dict)

    def _find(self, where: Location, key: bool) -> tuple[int | None, int | None, Location]:
        at, path = self._document, list[str | int]()
        mark = _start(at)
        for step in where:
            found = _position(at, step, key)
            if found is None:
                continue  # the file leaves it out
            mark = found
            path.append(step)
            at = at[step]  # type: ignore[index]
        line, column = mark or (None, None)
        return line, column, path

    def without_tags(self, where: Location) -> Location:
        """Return where pydantic found an error, without the members of unions that it names.

        These are the method of a mapping and the name of a step of the list; as keys of the
        file they may follow once more.
        """
        at, path, tagged = self._document, list[str | int](), False
        for step in where:
            is_method = isinstance(at, dict) and at.get("method") == step
            if not tagged and (
                is_method or (path[:1] in (["steps"], ["assumptions"]) and len(path) == 2)
            ):
                tagged = True
            elif _position(at, step, False) is not None:
                path.append(step)
                at, tagged = at[step], False  # type: ignore[index]
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


def load(source: str | Path) -> Scheme:
    """Read a scheme from a file, or by name from the library."""
    path, file = _found(source)
    return parse(_read(path), file, path.parent)


def positions(source: str | Path) -> Positions:
    """Return where everything stands in a scheme that :func:`load` can read."""
    path, file = _found(source)
    return Positions(_document(_read(path), file), file)


def _found(source: str | Path) -> tuple[Path, str]:
    """Return the file of a scheme, and what it is called in messages."""
    from steelyard.library import find

    path = Path(source)
    if path.suffix.lower() not in {".yaml", ".yml"} and not path.is_file():
        path = find(str(source))
    return path, str(source) if path == Path(source) else path.name


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(message("There is no scheme file {file}.", file=str(path))) from None
    except OSError as error:
        raise UsageError(
            message("The scheme file {file} cannot be read: {why}.", file=path, why=error.strerror)
        ) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SchemeError(
            Problem(message("A scheme is written in UTF-8; this file is not."), str(path), line)
        ) from None


def parse(text: str, file: str, folder: Path | None = None) -> Scheme:
    """Read a scheme from YAML text; its reference data are beside it in ``folder``."""
    from steelyard.scheme.check import check
    from steelyard.scheme.scheme import Scheme

    document = _document(text, file)
    positions = Positions(document, file)
    try:
        scheme = Scheme.model_validate(document, context=folder)
    except ValidationError as error:
        problems = sorted(_problems(error, positions), key=_place)
        raise SchemeError(problems) from None
    problems = [
        positions.problem(where, text, key=key, near=near)
        for where, text, key, near in check(scheme)
    ]
    if problems:
        raise SchemeError(sorted(problems, key=_place))
    return scheme


def _document(text: str, file: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = YAML(typ="rt")
    reader.Constructor = _constructor()
    try:
        document = reader.load(text)
    except DuplicateKeyError as error:
        raise SchemeError(_marked(error, file, message("This key stands twice here."))) from None
    except MarkedYAMLError as error:
        text_found = message("This is not valid YAML: {why}.", why=error.problem or error.context)
        raise SchemeError(_marked(error, file, text_found)) from None
    except YAMLError as error:
        why = str(error).splitlines()[0]
        raise SchemeError(
            Problem(message("This is not valid YAML: {why}.", why=why), file)
        ) from None
    except RecursionError:
        raise SchemeError(_too_large(file)) from None
    if not isinstance(document, dict):
        raise SchemeError(
            Problem(message("A scheme is a mapping from names such as “title” to values."), file, 1)
        )
    _bounded(document, file)
    return document


def _marked(error: Any, file: str, text: Any) -> Problem:
    mark = error.problem_mark or error.context_mark
    return Problem(text, file, mark.line + 1, mark.column + 1)


def _too_large(file: str) -> Problem:
    return Problem(message("The scheme is too large or too deep to be a scheme."), file, 1)


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


def _bounded(document: object, file: str) -> None:
    """Refuse a document that unfolds without end through its anchors."""
    seen, stack = 0, [(document, 0)]
    while stack:
        node, depth = stack.pop()
        seen += 1
        if seen > _MOST_NODES or depth > _DEEPEST:
            raise SchemeError(_too_large(file))
        if isinstance(node, dict):
            stack += [(value, depth + 1) for value in node.values()]
        elif isinstance(node, list):
            stack += [(value, depth + 1) for value in node]


def _problems(error: ValidationError, positions: Positions) -> Iterator[Problem]:
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
        text, near = explain(entry)
        where = positions.without_tags(entry["loc"])
        problem = positions.problem(where, text, key=key, near=near)
        if (identity := (problem.line, problem.column, str(problem.message))) not in seen:
            seen.add(identity)
            yield problem


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


def dump(scheme: Scheme) -> str:
    """Write a scheme as YAML, defaults filled in, in the order of the grammar."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.width = 100
    writer.allow_unicode = True
    out = io.StringIO()
    writer.dump(scheme.model_dump(mode="json", by_alias=True), out)
    return out.getvalue()
