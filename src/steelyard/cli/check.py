"""``steelyard check``: is the scheme right, and do the tables that are given fit it?"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import _, message

if TYPE_CHECKING:
    from steelyard.evaluation.examine import Examined
    from steelyard.scheme.scheme import Scheme

__all__ = ["add"]


def add(app: App) -> None:
    """Add the command."""

    @app.command(
        help=_(
            "Check a scheme, and tables against it, without evaluating. Any of the tables will "
            "do: of a list with versions, what changed since the version before is shown."
        ),
        usage=_("Usage: steelyard check SCHEME [[TABLE=]FILE]... [OPTIONS]"),
    )
    def check(
        scheme: Annotated[str, Parameter(help=_("A scheme's file, or its name in the library."))],
        /,
        *files: Annotated[
            str, Parameter(help=_("Tables to check: FILE, TABLE=FILE, or a folder."))
        ],
        before: Annotated[
            list[str] | None,
            Parameter(
                help=_(
                    "File with the former version of a list, where it is not in the same file: "
                    "FILE, or TABLE=FILE."
                )
            ),
        ] = None,
        currency: Annotated[
            str | None,
            Parameter(
                help=_(
                    "Currency of the results, by its three letters of ISO 4217; the scheme's own "
                    "if absent."
                )
            ),
        ] = None,
        as_json: Annotated[
            bool, Parameter(name="--json", help=_("Print the answer as JSON."))
        ] = False,
    ) -> int:
        from steelyard.cli import inputs as chosen
        from steelyard.cli.examined import show
        from steelyard.cli.screen import say
        from steelyard.errors import DataError, QueryError, SchemeError
        from steelyard.evaluation.examine import Examined
        from steelyard.evaluation.figures import check_figures
        from steelyard.scheme.scheme import Scheme

        problems: list[str] = []
        found = Examined()
        declared = None
        try:
            declared = Scheme.load(scheme, currency=currency)
            with chosen.in_file(scheme):
                check_figures(declared)
            found = _examined(declared, scheme, files, before or ())
        except (SchemeError, QueryError, DataError) as error:
            problems = [str(problem) for problem in error.problems]
        fine = not problems and not found.broken
        if as_json:
            answer = {"ok": fine, "problems": problems, **found.to_json()}
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False, default=str))
        elif problems or declared is None:
            say("\n".join(problems))
        else:
            show(declared, found)
        return 0 if fine else 1


def _examined(
    scheme: "Scheme", name: str, files: Sequence[str], before: Sequence[str]
) -> "Examined":
    """Read and check the tables that are given, if any."""
    from steelyard.cli import inputs as chosen
    from steelyard.evaluation.examine import Examined, examine

    given = chosen.assign(scheme, name, files) if files else None
    former = _former(scheme, given.files if given else {}, before)
    return examine(scheme, given, former) if given else Examined()


def _former(scheme: "Scheme", given: Mapping[str, Path], words: Sequence[str]) -> dict[str, Path]:
    """Return the file with the former version of each list that one is given for."""
    lists = [name for name in given if scheme.inputs[name].versions is not None]
    found: dict[str, Path] = {}
    for word in words:
        table, equals, rest = word.partition("=")
        path = Path(rest)
        if not equals or Path(word).exists():
            path = Path(word)
            table = path.stem if path.stem in lists or len(lists) != 1 else lists[0]
        if table not in lists or table in found:
            text = message(
                "“{word}” is no former version of one of the lists that are checked: {lists}. "
                "Say which with TABLE=FILE, once for each.",
                word=word,
                lists=", ".join(lists) or "–",
            )
            raise UsageError(Problem(text, field="--before", nearest=nearest(table, lists)))
        found[table] = path
    return found
