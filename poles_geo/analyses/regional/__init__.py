"""« Nous et les autres »: how the pôles of each region are set.

In: pôles, inhabitants. Out: a row a region: measures, type, sentence.
"""
