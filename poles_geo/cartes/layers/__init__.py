"""What a map is drawn for: pôles, bassins, ratios, links, structures.

In: tables. Out: artists on axes. Imports ``labels``, ``ground`` and ``canvas``.
"""
