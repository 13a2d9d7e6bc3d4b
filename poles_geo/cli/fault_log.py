"""A fault of the program → the text of its log: kinds and places in the code, no value.

Neither what the exceptions say nor the lines of code are written: both may hold a cell.
"""

import platform
import sys
import traceback
from collections.abc import Iterator

DEPENDENCIES = ("pandas", "polars", "numpy", "geopandas", "matplotlib", "pyarrow", "cyclopts")


def fault_log(error: BaseException) -> str:
    """Write what stopped the program: versions, then each exception, the last first.

    Parameters
    ----------
    error : BaseException
        With its causes, if it has some.

    Returns
    -------
    str
        For each, its type and the file, line and function of each frame.
    """
    lines = ["Défaut de poles_geo. Ce journal ne contient aucune donnée.", *_versions()]
    for one in _chain(error):
        lines.append(f"\n{type(one).__module__}.{type(one).__qualname__}")
        lines += [
            f"  {frame.f_code.co_filename}, ligne {line}, {frame.f_code.co_qualname}"
            for frame, line in traceback.walk_tb(one.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version

    yield f"Python {platform.python_version()}, {sys.platform}"
    for name in ("poles_geo", *DEPENDENCIES):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} absent"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an exception, and those that it followed."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
