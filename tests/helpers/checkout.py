"""Where the checkout is."""

from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
