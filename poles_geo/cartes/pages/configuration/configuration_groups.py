"""The groups that a page sets side by side: what they are called, their names, where they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.regional.region_sentences import sentence_of
from poles_geo.cartes.ground.extents import Extent, extent_named, outlined
from poles_geo.cartes.ground.land import Land
from poles_geo.coded import note_index, trimmed
from poles_geo.communes.territory_names import DEPARTEMENT, folded, territory_named
from poles_geo.errors import ChoiceError, Faults, TableError, check_choice, worded
from poles_geo.regions import OVERSEAS

BY_DEPARTEMENT = "departement"
GIVEN = "aires"
"""What the outlines of groups are called in messages."""
NEAR = 0.7
"""How like another name, at least, is one that is told in its place."""
SHOWN = 10
"""Names that a message lists."""


@dataclass(frozen=True)
class Noun:
    """What groups are called, in French: « région », « régions », « la région », « une région »."""

    one: str
    several: str
    of_the: str
    other: str
    ending: str = ""

    @property
    def subtitle(self) -> str:
        """What the page shows."""
        return f"Les pôles {self.of_the} à côté de ceux des {self.several} de profil le plus proche"

    def note(self, things: str) -> str:
        """Say what the measures of the page are, and do not see; `things`: what is counted."""
        return (
            "Écart de profil : somme, rang par rang, des différences de masse rapportée au premier "
            f"pôle. Relais : {things} de tous les pôles sauf le premier ; ceux {self.other} "
            "ne sont pas vus."
        )

    @property
    def country(self) -> str:
        """Heading of all the groups together."""
        return f"Ensemble des {self.several}"

    @property
    def median(self) -> str:
        """Heading of the middle of those that the page does not show."""
        return f"Les autres {self.several}, médiane"

    @property
    def alone(self) -> str:
        """How begins the note of the groups that one pôle holds."""
        return f"Mis{self.ending} à part"


REGION = Noun("région", "régions", "de la région", "d'une autre région", "e")
DEPARTEMENTS = Noun("département", "départements", "du département", "d'un autre département")
TERRITORY = Noun("territoire", "territoires", "du territoire", "d'un autre territoire")


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of pôles by a column of their table.

    Attributes
    ----------
    by : str
        The column.
    noun : Noun
    land : Land
        What lies under their maps.
    areas : GeoDataFrame or None
        Their outlines, by name, where the land does not know them.
    """

    by: str
    noun: Noun
    land: Land
    areas: gpd.GeoDataFrame | gpd.GeoSeries | None = None

    def named(self, group: str | int, groups: pd.Index) -> str:
        """Find which of the groups of a table is asked for, by name or code.

        Raises
        ------
        ChoiceError
            None of them, or one without pôles.
        """
        argument, called = worded("region", "--region"), str(group)
        known = ""
        if self.noun is REGION:
            extent = extent_named(group, land=self.land)
            called = extent.name
            known = "" if extent.kind == DEPARTEMENT else called
        elif self.noun is DEPARTEMENTS and called not in groups:
            found = territory_named(group, year=self.land.year)
            called = found.code if found.kind == DEPARTEMENT else found.name
            is_one = found.kind == DEPARTEMENT or found.name in OVERSEAS.values()
            known = found.name if is_one else ""
        else:
            known_as = {name.casefold(): name for name in groups}
            called = known_as.get(" ".join(called.split()).casefold(), called)
        if known in OVERSEAS.values():
            raise ChoiceError(
                f"{argument} = {group!r} : {called} est outre-mer ; cette page compare des "
                f"{self.noun.several} de la métropole."
            )
        if known and called not in groups:
            raise ChoiceError(
                f"{argument} = {group!r} : {known} n'a aucun pôle, ou n'est pas compté en entier ; "
                "il n'y a rien à comparer."
            )
        return check_choice(called, groups, argument)

    def extent(self, group: str) -> Extent:
        """Give the area of a group, whose outline is known."""
        if self.noun is REGION:
            return extent_named(group, land=self.land)
        if self.areas is None:
            known = self.land.departements.index.get_level_values("departement")
            area = gpd.GeoSeries(self.land.departements[known == group]).union_all()
            return Extent(group, area, kind=DEPARTEMENT)
        outline = self.areas.geometry[self._outlined() == group]
        return outlined(group, gpd.GeoSeries(outline), f"{GIVEN}, {group}")

    def check_outlines(self, groups: Iterable[str]) -> None:
        """Refuse groups without outline; one of nearly the same name is told, never taken.

        Raises
        ------
        ChoiceError
            With every group, and the nearest name.
        """
        if self.areas is None:
            return
        known = self._outlined().unique()
        near = {folded(name): name for name in known}
        faults, alike = Faults(GIVEN), {}
        for group in groups:
            if group in known:
                continue
            if found := get_close_matches(folded(group), near, n=1, cutoff=NEAR):
                alike[near[found[0]]] = group
                told = f"le plus proche est « {near[found[0]]} »"
            else:
                told = f"leur index a {', '.join(known[:SHOWN])}"
            faults.add(f"aucun contour de « {group} » ; {told}")
        if alike:
            faults.add(
                "un contour n'est pas pris sur un nom voisin ; écrivez le même dans la colonne "
                f"{self.by} et pour le contour" + worded(f" : areas.rename(index={alike})", "")
            )
        faults.raise_if_any(ChoiceError)

    def _outlined(self) -> pd.Index:
        """Give the name of each outline."""
        assert self.areas is not None
        return pd.Index(trimmed(self.areas.index.to_series()).astype(str))

    def labels(self, groups: pd.Index) -> dict[str, str]:
        """Give what each group is called on the page."""
        if self.noun is not DEPARTEMENTS:
            return {str(group): str(group) for group in groups}
        known = {str(code): str(name) for code, name in self.land.departements.index}
        return {str(group): known.get(str(group), str(group)) for group in groups}

    def relabelled(self, table: pd.DataFrame) -> pd.DataFrame:
        """Call the groups of a table of configurations as they are on the page."""
        labels = self.labels(table.index)
        if all(name == label for name, label in labels.items()):
            return table
        called = table.assign(plus_proche=table["plus_proche"].map(labels))
        called.index = called.index.map(labels)
        rows = called.to_dict("index")
        called["phrase"] = [
            sentence_of(str(name), row, table.attrs) if pd.notna(row["masse"]) else row["phrase"]
            for name, row in rows.items()
        ]
        called.attrs = dict(table.attrs)
        return called


def grouping(by: str, areas: gpd.GeoDataFrame | gpd.GeoSeries | None, *, land: Land) -> Grouping:
    """Say what groups a column makes.

    Parameters
    ----------
    by : str
        Column of the table of pôles; empty: the regions of the land.
    areas : GeoDataFrame, optional
        Outlines by group, for a column that is neither region_2014, region_2016 nor departement.

    Raises
    ------
    ChoiceError
        Outlines are missing.
    TableError
        They have codes that are none, or twice.
    """
    by = by or f"region_{land.year}"
    if by == f"region_{land.year}":
        return Grouping(by, REGION, land)
    if by == BY_DEPARTEMENT:
        return Grouping(by, DEPARTEMENTS, land)
    if areas is None:
        raise ChoiceError(
            f"{worded('by', '--par')} = {by!r} : les contours de ces territoires ne sont pas "
            f"connus ; donnez-les ({worded('areas=', '--contours')}), ou groupez par région ou "
            "par département."
        )
    faults = Faults(GIVEN)
    note_index(faults, areas.index, by, as_texts=False)
    faults.raise_if_any(TableError)
    return Grouping(by, TERRITORY, land, areas)
