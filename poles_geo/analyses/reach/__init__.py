"""What communes reach, and what they lack.

In: demand, supply, costs. Out: access, allocation, means by territory.
"""
