"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steelyard", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("steelyard")

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of conformance data that stands beside the project in CI, not with users."""
    folder = PROJECT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("conformance data (shared/data beside the project) are not here")
    return folder
