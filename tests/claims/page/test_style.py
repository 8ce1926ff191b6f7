"""The look of the page: contrasts as WCAG 2.2 asks for, in light, in the dark and on paper."""

from __future__ import annotations

import re

import pytest

from steelyard.claims.page.write import audit_style, style
from steelyard.claims.report.words import KINDS

CSS = style()
TONES = ("contradicted", "loose", "unchecked", "holds")


def variables(where: str) -> dict[str, str]:
    """Return the colours that a part of the style sets."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", where))


LIGHT = variables(CSS[: CSS.index("@media")])
DARK = LIGHT | variables(CSS[CSS.index("@media (prefers-color-scheme: dark)") :].split("}\n}")[0])
PAPER = LIGHT | variables(CSS[CSS.index("@media print") :].split("  }\n")[0])
each_scheme = pytest.mark.parametrize(
    "scheme", [LIGHT, DARK, PAPER], ids=["light", "dark", "print"]
)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@each_scheme
@pytest.mark.parametrize("colour", ["ink", "quiet", "accent", *TONES])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_text_stands_out_from_the_page(scheme: dict[str, str], colour: str, ground: str) -> None:
    assert contrast(scheme[colour], scheme[ground]) >= 4.5


@each_scheme
@pytest.mark.parametrize("tone", TONES)
def test_a_marked_figure_and_its_sign_stand_out_from_their_ground(
    scheme: dict[str, str], tone: str
) -> None:
    ground = scheme[f"{tone}-ground"]
    assert contrast(scheme["ink"], ground) >= 4.5
    assert contrast(scheme[tone], ground) >= 4.5


@each_scheme
def test_the_focus_is_seen(scheme: dict[str, str]) -> None:
    assert contrast(scheme["accent"], scheme["paper"]) >= 3
    assert ":focus-visible" in CSS


def test_every_colour_is_named_once_and_used_by_its_name() -> None:
    rules = re.sub(r"--[a-z-]+: #[0-9a-f]+;", "", CSS)
    assert re.findall(r"#[0-9a-f]{3,6}\b", rules) == []
    used = set(re.findall(r"var\(--([a-z-]+)\)", CSS))
    assert used - {"tone", "ground"} <= set(LIGHT)


@pytest.mark.parametrize("kind", KINDS)
def test_each_verdict_has_its_tone(kind: str) -> None:
    assert re.search(rf"\.{kind}\b[^{{}}]*{{\s*--tone", CSS)


def test_verdicts_are_told_apart_without_colour() -> None:
    lines = {
        kind: re.search(rf"\.figure\.{kind}[^{{}}]*{{([^}}]*)}}", CSS)
        for kind in ("contradicted", "possible", "truncated", "unchecked")
    }
    drawn = [found[1].split(";")[-2].strip() for found in lines.values() if found]
    assert len(set(drawn)) == 4


def test_the_style_cannot_end_its_element() -> None:
    assert "</" not in CSS
    assert "\r" not in CSS


@pytest.mark.parametrize("query", ["prefers-color-scheme: dark", "print", "max-width", "min-width"])
def test_there_is_a_look_for_the_dark_for_paper_and_for_widths(query: str) -> None:
    assert query in CSS


def test_what_may_stand_in_another_frame_touches_nothing_else() -> None:
    without_blocks = re.sub(r"@media [^{]*{((?:[^{}]*{[^{}]*})*)\s*}", r"\1", audit_style())
    selectors = re.findall(r"([^{}]+){[^{}]*}", without_blocks)
    assert len(selectors) > 50
    alone = [one.strip() for group in selectors for one in group.split(",")]
    assert [one for one in alone if not one.startswith(".audit ")] == []
