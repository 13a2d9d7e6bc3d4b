from poles_geo import errors as errors
from poles_geo.classify import classify as classify
from poles_geo.rules import RULES_ORS_2014 as RULES_ORS_2014
from poles_geo.rules import load_rules as load_rules
from poles_geo.sources.edition import load_report as load_report

__version__: str
