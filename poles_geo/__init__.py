"""Pôles d'offre de soins and bassins de vie: counts, ranks, maps.

The public names are listed in ``__init__.pyi``; each is imported when it is first used, so
that ``import poles_geo`` costs nothing.
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Attach the public names at the first that is asked for: the command starts without."""
    from poles_geo._public import attach

    known = globals()
    known["__getattr__"], known["__dir__"], known["__all__"] = attach(__name__, __file__)
    return known[name] if name in known else known["__getattr__"](name)


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))  # type: ignore[call-overload]
