"""Pages of areas: ratios, types, smoothed values, circles over areas.

In: areas and their values. Out: a Carte.
"""
