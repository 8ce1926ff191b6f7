"""How to derive every figure again: commands with the edition's own facts, and what they need."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from steelyard.evaluation.edition import MANIFEST
from steelyard.i18n import Message, message
from steelyard.publish.source import Source
from steelyard.robustness.uncertainty import TOP

__all__ = ["again", "inputs"]

_EDITION = "EDITION"
_NEW = "NEW"


def again(source: Source) -> dict[str, Any]:
    """Return the commands, the versions and the fingerprints that a reader needs.

    Parameters
    ----------
    source
        What is published.
    """
    manifest = source.edition.manifest
    whole = hashlib.sha256((source.edition.path / MANIFEST).read_bytes()).hexdigest()
    return {
        "has_inputs": source.edition.has_inputs,
        "needs": [str(one) for one in _needs(source)],
        "commands": [
            {"words": str(words), "command": command} for words, command in _commands(source)
        ],
        "versions": {
            "steelyard": manifest["steelyard"],
            **manifest.get("libraries", {}),
        },
        "processor": manifest.get("processor"),
        "engine": manifest.get("engine"),
        "scheme_sha256": manifest["files"].get("scheme.yaml"),
        "manifest_sha256": whole,
        "inputs": inputs(source),
        "analysis": _analysis(manifest.get("analysis")),
    }


def inputs(source: Source) -> list[dict[str, Any]]:
    """Return the files that were read, with the SHA-256 of each."""
    kept = source.edition.manifest["files"]
    return [
        {
            "table": name if name in source.scheme.inputs else None,
            "file": one.get("file"),
            "sha256": one.get("sha256"),
            "kept": f"input/{name}.parquet" in kept,
        }
        for name, one in source.edition.manifest.get("sources", {}).items()
    ]


def _analysis(settings: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if settings is None:
        return None
    return {name: settings.get(name) for name in ("replications", "seed", "sensitivity", "level")}


def _needs(source: Source) -> Iterator[Message]:
    """Say what is needed beside the program."""
    yield message("Steelyard {version}.", version=source.edition.manifest["steelyard"])
    yield message(
        "The edition: unpack edition.zip from the downloads into a folder, here {folder}.",
        folder=_EDITION,
    )
    asked = [one for one in inputs(source) if not one["kept"]]
    if source.edition.has_inputs:
        yield message("Nothing else: the edition carries the tables that it was made from.")
        return
    if not asked:
        yield message(
            "The tables that it was made from: {tables}. The edition does not carry them, and "
            "does not say which files they were.",
            tables=", ".join(source.scheme.inputs),
        )
        return
    yield message(
        "The files that it was made from, which the edition does not carry: {files}. They must "
        "have the SHA-256 below.",
        files=", ".join(str(one["file"]) for one in asked),
    )


def _commands(source: Source) -> Iterator[tuple[Message, str]]:
    own = source.edition.has_inputs
    missing = "" if own else "".join(f" {word}" for word in _words(source, all_files=False))
    yield (
        message(
            "Run the edition again and compare it byte for byte; on another kind of processor "
            "figures agree to 1e-12:"
        ),
        f"steelyard verify {_EDITION}{missing}",
    )
    files = "".join(f" {word}" for word in _words(source, all_files=True))
    yield (
        message("Or make it from the files that were read:"),
        f"steelyard run {_EDITION}/scheme.yaml{files}{_options(source)} --out {_NEW}",
    )
    key = source.keys[0] if source.keys else "UNIT"
    if source.scheme.tree is not None and source.scheme.rank.by_score:
        yield (
            message("See how the score of a unit comes about:"),
            f"steelyard explain {_EDITION} {shlex.quote(key)}",
        )


def _words(source: Source, *, all_files: bool) -> Iterator[str]:
    """Yield the files as they are given to a command; those of deliveries are in a folder."""
    several = False
    read = inputs(source)
    if not read:
        # The tables came from a program; what files a reader puts them in is up to the reader.
        yield from (shlex.quote(f"{name}=FILE") for name in source.scheme.inputs)
    for one in read:
        if one["table"] is None:
            several = True
        elif one["file"] and (all_files or not one["kept"]):
            yield shlex.quote(f"{one['table']}={one['file']}")
    if several:
        yield "DELIVERIES/"


def _options(source: Source) -> str:
    """Return the settings of the analysis as options."""
    settings = source.edition.manifest.get("analysis")
    if settings is None:
        return " --replications 0"
    text = f" --replications {settings['replications']} --seed {settings['seed']}"
    if settings.get("sensitivity"):
        text += f" --sensitivity {settings['sensitivity']}"
    among = tuple(settings.get("among", ()))
    # The length of the list is always among them, and needs no option.
    usual = tuple(sorted({*TOP, source.scheme.rank.first or TOP[0]}))
    if among and among not in (TOP, usual):
        text += "".join(f" --among {number}" for number in among)
    return text
