"""Areas filled by their values, classes and colours; circles over them.

In: areas and their values, axes. Out: a Drawing.
"""
