"""The faults that a cartographer refuses, looked for on a finished page.

In: a :class:`Carte`. Out: a list of defects. Imports ``canvas`` and ``labels``, to know how a page
was made; reads what was drawn, not what was asked.
"""
