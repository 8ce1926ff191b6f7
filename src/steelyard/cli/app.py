"""The program: its commands, its language, and what it says when the call is wrong.

A command is a module with a function ``add`` that puts it into the app; helps
are translated when the app is built, after ``--lang`` is known.
"""

import importlib
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group, Parameter
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)
from cyclopts.help import DefaultFormatter, HelpPanel
from rich.console import Console, ConsoleOptions

from steelyard import __version__
from steelyard.errors import Problem, SteelyardError, UsageError, nearest
from steelyard.i18n import LANGUAGES, _, message, set_language

__all__ = ["build", "run"]


class _Entries(DefaultFormatter):
    """Shows what an argument is for, in one language; the usage tells what is required."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        entries = [entry.copy(required=False, default=None) for entry in panel.entries]
        super().__call__(console, options, panel.copy(entries=entries))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: object) -> None:
        """Print the line of usage as it is; its first word is translated with it."""
        console.print(str(usage).rstrip(), markup=False)
        console.print()


COMMANDS = (
    "run",
    "check",
    "publish",
    "serve",
    "robustness",
    "explain",
    "scorecard",
    "whatif",
    "homogeneity",
    "workbook",
    "place",
    "verify",
    "compare",
    "record",
    "extract",
    "audit",
    "match",
    "new",
    "template",
    "sample",
    "schemes",
    "schema",
)


def build() -> App:
    """Return the app, in the current language."""
    app = App(
        name="steelyard",
        help=_(
            "Weigh enterprises, brands and public funds: from a scheme and tables to a ranking "
            "that anyone can derive again."
        ),
        usage=_("Usage: steelyard COMMAND [ARGUMENTS]"),
        version=__version__,
        version_flags=["--version"],
        help_flags=["--help", "-h"],
        help_format="plaintext",
        group_commands=Group(_("Commands")),
        group_arguments=Group(_("Arguments")),
        group_parameters=Group(_("Options")),
        default_parameter=Parameter(negative=()),
        help_formatter=_Entries(),
        help_epilogue=_(
            "--lang en, zh-Hant or zh-Hans sets the language; without it, it is that of the locale."
        ),
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    app["--help"].help = _("Show this help.")
    app["--version"].help = _("Show the version.")
    for name in COMMANDS:
        importlib.import_module(f"steelyard.cli.{name}").add(app)
    return app


def run(words: list[str]) -> int:
    """Run a command line and return its exit status."""
    try:
        rest = _language(words)
        try:
            status = build()(rest)
        except CycloptsError as error:
            raise UsageError(_call_error(error, rest)) from None
    except SteelyardError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        raise
    except OSError as error:
        text = message("This cannot be read or written: {why}.", why=error.strerror or str(error))
        print(Problem(text, error.filename), file=sys.stderr)
        return UsageError.exit_status
    return status if isinstance(status, int) else 0


def _language(words: Sequence[str]) -> list[str]:
    """Take ``--lang`` out of the words, wherever it stands, and set the language."""
    set_language(None)
    rest, tag = [], None
    pending = iter(words)
    for word in pending:
        if word == "--":
            rest += [word, *pending]
        elif word == "--lang":
            tag = next(pending, "")
        elif word.startswith("--lang="):
            tag = word.removeprefix("--lang=")
        else:
            rest.append(word)
    if tag is not None:
        known = {language.lower(): language for language in LANGUAGES}
        if tag.lower() not in known:
            text = message(
                "“{found}” is not a language here; expected {known}.",
                found=tag,
                known=", ".join(LANGUAGES),
            )
            raise UsageError(Problem(text, field="--lang", nearest=nearest(tag, LANGUAGES)))
        set_language(known[tag.lower()])
    return rest


def _call_error(error: CycloptsError, words: Sequence[str]) -> Problem:
    """Return what is wrong with a call, in our words."""
    match error:
        case UnknownCommandError():
            return _unknown_command(words[0] if words else "")
        case UnknownOptionError(token=token, argument_collection=arguments):
            known = [name for argument in arguments for name in argument.names]
            return _unknown_option(token.keyword or token.value, [*known, "--help", "--lang"])
        case MissingArgumentError(argument=argument, keyword=None):
            name = argument.name if argument is not None else ""
            return Problem(message("{name} is missing; see --help.", name=name))
        case MissingArgumentError(keyword=option):
            return Problem(message("{option} needs a value; see --help.", option=option))
        case RepeatArgumentError():
            return Problem(message("An option stands twice."))
        case UnusedCliTokensError(unused_tokens=tokens):
            return Problem(message("Too many arguments: {words}.", words=" ".join(tokens or ())))
        case CoercionError(token=token) if token is not None:
            return Problem(
                message(
                    "“{value}” is not what {name} takes.",
                    value=token.value,
                    name=token.keyword or _("this argument"),
                )
            )
        case _:
            return Problem(message("The call is not right; see --help."))


def _unknown_command(word: str) -> Problem:
    if word.startswith("-"):
        return _unknown_option(word, ("--help", "--version", "--lang"))
    text = message(
        "There is no command “{word}”; the commands are {known}.",
        word=word,
        known=", ".join(COMMANDS),
    )
    return Problem(text, nearest=nearest(word, COMMANDS))


def _unknown_option(option: str, known: Sequence[str]) -> Problem:
    text = message("There is no option {option} here.", option=option)
    return Problem(text, nearest=nearest(option, known))
