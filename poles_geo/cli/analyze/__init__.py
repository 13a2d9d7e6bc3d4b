"""The commands ``poles-geo analyze``, one module a measure, and what they share.

In: arguments. Out: a table, and the line that says what it holds. Imports every folder.
"""
