"""What is measured beyond ranks: pure functions from tables to a table.

In: pôles, effectifs. Out: a table of the same index, or of pairs of it. Imports the folders of the
tables: communes, bassins, counting, ranking.
"""
