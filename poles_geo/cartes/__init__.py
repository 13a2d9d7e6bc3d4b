"""The pieces that maps are made of, each drawn on axes in metres of Lambert 93 or on its own.

A piece takes its data first, then ``ax=`` and ``style=``; it returns what it drew. The public
names are listed in ``__init__.pyi``; each is imported when it is first used.
"""

from poles_geo._public import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
