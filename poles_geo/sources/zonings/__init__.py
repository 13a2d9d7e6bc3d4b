"""Zonings by commune, by larger things, and perimeters.

In: files, tables, polygons. Out: a composition, or one area. Imports `tabular/` and `edition/`.
"""
