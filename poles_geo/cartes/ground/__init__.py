"""What lies under a map: land, limits, tiles, and the extent that the map is about.

In: contours, the name or the shape of an area. Out: artists on axes. Imports ``canvas``.
"""
