"""Care structures: their signs, and where these stand.

In: structures, axes. Out: a Drawing.
"""
