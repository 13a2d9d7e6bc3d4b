"""The report of 2014: its numbered maps and its tables, counted again from any set of pôles.

The public names are listed in ``__init__.pyi``; each is imported when it is first used.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
