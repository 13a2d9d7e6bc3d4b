"""What explains a map: blocks that know their size, set in columns or one under the other.

In: what a layer shows. Out: artists on the legend's panel. Imports the folders of ``cartes`` above
it: ``surround``, ``layers``, ``labels``, ``ground``, ``canvas``.
"""
