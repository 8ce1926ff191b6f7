"""Charts are in English unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from steelyard.i18n import set_language


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)
