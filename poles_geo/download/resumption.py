"""A file begun: what the server said of it, kept beside it to take it up again after a cut."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Begun:
    """What is known of a file begun.

    Attributes
    ----------
    address : str
        Where it comes from.
    etag, modified_on : str or None
        The server's ``ETag`` and ``Last-Modified``.
    size : int or None
        Bytes of the whole file.
    """

    address: str
    etag: str | None = None
    modified_on: str | None = None
    size: int | None = None

    @property
    def validator(self) -> str | None:
        """What lets a server tell that its file is the same: a strong tag, or a date."""
        strong = self.etag is not None and not self.etag.startswith("W/")
        return self.etag if strong else self.modified_on


def begun_path(part: Path) -> Path:
    """Where what is known of a file begun is kept."""
    return part.with_name(part.name + ".json")


def write_begun(part: Path, begun: Begun) -> None:
    """Keep what is known of a file begun."""
    begun_path(part).write_text(json.dumps(asdict(begun)), "utf-8")


def read_begun(part: Path) -> Begun | None:
    """Read what is known of a file begun; None when nothing readable is."""
    try:
        return Begun(**json.loads(begun_path(part).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def forget(part: Path) -> None:
    """Remove a file begun, and what is known of it."""
    part.unlink(missing_ok=True)
    begun_path(part).unlink(missing_ok=True)
