"""What a count was made from, for its metadata: sums of the inputs, editions, version."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from poles_geo import __version__
from poles_geo.files import sum_of

KEY = "provenance"
"""Key of the `attrs` and of the metadata file."""


def provenance(files: Iterable[Path | None], editions: Iterable[str]) -> dict[str, Any]:
    """Tell the version, the name, size and sum of each input, and the editions used with them.

    A pipe, which is read once, and a folder's subfolders have no sum.
    """
    given = [path for path in files if path is not None]
    members = [
        member
        for path in given
        for member in (sorted(path.iterdir()) if path.is_dir() else [path])
        if member.is_file()
    ]
    return {
        "poles_geo": __version__,
        "entrees": [
            {"fichier": path.name, "octets": path.stat().st_size, "sha256": sum_of(path)}
            for path in members
        ],
        "editions": list(dict.fromkeys(editions)),
    }
