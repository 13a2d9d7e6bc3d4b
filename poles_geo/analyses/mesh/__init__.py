"""The mesh of pôles: links, places in it, gaps, co-operations.

In: pôles, links, groupings. Out: a table of pairs, or of the index of the pôles or communes.
"""
