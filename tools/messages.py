"""Bring the catalogues of messages up to date with the source, and compile them.

English sentences stand in the source, as the first argument of ``_`` and ``message`` and the
second of ``refusal``. Each language has them in ``steelyard.po`` with their
translations, and compiled in ``steelyard.mo``, which the program reads.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "steelyard"
LOCALES = PACKAGE / "i18n" / "locale"
LANGUAGES = ("zh_Hant", "zh_Hans")
ARGUMENT = {"_": 0, "message": 0, "refusal": 1}


@dataclass(frozen=True)
class Call:
    """A place in the source that says something; without sentences it cannot be translated."""

    file: str
    line: int
    sentences: tuple[str, ...]


def calls() -> Iterator[Call]:
    """Find the calls in the package that take a sentence."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name == "i18n":
            continue
        file = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = ARGUMENT.get(node.func.id)
                if at is not None and at < len(node.args):
                    yield Call(file, node.lineno, tuple(_literals(node.args[at])))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def template() -> Catalog:
    """Return the sentences of the source, each with the files that it stands in."""
    catalogue = Catalog(charset="utf-8")
    for call in calls():
        for sentence in call.sentences:
            catalogue.add(sentence, locations=[(call.file, 0)])
    return catalogue


def catalogue_file(language: str, suffix: str) -> Path:
    """Return where the catalogue of a language stands, ``.po`` or ``.mo``."""
    return LOCALES / language / "LC_MESSAGES" / f"steelyard{suffix}"


def translated(language: str) -> Catalog:
    """Return the sentences and translations of a language, as its file has them."""
    with catalogue_file(language, ".po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    """Return what the program reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def updated(catalogue: Catalog, source: Catalog) -> Catalog:
    """Return the catalogue with the source's sentences, and only those.

    The header's dates stay as they are, so that the same sentences give the same files.
    """
    made = catalogue.creation_date
    catalogue.update(source, no_fuzzy_matching=True)
    catalogue.creation_date = made
    catalogue.obsolete.clear()
    return catalogue


def main() -> None:
    source = template()
    for language in LANGUAGES:
        catalogue = updated(translated(language), source)
        with catalogue_file(language, ".po").open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)
        catalogue_file(language, ".mo").write_bytes(compiled(catalogue))
        empty = sum(1 for entry in catalogue if entry.id and not entry.string)
        print(f"{language}: {len(catalogue)} messages, {empty} without a translation")


if __name__ == "__main__":
    main()
