"""Readers: one module per official format, the embedded edition among them."""
