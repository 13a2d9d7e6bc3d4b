"""What is around a map: legend, scale bar, title, sources.

In: the layers that the map shows. Out: artists on the panels of a page. Imports the folders of
``cartes`` above it: ``layers``, ``labels``, ``ground``, ``canvas``.
"""
