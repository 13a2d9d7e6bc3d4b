"""The embedded edition: contours and lists of the package, and the report's figures.

In: the files of ``poles_geo/data``, which no other folder opens. Out: tables in EPSG:2154, or in
degrees overseas. Imports the root modules alone.
"""
