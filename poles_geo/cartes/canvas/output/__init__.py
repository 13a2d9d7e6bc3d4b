"""A finished map and its files: PDF with its structure, light SVG, PNG, words for who sees none.

In: a drawn figure. Out: files, and the text that stands for the picture. Imports the modules of
``canvas``.
"""
