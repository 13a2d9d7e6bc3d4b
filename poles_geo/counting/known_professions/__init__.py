"""Professions: codes, names, and what a count knows of those of a set.

In: codes and labels of a source. Out: professions. Imports `tabular/` and `communes/`.
"""
