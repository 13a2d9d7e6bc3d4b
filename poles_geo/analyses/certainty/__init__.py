"""How sure a rank is.

In: effectifs, rules. Out: probabilities of rank, and ranks when thresholds move.
"""
