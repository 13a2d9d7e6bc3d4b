"""Names on a map: where they go, clear of symbols and of each other.

In: what is to be named, and what the axes already show. Out: names placed, and those left out.
Imports ``ground`` and ``canvas``.
"""
