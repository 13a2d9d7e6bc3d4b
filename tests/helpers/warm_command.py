"""A process that has loaded the libraries once, and is copied for commands without powers.

Each command is a process of its own, and loads poles_geo afresh; what it is spared is the three
seconds of pandas, geopandas, SciPy and matplotlib. Polars is not loaded here: it starts a thread,
which a copy would lack. Requests and answers are lines: one in JSON, then a return code.
"""

import atexit
import ctypes
import gc
import json
import os
import runpy
import sys
import traceback
from importlib import import_module
from typing import NoReturn

LIBRARIES = (
    "cyclopts", "geopandas", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf",
    "narwhals", "networkx", "openpyxl", "pandas", "pyarrow.csv", "pyarrow.parquet", "pyogrio",
    "scipy.optimize", "scipy.sparse", "scipy.spatial", "tqdm",
)  # fmt: skip


def renounce() -> None:
    """Keep none of the powers of root: its own files are then read by their permissions alone."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "capset")


def become(request: dict[str, str | list[str] | bool]) -> None:
    """Make this copy the command that is asked: its folder, its streams, its arguments."""
    os.chdir(str(request["cwd"]))
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(str(request[name]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    os.close(nowhere)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
    sys.argv = ["poles_geo", *request["arguments"]]
    sys.path[0] = ""
    if request["renounce"]:
        renounce()


def run() -> NoReturn:
    """Run the command as ``python -m poles_geo`` does, and end without taking down what is shared.

    An error that the command lets through is printed by Python's own words, with its code.
    """
    code: object = 0
    try:
        runpy.run_module("poles_geo", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 the traceback is what the test must see
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def main() -> None:
    """Answer requests until there is none."""
    for name in LIBRARIES:
        import_module(name)
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    while line := sys.stdin.readline():
        copy = os.fork()
        if not copy:
            become(json.loads(line))
            run()
        _, status = os.waitpid(copy, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


if __name__ == "__main__":
    main()
