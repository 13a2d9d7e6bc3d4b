"""Where every row and every person went.

In: what was counted, placed and left out. Out: the bilan. Imports `communes/`.
"""
