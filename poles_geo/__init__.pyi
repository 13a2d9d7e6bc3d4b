from . import errors as errors
from . import tables as tables
from .agregation import aggregate as aggregate
from .atlas import atlas as atlas
from .bassins import composition_of as composition_of
from .bassins import read_bassins as read_bassins
from .bassins import read_communes as read_communes
from .carry import carry_composition as carry_composition
from .carry import carry_over as carry_over
from .cartes.lint import lint as lint
from .cartes.planches import map_report as map_report
from .cartes.rapport import map_bassin_minier as map_bassin_minier
from .cartes.rapport import map_national as map_national
from .cartes.rapport import map_region as map_region
from .cartes.schema import map_schema as map_schema
from .cartes.structures import map_structures as map_structures
from .cartes.zones import map_zone as map_zone
from .classify import classify as classify
from .compare import bridge as bridge
from .effectifs import count_professionals as count_professionals
from .professions import PROFESSIONS_2014 as PROFESSIONS_2014
from .professions import PROFESSIONS_ACTUELLES as PROFESSIONS_ACTUELLES
from .rules import RULES_ORS_2014 as RULES_ORS_2014
from .rules import load_rules as load_rules
from .sources.edition import load_report as load_report
from .sources.insee import read_composition as read_composition

__version__: str
