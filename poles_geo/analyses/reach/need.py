"""Need of professionals: who can be served within a distance, who cannot, how many are missing.

Counted: patients, each served once, at one site. Not counted: patients from beyond the table,
those who cross for another reason than need, professionals who would leave for elsewhere.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from poles_geo._types import Floats
from poles_geo.analyses.asked import MOST_PATIENTS, MOST_USE, check_asked
from poles_geo.analyses.pole_points import note_repeated, note_rows, numbers_of
from poles_geo.analyses.reach.access import NO_LIMIT, carried, offer_of, people_of
from poles_geo.analyses.reach.allocation import allocate
from poles_geo.analyses.reach.checked_costs import COLUMN, check_limit
from poles_geo.analyses.reach.costs import Costs, with_costs
from poles_geo.coded import plain_column
from poles_geo.errors import ChoiceError, Faults, worded
from poles_geo.typography import french_exact

SERVED, FULL, FAR = "servie", "saturation", "hors de portée"
OF_EACH = "les patients, ou les actes, de chaque habitant, en nombre et non en %"
LEAST_USE = 1e-6
"""Use of an inhabitant under which a region of a million has not one patient."""
STATES = (SERVED, FULL, FAR)
"""What a commune is: all its patients are served; those left find its sites full; it has none."""
LEAST = 1e-7
"""Share of a demand or of a capacity under which nothing is left of it."""


@dataclass(frozen=True)
class Needs:
    """Who is served where, and what is missing.

    Attributes
    ----------
    communes : DataFrame
        Index `code_commune`: population, demande, servis, non_servis (patients), etat (« servie »,
        « saturation », « hors de portée »), km or minutes (mean of those served), manque
        (professionals).
    sites : DataFrame
        Index the codes of the sites: professionnels, capacite, servis, libre (patients), sature.
    flows : DataFrame
        One row a commune and a site where it has patients: code_commune, code_site, patients,
        km or minutes.
    """

    communes: pd.DataFrame
    sites: pd.DataFrame
    flows: pd.DataFrame


def need(
    demand: pd.DataFrame,
    capacity: pd.DataFrame,
    *,
    use: pd.Series | float,
    patients: float,
    costs: pd.DataFrame | Costs | None = None,
    within: float | None = 15,
    population: str = "population",
    professionals: str = "effectif",
) -> Needs:
    """Serve as many patients as can be, at the least cost, and count the professionals missing.

    Demand of a commune: population × use. Capacity of a site: professionals × patients each. A
    patient is served once, within an acceptable cost, by the allocation that serves most people
    and, of all those, costs least: a transport problem (gravity model of a regional agency that the
    report of 2014 quotes, with 15 km). Professionals missing: patients unserved / patients each,
    in the commune where they live.

    Parameters
    ----------
    demand : DataFrame
        Index `code_commune`; population. For straight lines, as :func:`poles_geo.costs_between`.
    capacity : DataFrame
        Index the codes of the sites; professionals; their places likewise.
    use : float or Series
        Patients, or acts, of each inhabitant; for all, or by commune.
    patients : float
        Patients, or acts, of each professional: in the same unit and time as `use`.
    costs : DataFrame or Costs, optional
        As for :func:`poles_geo.access`.
    within : float, optional
        Acceptable cost, included: km in straight lines, minutes of a table. None: any cost.
    population, professionals : str
        Columns of the two tables.

    Returns
    -------
    Needs
        Each of its tables says in its `attrs` what the costs are, the limit, `use` and `patients`.

    Raises
    ------
    TableError
        As :func:`poles_geo.access`; a use that is negative, or that lacks a commune.
    ChoiceError
        A use, patients each, or a limit, that is not over 0 or larger than thinkable; a use that
        is more than what a professional serves.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> people = pd.DataFrame({"population": {"A": 600, "B": 900}})
    >>> sites = pd.DataFrame({"effectif": {"X": 1}})
    >>> km = pd.DataFrame({"origine": ["A", "B"], "destination": "X", "km": [4, 9]})
    >>> found = pg.need(people, sites, use=1, patients=1000, costs=km)
    >>> found.communes[["servis", "non_servis", "manque"]].values.tolist()
    [[600.0, 0.0, 0.0], [400.0, 500.0, 0.5]]
    """
    check_asked(
        ("patients", "--patients"), patients, MOST_PATIENTS,
        "les patients, ou les actes, de chaque professionnel",
    )  # fmt: skip
    check_limit(within, " ; None les prend tous")
    pairs = with_costs(demand, capacity, costs, within, names=("demand", "capacity"))
    people, persons = people_of(demand, population)
    offered = offer_of(capacity, professionals, None, name="capacity")
    uses = _uses(use, demand.index)
    if (most := float(uses.max(initial=0.0))) > patients:
        raise ChoiceError(
            f"{worded('use', '--recours')} = {most!r}, {worded('patients', '--patients')} = "
            f"{patients!r} : un habitant demanderait plus d'un professionnel ; donnez les deux "
            "dans la même unité (patients, ou actes) et pour le même temps."
        )
    wanted = persons * uses
    places = (offered if offered is not None else np.zeros(len(capacity))) * patients
    near = pairs.limited(within)
    sent = allocate(near, wanted, places)
    column = COLUMN[pairs.unit]
    attrs = carried(demand, capacity, pairs)
    attrs["remarques"] |= {
        "limite": NO_LIMIT if within is None else float(within),
        "recours": "par commune" if isinstance(use, pd.Series) else float(use),
        "patients": float(patients),
    }
    communes = _communes(near, people, wanted, sent, patients, column)
    sites = _sites(near, offered, places, sent)
    flows = pd.DataFrame(
        {
            "code_commune": near.origins[near.rows],
            "code_site": near.destinations[near.sites],
            "patients": sent,
            column: near.amounts,
        }
    )[sent > 0].reset_index(drop=True)
    for table in (communes, sites, flows):
        table.attrs = dict(attrs)
    return Needs(communes, sites, flows)


def _uses(use: pd.Series | float, codes: pd.Index) -> Floats:
    """Give the use of each commune, or every fault."""
    if not isinstance(use, pd.Series):
        check_asked(("use", "--recours"), use, MOST_USE, OF_EACH, least=LEAST_USE)
        return np.full(len(codes), float(use))
    faults = Faults("use")
    note_repeated(faults, use.index, "commune répétée")
    faults.raise_if_any()
    uses = numbers_of(plain_column(use).reindex(codes))
    note_rows(
        faults,
        f"un nombre d'au moins 0, et d'au plus {french_exact(MOST_USE)}, est attendu, pour chaque "
        f"commune : {OF_EACH}",
        ~((uses >= 0) & (uses <= MOST_USE)),
        codes,
    )
    faults.raise_if_any()
    return uses


def _communes(
    near: Costs, people: pd.Series, wanted: Floats, sent: Floats, patients: float, column: str
) -> pd.DataFrame:
    n = len(near.origins)
    served = np.minimum(np.bincount(near.rows, sent, minlength=n), wanted)
    served = np.where(wanted - served <= LEAST * wanted, wanted, served)
    left = wanted - served
    spent = np.bincount(near.rows, sent * near.amounts, minlength=n)
    state = np.where(left <= 0, SERVED, np.where(np.diff(near.starts) > 0, FULL, FAR))
    table = pd.DataFrame({"population": people}, index=near.origins)
    return table.assign(
        demande=wanted, servis=served, non_servis=left, etat=state,
        **{column: np.divide(spent, served, out=np.full(n, np.nan), where=served > 0)},
        manque=left / patients,
    )  # fmt: skip


def _sites(near: Costs, offered: Floats | None, places: Floats, sent: Floats) -> pd.DataFrame:
    served = np.minimum(np.bincount(near.sites, sent, minlength=len(places)), places)
    served = np.where(places - served <= LEAST * places, places, served)
    return pd.DataFrame(
        {
            "professionnels": offered, "capacite": places, "servis": served,
            "libre": places - served, "sature": served >= places,
        },
        index=near.destinations,
    )  # fmt: skip
