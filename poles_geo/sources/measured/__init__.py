"""Tables that say what no register does: costs, flows, groupings, indicators.

In: files. Out: one row a pair, a member or a commune. Imports `tabular/` and `edition/`.
"""
