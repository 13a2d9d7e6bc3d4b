"""Public names: resolved when first used; an unknown argument is answered with the near one."""

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

import lazy_loader


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
        if isinstance(found, FunctionType):
            found = sys.modules[package].__dict__[name] = _answering(found, package)
        return found

    return answer, names, public


def _answering(function: FunctionType, package: str) -> Callable[..., Any]:
    """Check the names of the arguments before the call: the rest is the function's own."""
    code = function.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    free = code.co_flags & 0x08

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        for name in () if free else options:
            if name not in known:
                from difflib import get_close_matches

                from poles_geo.errors import ArgumentError

                near = get_close_matches(name, known, n=1)
                meant = f"vouliez-vous dire {near[0]} ? " if near else ""
                raise ArgumentError(
                    f"{function.__name__}({name}=…) : {meant}arguments possibles : "
                    f"{', '.join(known)}."
                )
        return function(*args, **options)

    call.__module__ = package  # so that it is pickled by its public name
    return call
