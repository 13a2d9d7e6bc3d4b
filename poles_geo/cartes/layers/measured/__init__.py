"""Layers of what is measured beyond ranks.

In: tables of the analyses, axes. Out: a Drawing.
"""
