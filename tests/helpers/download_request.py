"""Run ``poles-geo data fetch essai`` from an address, in a process of its own.

It answers an interruption as in a terminal, even where the tests run as a background job, whose
children ignore it.
"""

import signal
import sys
from dataclasses import replace

from poles_geo.cli.guard import main
from poles_geo.download.catalogue import DOWNLOADS

signal.signal(signal.SIGINT, signal.default_int_handler)
DOWNLOADS["essai"] = replace(DOWNLOADS["bv2012"], addresses=(sys.argv[1],), file="essai.zip")
sys.argv[1:] = ["data", "fetch", "essai"]
main()
