"""The page and its tools: frame in millimetres, style, text, symbols, insets, files.

In: a style, bounds in metres. Out: axes to draw on, and finished pages. Imports no other folder
of ``cartes``.
"""
