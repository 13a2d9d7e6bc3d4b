"""The pieces that maps are made of, each drawn on axes in metres of Lambert 93 or on its own.

In: pôles, bassins, ratios. Out: pages, and artists on axes: a piece takes its data first, then
``ax=``, ``style=`` and ``land=``; it returns what it drew. Imports ``analyses``, ``ranking`` and
what is above them. Its rooms have a contract of their own, each importing from those before it:
canvas, ground, labels, layers, surround, pages, lint, interactive. The public names are listed in
``__init__.pyi``; each is imported when it is first used.
"""

from poles_geo._public import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
