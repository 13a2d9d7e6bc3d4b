"""Systems of coordinates, by EPSG code: the legal projections, overseas too, and degrees.

Source: decree 2000-1276, as amended: RGF93 in Lambert 93; RGAF09, RGFG95, RGR92 and RGM04 in UTM.
"""

DEGREES = 4326
"""Longitudes and latitudes."""
LAMBERT_93 = 2154
OVERSEAS_PROJECTIONS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
"""Legal projection of each département overseas, in metres."""
LEGAL_PROJECTIONS = frozenset({LAMBERT_93, *OVERSEAS_PROJECTIONS.values()})
"""Those in which maps are drawn and distances measured."""
