"""The page of a region, or of another group of pôles, beside those that are most like it.

In: pôles, population, which group. Out: a page. Imports the rooms of the maps below ``pages``.
"""
