"""What every map draws on: frame, axes, style, typeface, text, symbols, areas.

In: a style, bounds in metres. Out: axes to draw on; pages from ``layout``, their files from
``output``. Imports no other folder of ``cartes``.
"""
