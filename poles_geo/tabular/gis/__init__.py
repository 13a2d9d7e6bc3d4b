"""Tables with a geometry, for a GIS.

In: a table, a path. Out: a layer with what its table carries, and its style. Imports files, errors
and the metadata of `tabular/`.
"""
