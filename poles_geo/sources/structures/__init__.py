"""Lists of care structures: FINESS in both its forms, and those of one's own.

In: files, tables, layers. Out: one row a structure. Imports `tabular/` and `edition/`.
"""
