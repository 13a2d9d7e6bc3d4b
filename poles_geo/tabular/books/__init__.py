"""Workbooks, in and out.

In: the path of a workbook, columns. Out: sheets of text, bytes. Imports files and errors, and what
`tabular/` says of archives, cells and print.
"""
