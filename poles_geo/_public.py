"""Public names: resolved when first used; a wrong argument is answered before the call."""

import sys
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import lazy_loader

CACHED = type(cache(len))
"""What a function that keeps its results is."""


def attach(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Give the ``__getattr__``, ``__dir__`` and ``__all__`` of a package from its stub.

    Parameters
    ----------
    package, file : str
        Its ``__name__`` and ``__file__``; the stub lies beside, with the suffix ``.pyi``.
    """
    resolve, names, public = lazy_loader.attach_stub(package, file)

    def answer(name: str) -> Any:
        found = resolve(name)
        if isinstance(found, FunctionType | CACHED):
            found = sys.modules[package].__dict__[name] = _answering(found, package)
        return found

    return answer, names, public


def _answering(function: Callable[..., Any], package: str) -> Callable[..., Any]:
    """Check the arguments before the call, as :mod:`poles_geo.doors` does."""
    from poles_geo.doors import checked

    call = checked(function)
    call.__module__ = package  # so that it is pickled by its public name
    return call
