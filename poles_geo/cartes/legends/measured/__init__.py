"""Legends of what is measured beyond ranks.

In: layers. Out: blocks.
"""
