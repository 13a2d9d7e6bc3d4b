"""Official files brought from where they are published, verified, and kept in a cache.

In: an identifier of the catalogue. Out: the path of a file. Imports ``tabular``, ``edition`` and
the root modules.
"""
