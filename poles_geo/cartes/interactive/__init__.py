"""The interactive map: one HTML file that asks nothing of any network.

In: pôles, bassins. Out: a page. Imports the pieces of maps and ``ranking``.
"""
