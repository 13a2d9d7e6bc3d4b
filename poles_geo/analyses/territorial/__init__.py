"""One territory, of any zoning: what is known of it, beside its region and the country.

In: a composition, a code, tables. Out: a table, a row a fact.
"""
