"""Pôles d'offre de soins and bassins de vie: counts, ranks, maps.

The public names are listed in ``__init__.pyi``; each is imported when it is first used, so
that ``import poles_geo`` costs nothing.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
__version__ = "0.1.0"
