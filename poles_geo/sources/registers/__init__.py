"""Registers of persons: Annuaire Santé, and what any register is read as.

In: files. Out: one row an activity, what it says as one text. Imports `tabular/`.
"""
