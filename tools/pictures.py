"""Make the pictures of the README anew: pages of a publication, as a browser shows them.

The publication is that of the library's Technology Achievement Index, so that anyone can make the
same; where the tests find Chromium, so does this.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from steelyard import Dataset, Edition, Scheme, evaluate
from steelyard.i18n import speaking
from steelyard.library import sample
from steelyard.publish.publish import publish

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
LANGUAGES = ("en", "zh-Hant")
PAGES = {"ranking": "ranking", "unit": "units/japan", "sure": "sure"}
SIZE = {"width": 1200, "height": 860}
REPLICATIONS, SAMPLES = 10_000, 4_096


def pictures() -> Iterator[tuple[str, str, str]]:
    """Yield each picture's file with its language and its page."""
    for tag in LANGUAGES:
        for name, address in PAGES.items():
            yield f"site-{name}.{tag}.png", tag, address


def edition_of(folder: Path) -> Edition:
    """Write the edition whose publication is shown."""
    scheme = Scheme.load("tai")
    evaluation = evaluate(scheme, Dataset.read(scheme.inputs, sample("tai")))
    return evaluation.analysed(replications=REPLICATIONS, samples=SAMPLES, seed=0).write(folder)


def main() -> int:
    """Publish, take the pictures, and say where they are."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("Chromium is not here; tools/browser says how to get it.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        with speaking("en"):
            publish(edition_of(Path(place) / "edition"), Path(place) / "site")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        for file, tag, address in pictures():
            page.goto((Path(place) / "site" / tag / f"{address}.html").as_uri())
            page.wait_for_timeout(1_000)
            page.screenshot(path=FOLDER / file)
            print(FOLDER / file)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
