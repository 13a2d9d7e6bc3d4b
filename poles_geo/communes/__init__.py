"""Communes: their movements, and tables carried from one year to another.

In: tables by commune, movements of communes. Out: the same tables on the communes of another
year, with totals unchanged. Imports ``sources``, ``edition`` and what they import.
"""
