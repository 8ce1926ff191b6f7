"""The claims of seven press pieces of January 2026: a folder each, with text, tables and claims.

The texts tell the facts of the pieces in our own words. Verdicts are left to
``steelyard.claims.audit``.
"""

from __future__ import annotations

from pathlib import Path

from steelyard.errors import Problem, UsageError, nearest
from steelyard.i18n import message

__all__ = ["find", "names"]

_PRESS = Path(__file__).parent


def names() -> list[str]:
    """Return the names of the pieces whose claims Steelyard carries.

    >>> "brand-500-2026" in names()
    True
    """
    return sorted(path.parent.name for path in _PRESS.glob("*/claims.yaml"))


def find(name: str) -> Path:
    """Return the claims file of the press piece called ``name``.

    Raises
    ------
    UsageError
        If Steelyard carries none of that name.

    Examples
    --------
    >>> find("factory-2026").name
    'claims.yaml'
    """
    known = names()
    if name not in known:
        text = message(
            "There are no claims “{name}”, neither a file nor those of a press piece: {known}.",
            name=name,
            known=", ".join(known),
        )
        raise UsageError(Problem(text, nearest=nearest(name, known)))
    return _PRESS / name / "claims.yaml"
