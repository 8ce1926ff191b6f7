"""What must hold between the parts of a claims file, each complaint at its place.

What a claim says is left to ``audit``; here it is made sure that everything that it names is there
and can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.file.quoting import Quotable, quotable
from steelyard.claims.formulas.formula import Comparison, FormulaError, names, read_formula
from steelyard.claims.formulas.formula import Expression as Formula
from steelyard.claims.printed import Printed
from steelyard.data.sql_text import references
from steelyard.errors import DataError, QueryError, nearest
from steelyard.i18n import Message, message
from steelyard.scheme.document import Location

__all__ = ["Complaint", "Readings", "about_file", "check", "read_printed"]


class Complaint(NamedTuple):
    """Something that is wrong: where, what, the nearest known name."""

    where: Location
    said: Message
    near: str | None = None


@dataclass(frozen=True)
class Readings:
    """What was read in the claims that are not rejected, by their names.

    Parameters
    ----------
    printed
        The figures.
    formulas
        The formulas.
    complaints
        What is wrong.
    """

    printed: Mapping[str, Printed]
    formulas: Mapping[str, Formula | Comparison]
    complaints: tuple[Complaint, ...] = field(default=())


def read_printed(claim: Claim) -> Printed | None:
    """Return a claim's figure; None if it has none.

    Raises
    ------
    DataError
        It cannot be read, or is declared to be counted and is no whole number.
    """
    from steelyard.claims.text.quantities import printed

    if claim.printed is None:
        return None
    figure = printed(claim.printed)
    if claim.exact is None:
        return figure
    if claim.exact and figure.value.denominator != 1:
        raise DataError(message("“exact” is for whole numbers that were counted; this is none."))
    return replace(figure, exact=claim.exact)


def check(
    claims: Claims,
    *,
    folder: Path | None = None,
    tables: Collection[str] = (),
    texts: Mapping[str, str] | None = None,
) -> Readings:
    """Check what must hold between the parts, and read figures and formulas on the way.

    Parameters
    ----------
    claims
        The claims file.
    folder
        Where its files lie; they are not looked for if absent.
    tables
        The names of tables that are given and need no file.
    texts
        The text of each source that has one.
    """
    printed, formulas = dict[str, Printed](), dict[str, Formula | Comparison]()
    complaints = list(_about_files(claims, folder, tables, texts or {}))
    quoted = {name: quotable(text) for name, text in (texts or {}).items()}
    known = (*claims.tables, *(name for name in tables if name not in claims.tables))
    for name, claim in claims.claims.items():
        complaints += _about_source(name, claim, claims, quoted)
        try:
            figure = read_printed(claim)
        except DataError as error:
            complaints.append(Complaint(("claims", name, "printed"), error.problems[0].message))
        else:
            printed |= {} if figure is None else {name: figure}
        if claim.query is not None:
            complaints += _about_query(name, claim.query, known)
        if claim.formula is not None:
            try:
                formulas[name] = read_formula(claim.formula)
            except FormulaError as error:
                complaints.append(Complaint(("claims", name, "formula"), error.said))
    complaints += _about_formulas(claims, formulas)
    return Readings(printed, formulas, tuple(complaints))


def _about_files(
    claims: Claims, folder: Path | None, tables: Collection[str], texts: Collection[str]
) -> Iterator[Complaint]:
    files = {
        ("tables", name, "file"): table.file
        for name, table in claims.tables.items()
        if name not in tables
    }
    files |= {
        ("sources", name, "text"): source.text
        for name, source in claims.sources.items()
        if source.text is not None and name not in texts
    }
    for where, file in files.items():
        said = about_file(file, folder)
        if said is not None:
            yield Complaint(where, said)


def about_file(file: str, folder: Path | None) -> Message | None:
    """Return why a claims file may not name a file, or that it is missing; None if all is well."""
    parts = PurePosixPath(file.replace("\\", "/"))
    odd = not file.strip() or bool({"\0", ":"} & set(file))
    if odd or parts.is_absolute() or ".." in parts.parts:
        return message(
            "“{file}” does not lie beside the claims file: name a file in its folder or in a "
            "folder below, without “..”.",
            file=file,
        )
    if folder is None:
        return None
    path = folder / parts
    try:
        if not path.is_file():
            return message("There is no file “{file}” beside the claims file.", file=file)
        if not path.resolve().is_relative_to(folder.resolve()):
            return message("“{file}” leads out of the folder of the claims file.", file=file)
    except OSError:
        return message("There is no file “{file}” beside the claims file.", file=file)
    return None


def _about_source(
    name: str, claim: Claim, claims: Claims, texts: Mapping[str, Quotable]
) -> Iterator[Complaint]:
    if claim.source is None:
        return
    if claim.source not in claims.sources:
        said = message("There is no source “{name}”.", name=claim.source)
        yield Complaint(
            ("claims", name, "source"), said, nearest(claim.source, list(claims.sources))
        )
        return
    text = texts.get(claim.source)
    if text is not None and claim.words is not None and text.find(claim.words) is None:
        said = message(
            "These words do not stand in the text of the source “{name}”; a quotation is taken "
            "over word for word.",
            name=claim.source,
        )
        yield Complaint(("claims", name, "words"), said)


def _about_query(name: str, query: str, tables: tuple[str, ...]) -> Iterator[Complaint]:
    where = ("claims", name, "query")
    try:
        found = references(query, field=".".join(where))
    except QueryError as error:
        yield Complaint(where, error.problems[0].message, error.problems[0].nearest)
        return
    if found.form != "select":
        yield Complaint(where, message("Expected a SELECT."))
    folded = {table.casefold() for table in tables}
    for table in sorted(found.tables):
        if table.casefold() not in folded:
            said = message(
                "There is no table “{name}”; a query reads the tables {known} and nothing else.",
                name=table,
                known=", ".join(tables) or "–",
            )
            yield Complaint(where, said, nearest(table, tables))


def _about_formulas(
    claims: Claims, formulas: Mapping[str, Formula | Comparison]
) -> Iterator[Complaint]:
    used = {name: names(formula) for name, formula in formulas.items()}
    for name, formula in formulas.items():
        where = ("claims", name, "formula")
        for other in used[name]:
            if other not in claims.claims:
                said = message("There is no claim “{name}”.", name=other)
                yield Complaint(where, said, nearest(other, list(claims.claims)))
            elif other == name:
                yield Complaint(where, message("The claim refers to itself."))
            elif isinstance(formulas.get(other), Comparison):
                said = message("“{name}” is a comparison and has no value.", name=other)
                yield Complaint(where, said)
        if isinstance(formula, Comparison) and claims.claims[name].printed is not None:
            said = message("The formula compares, so the claim has no figure: leave out “printed”.")
            yield Complaint(("claims", name, "printed"), said)
    for circle in _circles(used):
        said = message(
            "These claims refer to each other in a circle: {circle}.",
            circle=" → ".join([*circle, circle[0]]),
        )
        yield Complaint(("claims", circle[0], "formula"), said)


def _circles(used: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the circles of two claims and more, one for each way into them."""
    done = set[str]()
    for start in used:
        path, on_path = [start], {start: 0}
        stack = [iter(used[start] if start not in done else ())]
        while stack:
            following = next(stack[-1], None)
            if following is None:
                stack.pop()
                left = path.pop()
                del on_path[left]
                done.add(left)
            elif following in on_path:
                circle = tuple(path[on_path[following] :])
                if len(circle) > 1:
                    yield circle
            elif following in used and following not in done:
                path.append(following)
                on_path[following] = len(path) - 1
                stack.append(iter(used[following]))
