"""Ask for « essai » in a process of its own: ``python demande.py ADRESSE``."""

import sys
from dataclasses import replace

from poles_geo.sources.cache import fetch
from poles_geo.sources.catalogue import DOWNLOADS

DOWNLOADS["essai"] = replace(DOWNLOADS["bv2012"], adresses=(sys.argv[1],), fichier="essai.zip")
fetch("essai", progres=False)
