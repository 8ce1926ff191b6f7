"""The schemes that Steelyard brings: a folder each, with the scheme, its README and sample data."""

from __future__ import annotations

from pathlib import Path

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import message

__all__ = ["find", "names", "readme", "sample", "samples"]

_LIBRARY = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the library's schemes.

    >>> "tai" in names()
    True
    """
    return sorted(path.parent.name for path in _LIBRARY.glob("*/scheme.yaml"))


def find(name: str) -> Path:
    """Return the file of the library's scheme called ``name``.

    Raises
    ------
    UsageError
        If the library has none of that name.
    """
    known = names()
    if name not in known:
        text = message(
            "There is no scheme “{name}”, neither a file nor one of the library: {known}.",
            name=name,
            known=", ".join(known),
        )
        raise UsageError(Problem(text, nearest=nearest(name, known)))
    return _LIBRARY / name / "scheme.yaml"


def sample(name: str, which: str = "sample") -> dict[str, Path]:
    """Return the files of the sample data that a scheme of the library brings, by table.

    Parameters
    ----------
    name
        The scheme.
    which
        Which of its samples: a scheme may bring those of a later year, ``later``.

    Raises
    ------
    UsageError
        If the library has no such scheme, or the scheme no such sample.
    """
    folder = find(name).parent
    known = samples(name)
    if which != "sample" and which not in known:
        text = message(
            "“{name}” brings no sample “{which}”; it brings {known}.",
            name=name,
            which=which,
            known=", ".join(known) or "–",
        )
        raise UsageError(Problem(text, field="--sample", nearest=nearest(which, known)))
    return {path.stem: path for path in sorted((folder / which).glob("*.csv"))}


def samples(name: str) -> list[str]:
    """Return the names of the samples that a scheme of the library brings.

    >>> samples("rd-scoreboard")
    ['sample', 'later']
    """
    folder = find(name).parent
    return [which for which in ("sample", "later") if any((folder / which).glob("*.csv"))]


def readme(name: str) -> str:
    """Return the README of a scheme of the library: source, method, limits."""
    return (find(name).parent / "README.md").read_text(encoding="utf-8")
