"""The report of 2014: its numbered maps and its tables, counted again from any set of pôles.

In: pôles. Out: maps and tables, by their number and title in the report. Imports the public names
of ``poles_geo`` alone: the report is a client of the library. Its own public names are listed in
``__init__.pyi``; each is imported when it is first used.
"""

from poles_geo._public import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
