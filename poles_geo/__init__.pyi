from . import errors as errors
from . import tables as tables
from .atlas import atlas as atlas
from .cartes.rapport import map_bassin_minier as map_bassin_minier
from .cartes.rapport import map_national as map_national
from .cartes.rapport import map_region as map_region
from .classify import classify as classify
from .rules import RULES_ORS_2014 as RULES_ORS_2014
from .rules import load_rules as load_rules
from .sources.edition import load_report as load_report

__version__: str
