"""What is around a map: scale bar, limits shown, title, sources.

In: the layers that the map shows. Out: artists on the panels of a page. Imports the folders of
``cartes`` above it: ``layers``, ``labels``, ``ground``, ``canvas``.
"""
