"""How fast a ranking follows a slider in the page of weights, in the browser that readers have.

The page is opened from a file; sliders of every level move in turn. What is measured is the
page's own work: scores and ranks, then also the table and the layout of it.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.synthetic import made_up
from steelyard import evaluate

__all__ = ["weights"]

SIZES = ((2_500, 40, 8), (20_000, 40, 8))
MOVES = 300
GOAL = "16 ms a move for 2,500 × 40"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_MEASURE = """(moves) => {
  const sliders = [...document.querySelectorAll("[data-part=tool] input[type=range]")];
  const { compute, draw } = window.steelyardWeightsPage;
  const [computed, drawn] = [[], []];
  for (let move = 0; move < moves; move++) {
    const slider = sliders[move % sliders.length];
    slider.value = String((37 * (move + 1)) % 200);
    slider.dispatchEvent(new Event("input"));
    const begin = performance.now();
    compute();
    computed.push(performance.now() - begin);
    slider.value = String((37 * (move + 2)) % 200);
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    draw();
    document.body.getBoundingClientRect();
    drawn.push(performance.now() - start);
  }
  return [computed, drawn];
}"""


def weights() -> dict[str, dict[str, object]]:
    """Milliseconds from a moved slider to scores and ranks, and to the table on the page."""
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return {"weights in the page": {"skipped": "no Chromium is here to open the page with"}}
    with tempfile.TemporaryDirectory() as folder:
        return dict(_cases(browser, Path(folder)))


def _cases(browser: str, folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        for units, indicators, criteria in SIZES:
            place = folder / str(units)
            data = _published(units, indicators, criteria, place)
            page = opened.new_page()
            page.goto((place / "site" / "en" / "weights.html").as_uri())
            page.locator("[data-part=rows] tr").first.wait_for()
            page.evaluate(_MEASURE, MOVES // 3)
            computed, drawn = page.evaluate(_MEASURE, MOVES)
            yield (
                f"weights in the page, {units:,} × {indicators}",
                {
                    "compute_median_ms": statistics.median(computed),
                    "compute_p95_ms": _at(computed, 0.95),
                    "drawn_median_ms": statistics.median(drawn),
                    "drawn_p95_ms": _at(drawn, 0.95),
                    "data_megabytes": data / 1e6,
                    "goal": GOAL,
                },
            )
            page.close()
        opened.close()


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _published(units: int, indicators: int, criteria: int, place: Path) -> int:
    """Write the page of weights with what it loads; return the bytes of its data."""
    from tests.publish.weights.room import write_room

    scheme, table = made_up(units, indicators, criteria, missing=0.02)
    edition = evaluate(scheme, table).write(place / "edition", inputs=False)
    site = write_room(edition, place / "site")
    return (site / "assets" / "weights-data.js").stat().st_size
