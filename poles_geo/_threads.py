"""How many threads read and compute."""

import os

WORKERS = min(4, os.cpu_count() or 1)
