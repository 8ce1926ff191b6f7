"""Sites for the tests of publication, and the browser that opens them.

The browser is Debian's Chromium; ``make test`` installs it with its fonts on a fresh machine.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from steelyard import Edition
from steelyard.i18n import speaking
from steelyard.publish.publish import publish
from tests.publish.editions import evaluated, scheme_of, table_of, written

BROWSERS = ("chromium", "chromium-browser")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser's program."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        reason = "Chromium is not here; on Debian: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_path: str) -> dict[str, object]:
    """How the browser is started: Debian's, as root too."""
    return {"executable_path": browser_path, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Thirty companies in two groups, with how sure their ranks are and what causes it."""
    folder = tmp_path_factory.mktemp("editions") / "small"
    return written(evaluated(scheme_of(), table_of()), folder, samples=64)


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that one of the processes that run tests makes, and the others wait for."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = (factory.getbasetemp() if alone else factory.getbasetemp().parent) / name
    made = folder.with_suffix(".made")
    try:
        folder.mkdir()
    except FileExistsError:
        for _attempt in range(6_000):
            if made.exists():
                return folder
            time.sleep(0.1)
        pytest.fail(f"{name} was not made")
    make(folder)
    made.touch()
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an edition like ``edition``."""

    def make(folder: Path) -> None:
        small = written(evaluated(scheme_of(), table_of()), folder / "edition", samples=64)
        with speaking("en"):
            publish(small, folder / "site", workers=0)

    return once(tmp_path_factory, "small", make) / "site"


@pytest.fixture
def watched(page: Page, context: BrowserContext) -> Iterator[Page]:
    """A page of the browser; the test fails if it said an error or asked for another address."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    context.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1"))
            else wrong.append(asked.url)
        ),
    )
    yield page
    assert not wrong, wrong
