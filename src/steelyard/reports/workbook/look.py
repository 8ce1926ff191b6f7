"""How the workbook looks: formats of headings, cells and lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from steelyard.reports.workbook.sheet import Cells

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["BAR", "Look", "begins_like_a_formula"]

BAR = "#9DC3E6"
_ACCENT = "#1F4E79"
_FORMULA = "=+-@\t\r"


@dataclass(frozen=True)
class Look:
    """The formats of a workbook, each made when it is first asked for."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def _format(self, **settings: Any) -> Format:
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(settings)
        return self._made[key]

    def heading(self, cells: Cells) -> Format:
        """Return the format of a column's heading; the button of a filter stands at the right."""
        return self._format(
            bold=True,
            text_wrap=True,
            align="left" if cells.kind == "text" else "center",
            valign="vcenter",
            bg_color=_ACCENT,
            font_color="#FFFFFF",
        )

    def cell(self, cells: Cells, decimals: int | None = None) -> Format:
        """Return the format of a column's cells, or of one with its own decimals."""
        places = cells.decimals if decimals is None else decimals
        shown = {
            "figure": "#,##0" + ("." + "0" * places if places else ""),
            "label": "0",
            "day": "yyyy-mm-dd",
            "text": "@",
        }[cells.kind]
        settings: dict[str, Any] = {"num_format": shown, "valign": "top", "bold": cells.strong}
        if cells.kind == "text":
            settings["text_wrap"] = True
        elif cells.kind == "day":
            settings["align"] = "center"
        else:
            # A text in the next column begins where the figure ends.
            settings |= {"align": "right", "indent": 1}
        return self._format(**settings)

    def quoted(self, cells: Cells) -> Format:
        """Return the format of a text that must not become a formula when it is edited."""
        return self._format(
            num_format="@", valign="top", bold=cells.strong, text_wrap=True, quote_prefix=True
        )

    def weight(self) -> Format:
        """Return the format of a cell that a reader may change."""
        return self._format(
            num_format="0.0#", bg_color="#FFF2CC", border=1, border_color="#BF9000", align="center"
        )

    def computed(self, *, strong: bool = False) -> Format:
        """Return the format of a score that a formula computes."""
        return self._format(num_format="#,##0.0000", bold=strong, align="right", indent=1)

    def whole(self, *, signed: bool = False) -> Format:
        """Return the format of a rank, or of by how much it differs."""
        shown = "+0;-0;0" if signed else "0"
        return self._format(num_format=shown, align="right", indent=1)

    def above(self) -> Format:
        """Return the format of what stands above a heading."""
        return self._format(italic=True, text_wrap=True, align="center", font_color="#595959")

    def line(self, style: str, depth: int = 0) -> Format:
        """Return the format of a line of text, set in by so many steps."""
        broken = {"text_wrap": True, "valign": "top"}
        settings: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 16, "font_color": _ACCENT},
            "heading": {"bold": True, "font_size": 12, "font_color": _ACCENT},
            "strong": {"bold": True, **broken},
            "link": {"font_color": "#0563C1", "underline": 1, **broken},
            "line": broken,
        }
        return self._format(
            **settings[style], **({"indent": depth, "align": "left"} if depth else {})
        )


def begins_like_a_formula(text: str) -> bool:
    """Return whether a program that reads cells as typed would take a text for a formula."""
    return text[:1] in _FORMULA and text != ""
