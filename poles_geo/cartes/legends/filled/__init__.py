"""Legends of areas filled by their values.

In: layers. Out: blocks.
"""
