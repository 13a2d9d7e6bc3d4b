"""Pôles d'offre de soins and bassins de vie: counts, ranks, maps.

The public names are listed in ``__init__.pyi``; each is imported when it is first used, so
that ``import poles_geo`` costs nothing.
"""

from poles_geo._public import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
__version__ = "0.1.0"
