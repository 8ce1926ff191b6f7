"""What the tests of the record share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from steelyard import Edition
from tests.record.process import edition


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition whose record has begun, not to be changed."""
    return edition(tmp_path_factory.mktemp("begun")).path


@pytest.fixture
def made(begun: Path, tmp_path: Path) -> Edition:
    """An edition whose record has begun."""
    return Edition.open(shutil.copytree(begun, tmp_path / "edition"))
