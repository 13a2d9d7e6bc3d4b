"""The command, without the powers of root: files are read by their permissions alone."""

import ctypes
import runpy

VERSION = 0x20080522
"""Of the header of `capset` (linux/capability.h)."""


def renounce() -> None:
    """Keep none of the capabilities of this process."""
    header = (ctypes.c_uint32 * 2)(VERSION, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    renounce()
    runpy.run_module("poles_geo", run_name="__main__", alter_sys=True)
