"""What pôles attract, by their masses and distances.

In: pôles, communes. Out: shares, areas, breaking points, exposition.
"""
