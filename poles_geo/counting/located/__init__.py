"""Where what is counted is.

In: codes, postal codes and labels. Out: communes, units of a zoning, the territory of a source.
Imports `communes/`, `bassins/` and `sources/`.
"""
