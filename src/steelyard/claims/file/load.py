"""Claims from YAML, with the position of everything that is wrong.

What documents share is left to ``steelyard.scheme.document``, what must hold between the parts to
``checks``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from steelyard.claims.file.checks import Complaint, Readings, about_file, check
from steelyard.claims.file.grammar import Claims
from steelyard.errors import ClaimsError, Problem, SteelyardError
from steelyard.i18n import message
from steelyard.scheme.document import (
    Kind,
    Positions,
    document,
    in_order,
    problems,
    read,
    written,
)

__all__ = ["Loaded", "dump", "given", "load", "opened", "parse"]

_CLAIMS = Kind(
    ClaimsError,
    absent=message("There is no claims file {file}."),
    unreadable=message("The claims file {file} cannot be read: {why}."),
    encoding=message("A claims file is written in UTF-8; this file is not."),
    mapping=message("A claims file is a mapping from names such as “title” to values."),
    size=message("The file is too large or too deep to be a claims file."),
    most_nodes=400_000,
)


@dataclass(frozen=True)
class Loaded:
    """Claims that were read and checked, and where things stand in their file.

    Parameters
    ----------
    claims
        The claims.
    readings
        Their figures and formulas.
    texts
        The text of each source that has one.
    positions
        Where things stand; None for claims that were not read from a file.
    folder
        Where their files lie.
    """

    claims: Claims
    readings: Readings
    texts: Mapping[str, str]
    positions: Positions | None = None
    folder: Path | None = None

    def error(self, found: Iterable[Problem]) -> ClaimsError:
        """Return the error for problems that name a field, each with its place in the file."""
        places = self.positions
        if places is None:
            return ClaimsError(found)
        return ClaimsError(in_order(_value(places, problem) for problem in found))


def _value(places: Positions, problem: Problem) -> Problem:
    """Return a problem at the value of the field that it names."""
    if problem.field is None:
        return problem
    return places.problem(problem.field.split("."), problem.message, near=problem.nearest)


def load(source: str | Path) -> Claims:
    """Read claims from a file, or by the name of claims that Steelyard brings.

    Raises
    ------
    UsageError
        There is no such file or name, or it cannot be read.
    ClaimsError
        Something in it is wrong; each problem has its line and column.
    """
    return opened(source).claims


def opened(
    source: str | Path,
    *,
    tables: Collection[str] = (),
    texts: Mapping[str, str] | None = None,
) -> Loaded:
    """Read claims and keep what is needed to audit them; see :func:`load`.

    Parameters
    ----------
    source
        The file, or the name.
    tables
        The names of tables that are given and need no file.
    texts
        Texts of sources in place of their files.
    """
    path, file = _found(source)
    return _loaded(read(path, _CLAIMS), file, path.parent, tables, texts)


def _found(source: str | Path) -> tuple[Path, str]:
    """Return the file of claims, and what it is called in messages."""
    path = Path(source)
    if path.suffix.lower() not in {".yaml", ".yml"} and not path.is_file():
        from steelyard.claims.press import find

        found = find(str(source))
        return found, found.name
    return path, str(source)


def parse(text: str, file: str = "claims.yaml", folder: Path | None = None) -> Claims:
    """Read claims from YAML text.

    Parameters
    ----------
    text
        The YAML.
    file
        What to call it in messages.
    folder
        Where the files lie that it names; they are not looked for if absent.

    Raises
    ------
    ClaimsError
        Something in it is wrong; each problem has its line and column.

    Examples
    --------
    >>> claims = parse('''
    ... title: Brands
    ... claims:
    ...   brands: {printed: 78 brands}
    ...   list: {printed: 500 brands}
    ...   share: {printed: 15.6%, formula: brands / list}
    ... ''')
    >>> list(claims.claims)
    ['brands', 'list', 'share']
    """
    return _loaded(text, file, folder).claims


def _loaded(
    text: str,
    file: str,
    folder: Path | None,
    tables: Collection[str] = (),
    given_texts: Mapping[str, str] | None = None,
) -> Loaded:
    declared = document(text, file, _CLAIMS)
    places = Positions(declared, file)
    try:
        claims = Claims.model_validate(declared)
    except ValidationError as error:
        raise ClaimsError(in_order(problems(error, places, Claims))) from None
    texts, unread = _texts(claims, folder, given_texts or {})
    readings = check(claims, folder=folder, tables=tables, texts=texts)
    complaints = [*unread, *readings.complaints]
    if complaints:
        raise ClaimsError(
            in_order(places.problem(one.where, one.said, near=one.near) for one in complaints)
        )
    return Loaded(claims, readings, texts, places, folder)


def given(
    claims: Claims,
    *,
    folder: Path | None = None,
    tables: Mapping[str, pl.DataFrame],
    texts: Mapping[str, str] | None = None,
) -> Loaded:
    """Check claims that were made by a program; see :class:`Loaded`.

    Raises
    ------
    ClaimsError
        Something in them is wrong; each problem has the field that it is in.
    """
    known, unread = _texts(claims, folder, texts or {})
    readings = check(claims, folder=folder, tables=tables, texts=known)
    complaints = [*unread, *readings.complaints]
    if complaints:
        raise ClaimsError(
            Problem(one.said, field=".".join(map(str, one.where)), nearest=one.near)
            for one in complaints
        )
    return Loaded(claims, readings, known, None, folder)


def _texts(
    claims: Claims, folder: Path | None, given_texts: Mapping[str, str]
) -> tuple[dict[str, str], list[Complaint]]:
    """Return the texts of sources; those that are not there are told by ``checks``."""
    from steelyard.claims.text.article import Article

    texts, complaints = dict(given_texts), list[Complaint]()
    for name, source in claims.sources.items():
        if name in texts or source.text is None or folder is None:
            continue
        if about_file(source.text, folder) is not None:
            continue
        try:
            texts[name] = Article.read(folder / source.text).text
        except SteelyardError as error:
            said = error.problems[0].message
            complaints.append(Complaint(("sources", name, "text"), said))
    return texts, complaints


def dump(claims: Claims) -> str:
    """Write claims as YAML, in their own order, without what is not said.

    Examples
    --------
    >>> print(dump(parse("{title: Brands, claims: {brands: {printed: 78 brands}}}")), end="")
    title: Brands
    claims:
      brands:
        printed: 78 brands
    """
    from ruamel.yaml.scalarstring import walk_tree

    plain = claims.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    walk_tree(plain)  # a text of several lines stands in several lines
    return written(plain)
