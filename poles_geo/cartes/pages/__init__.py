"""Finished pages: each builder draws its pieces in order, and gives a :class:`Carte`.

In: pôles, and the area that the page is about. Out: a page. Imports the pieces, and ``analyses``.
"""
