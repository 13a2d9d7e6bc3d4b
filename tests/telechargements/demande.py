"""Run ``poles-geo data fetch essai`` in a process of its own: ``python demande.py ADRESSE``."""

import sys
from dataclasses import replace

from poles_geo.cli import main
from poles_geo.sources.catalogue import DOWNLOADS

DOWNLOADS["essai"] = replace(DOWNLOADS["bv2012"], adresses=(sys.argv[1],), fichier="essai.zip")
main(["data", "fetch", "essai"])
