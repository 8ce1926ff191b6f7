"""Sites for the tests of publication, and the browser that opens them.

The browser is Debian's Chromium; ``make test`` installs it with its fonts on a fresh machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``edition``."""
    out = tmp_path_factory.mktemp("sites") / "small"
    with speaking("en"):
        publish(edition, out, workers=0)
    return out


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
