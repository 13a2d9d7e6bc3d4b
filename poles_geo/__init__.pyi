from . import errors as errors
from .classify import classify as classify
from .rules import RULES_ORS_2014 as RULES_ORS_2014
from .rules import load_rules as load_rules
from .sources.edition import load_report as load_report

__version__: str
