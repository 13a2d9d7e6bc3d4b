"""From rows to persons, from persons to effectifs by bassin, with the bilan of every row.

In: a register or a table by commune, and a zoning. Out: a :class:`Decompte`, then effectifs.
Imports ``bassins``, ``communes``, ``sources`` and what they import.
"""
