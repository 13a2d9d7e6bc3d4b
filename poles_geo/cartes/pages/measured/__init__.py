"""Pages of what is measured beyond ranks.

In: tables of the analyses. Out: a Carte.
"""
