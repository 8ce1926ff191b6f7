"""Which typefaces the papers are set in, and which languages can be set at all.

The Latin face comes with Typst, so that papers in English are the same on every machine; faces
for Chinese are those of the machine, named per language, since the characters that both
scripts share are drawn differently in each.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from steelyard.errors import UsageError
from steelyard.i18n import LANGUAGES, message
from steelyard.robustness.charts.theme import fonts as families_of_charts

if TYPE_CHECKING:
    import typst

__all__ = ["LATIN", "families", "machine_fonts", "require_fonts"]

LATIN = "Libertinus Serif"
"""The face of Latin letters and figures, which Typst brings along."""


@cache
def machine_fonts() -> typst.Fonts:
    """Return Typst's own fonts and those of the machine; they are looked for once."""
    import typst

    return typst.Fonts()


@cache
def _known() -> frozenset[str]:
    return frozenset(machine_fonts().families())


def families(tag: str, texts: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the families for a language, the best first, as far as they are here.

    Parameters
    ----------
    tag
        The language: ``en``, ``zh-Hant`` or ``zh-Hans``.
    texts
        What will be written: names in Chinese within English text tell which script they are in.
    """
    here = (name for name in families_of_charts(tag, texts) if name in _known())
    chinese = tuple(name for name in here if _is_chinese(name))
    # Chinese faces have Latin letters and figures drawn to go with them.
    return (LATIN, *chinese) if tag == "en" else (*chinese, LATIN)


def _is_chinese(family: str) -> bool:
    return family in _chinese_families()


@cache
def _chinese_families() -> frozenset[str]:
    latin = set(families_of_charts("en"))
    return frozenset(
        name for tag in LANGUAGES for name in families_of_charts(tag) if name not in latin
    )


def require_fonts() -> None:
    """Refuse to go on where papers cannot be set in all languages.

    Raises
    ------
    UsageError
        If Typst is not installed, or the machine has no font with Chinese characters.
    """
    if find_spec("typst") is None:
        raise UsageError(
            message(
                "PDF needs the package typst: {command}", command='pip install "steelyard[pdf]"'
            )
        )
    wanting = [tag for tag in LANGUAGES if tag != "en" and families(tag) == (LATIN,)]
    if wanting:
        raise UsageError(
            message(
                "PDF in Chinese needs one of these fonts, and this machine has none: {fonts}. On "
                "Debian: {command}",
                fonts=", ".join(sorted(_chinese_families())),
                command="apt-get install fonts-noto-cjk",
            )
        )
