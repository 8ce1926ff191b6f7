"""The files of a site: written only where they changed, removed where nothing makes them any more.

``site.json`` names every file of the publication with its SHA-256, so that the next
publication knows which files are its own. A file that it does not name is never touched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from steelyard import __version__
from steelyard.errors import UsageError
from steelyard.i18n import message

__all__ = ["MANIFEST", "Site", "Written", "put", "refuse_other"]

MANIFEST = "site.json"
Written = tuple[str, str, bool]
"""A file within the site, its SHA-256, and whether it was written anew."""


def refuse_other(out: Path) -> None:
    """Refuse a place that holds something other than a site.

    Raises
    ------
    UsageError
        If ``out`` is a file, or a folder with something else in it.
    """
    if out.is_symlink() or out.is_file():
        raise UsageError(message("{out} is a file, not a folder for a site.", out=str(out)))
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise UsageError(
            message("{out} holds something else; a publication would mix with it.", out=str(out))
        )


def put(folder: Path, name: str, content: bytes) -> Written:
    """Write a file of a site, unless it stands there with the same content."""
    path = folder / name
    changed = not _same(path, content)
    if changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return name, hashlib.sha256(content).hexdigest(), changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


@dataclass
class Site:
    """A site that is being written.

    Parameters
    ----------
    folder
        Where it stands.
    files
        The files written so far with their SHA-256.
    changed
        Those whose content is not what it was.
    """

    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Mark the folder as a site, so that a publication that is cut short can be taken up."""
        if not (self.folder / MANIFEST).is_file():
            self._list()

    def write(self, name: str, content: bytes | str) -> None:
        """Write a file; text as UTF-8."""
        given = content.encode() if isinstance(content, str) else content
        self.note([put(self.folder, name, given)])

    def note(self, written: Iterable[Written]) -> None:
        """Take account of files that were written elsewhere with :func:`put`."""
        for name, digest, changed in written:
            self.files[name] = digest
            if changed:
                self.changed.append(name)

    def finish(self) -> list[str]:
        """Remove files of the publication before that nothing made this time; name all.

        Returns
        -------
        The files removed.
        """
        former = _named(self.folder)
        gone = sorted(name for name in former if name not in self.files)
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        _remove_empty(self.folder, gone)
        self._list()
        return gone

    def _list(self) -> None:
        content = {"steelyard": __version__, "files": dict(sorted(self.files.items()))}
        text = json.dumps(content, ensure_ascii=False, indent=0) + "\n"
        put(self.folder, MANIFEST, text.encode())


def _named(folder: Path) -> Mapping[str, str]:
    """Return the files of the publication before; none where the list cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        named = content["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    inside = folder.resolve()
    return {
        name: digest
        for name, digest in named.items()
        if (folder / name).resolve().is_relative_to(inside)
    }


def _remove_empty(folder: Path, gone: Iterable[str]) -> None:
    """Remove the folders that hold nothing any more."""
    parents = {parent for name in gone for parent in Path(name).parents if parent != Path()}
    for parent in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        path = folder / parent
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
