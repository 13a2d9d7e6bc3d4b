"""Where things lie on a page, in millimetres: map, legend, insets, title and sources.

In: bounds in metres, a style, sizes of legends. Out: a page with its axes. Imports ``output`` and
the modules of ``canvas``.
"""
