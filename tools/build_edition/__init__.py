"""Remake the embedded edition from published packages."""
