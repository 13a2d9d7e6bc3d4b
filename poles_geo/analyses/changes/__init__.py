"""Two dates, sources or zonings.

In: two counts. Out: what each unit gains or loses, its ranks, and the causes.
"""
