"""The atlas: every map and table of a set of pôles in one folder, and the page that shows them.

In: pôles. Out: files. Imports every folder but ``cli``. It is not called ``atlas``, which would
hide :func:`poles_geo.atlas` as soon as one of its modules is imported.
"""
