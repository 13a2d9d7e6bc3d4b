"""Delimited text, from a few lines to millions.

In: a path or bytes of text. Out: rows of cells with their lines, tables. Imports files and errors,
and what `tabular/` says of archives and engines.
"""
