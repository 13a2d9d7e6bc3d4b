"""The pieces that maps are made of, each drawn on axes in metres of Lambert 93 or on its own.

A piece takes its data first, then ``ax=`` and ``style=``; it returns what it drew. The public
names are listed in ``__init__.pyi``; each is imported when it is first used.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
