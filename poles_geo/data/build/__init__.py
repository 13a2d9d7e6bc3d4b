"""Remake the embedded edition from published packages: ``python -m poles_geo.data.build``."""
