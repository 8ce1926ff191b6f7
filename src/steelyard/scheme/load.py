"""Schemes from YAML, with the position of everything that is wrong.

What all documents share is left to ``document``, what must hold between the parts to ``check``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from steelyard.errors import SchemeError
from steelyard.i18n import message
from steelyard.scheme.document import Kind, Positions, document, in_order, problems, read, written

if TYPE_CHECKING:
    from steelyard.scheme.scheme import Scheme

__all__ = ["dump", "load", "parse", "positions"]

_SCHEME = Kind(
    SchemeError,
    absent=message("There is no scheme file {file}."),
    unreadable=message("The scheme file {file} cannot be read: {why}."),
    encoding=message("A scheme is written in UTF-8; this file is not."),
    mapping=message("A scheme is a mapping from names such as “title” to values."),
    size=message("The scheme is too large or too deep to be a scheme."),
)


def load(source: str | Path, currency: str | None = None) -> Scheme:
    """Read a scheme from a file, or by name from the library; in a currency of choice."""
    path, file = _found(source)
    return parse(read(path, _SCHEME), file, path.parent, currency)


def positions(source: str | Path) -> Positions:
    """Return where everything stands in a scheme that :func:`load` can read."""
    path, file = _found(source)
    return Positions(document(read(path, _SCHEME), file, _SCHEME), file)


def _found(source: str | Path) -> tuple[Path, str]:
    """Return the file of a scheme, and what it is called in messages."""
    from steelyard.library import find

    path = Path(source)
    if path.suffix.lower() not in {".yaml", ".yml"} and not path.is_file():
        path = find(str(source))
    return path, str(source) if path == Path(source) else path.name


def parse(text: str, file: str, folder: Path | None = None, currency: str | None = None) -> Scheme:
    """Read a scheme from YAML text; its reference data are beside it in ``folder``."""
    from steelyard.scheme.check import check
    from steelyard.scheme.currency import in_currency
    from steelyard.scheme.scheme import Scheme

    declared = document(text, file, _SCHEME)
    places = Positions(declared, file)
    wanted = declared if currency is None else in_currency(declared, currency)
    try:
        scheme = Scheme.model_validate(wanted, context=folder)
    except ValidationError as error:
        raise SchemeError(in_order(problems(error, places, Scheme))) from None
    found = [
        places.problem(where, text, key=key, near=near) for where, text, key, near in check(scheme)
    ]
    if found:
        raise SchemeError(in_order(found))
    return scheme


def dump(scheme: Scheme) -> str:
    """Write a scheme as YAML, defaults filled in, in the order of the grammar."""
    return written(scheme.model_dump(mode="json", by_alias=True))
