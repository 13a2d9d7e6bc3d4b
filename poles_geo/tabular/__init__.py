"""Any table in, any table out: decoding, separators, numbers, workbooks, metadata.

In: files as any program saves them. Out: tables of text or of numbers, and files for French
readers. Imports the root modules alone.
"""
