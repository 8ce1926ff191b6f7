"""The wheel is whole: alone, with what it declares to need and nothing else, it does its job."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import steelyard

PROJECT = Path(__file__).parent.parent
LIBRARY = PROJECT / "src" / "steelyard" / "library"

pytestmark = pytest.mark.slow


def ran(*command: str | Path, folder: Path = PROJECT) -> str:
    process = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    return process.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def needed(distribution: Distribution, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return the names of what a distribution declares to need here, and what that needs."""
    names = set()
    for line in distribution.requires or ():
        requirement = Requirement(line)
        wanted = [{"extra": extra} for extra in extras or {""}]
        if requirement.marker is None or any(map(requirement.marker.evaluate, wanted)):
            inner = needed(Distribution.from_name(requirement.name), frozenset(requirement.extras))
            names |= {requirement.name} | inner
    return names


def lay_in(name: str, packages: Path) -> None:
    """Link an installed distribution into another environment's packages."""
    distribution = Distribution.from_name(name)
    for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
        link = packages / top
        if not link.exists():
            link.symlink_to(Path(str(distribution.locate_file(top))).resolve())


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel and what it declares to need, in the versions here.

    pip installs it without an index, so it refuses a wheel that would need anything else.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    metadata = f"steelyard-{steelyard.__version__}.dist-info/"
    for name in needed(PathDistribution(zipfile.Path(wheel, metadata))):
        lay_in(name, packages)
    python = folder / "bin" / "python"
    ran(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", wheel)
    return folder


def test_a_scheme_of_the_library_runs_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    ranking = ran(environment / "bin" / "steelyard", "run", "tai", folder=tmp_path)
    assert re.search(r"^\W*1\W+Finland\b", ranking, re.MULTILINE)


def test_the_wheel_is_typed(contents: set[str]) -> None:
    assert "steelyard/py.typed" in contents


@pytest.mark.parametrize("language", ["zh_Hant", "zh_Hans"])
def test_the_wheel_speaks_chinese(contents: set[str], language: str) -> None:
    assert f"steelyard/i18n/locale/{language}/LC_MESSAGES/steelyard.mo" in contents


def test_the_wheel_carries_the_library(contents: set[str]) -> None:
    files = {
        path.relative_to(LIBRARY.parent.parent).as_posix()
        for path in LIBRARY.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files
    assert files - contents == set()


def test_the_wheel_carries_nothing_but_the_package(contents: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in contents} == {"steelyard"}


def test_the_lock_names_no_place() -> None:
    """Where packages come from is the machine's business, not the project's."""
    assert "://" not in (PROJECT / "requirements.lock").read_text()
