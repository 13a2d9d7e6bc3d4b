"""Bassins de vie, or the units of any zoning, as polygons; bridges between two zonings.

In: a composition by commune and contours. Out: one polygon a bassin. Imports ``communes``,
``download``, ``sources``, ``edition`` and what they import.
"""
