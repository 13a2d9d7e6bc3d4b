"""Ranks of the bassins: rules, reasons, margins.

In: effectifs. Out: pôles, with rang, motif and marge. Imports ``edition`` and the root modules.
"""
