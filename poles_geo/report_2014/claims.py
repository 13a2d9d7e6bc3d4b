"""What the text and the figures of the report claim, held to its own inventory (Figure 3).

Counted: what the inventory, and the bassins of 2012, can answer. Not counted: what depends on a
model, and what the report leaves out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import pandas as pd

import poles_geo as pg
from poles_geo.report_2014.figures import TOTAL, figure1

PARIS, MARSEILLE, LYON, LILLE = "75056", "13055", "69123", "59350"
RENNES, BREST, CAEN, CHERBOURG = "35238", "29019", "14118", "50129"
TOULOUSE, ALBI, TARBES, ALES, MACON = "31555", "81004", "65440", "30007", "71270"
DUNKERQUE = "59183"
NORTH, CORSE, LOIRE = "Nord - Pas-de-Calais", "Corse", "Pays de la Loire"
MIDI, CENTRAL = "Midi-Pyrénées", "Languedoc-Roussillon"
CONFIRMED, WRONG, CONTRADICTED = "confirmé", "inexact", "contredit ailleurs dans le rapport"
"""What is said of a claim."""
ORDINALS = ("première", "deuxième", "troisième", "quatrième", "cinquième")


class Inventory:
    """The published inventory, and what is asked of it."""

    def __init__(self) -> None:
        self.poles: gpd.GeoDataFrame = pg.load_report()
        self.counts = figure1(self.poles)
        self.published = pg.load_figure1()

    def effectif(self, code: str) -> int:
        """Give the professionals of a pôle."""
        return int(self.poles["effectif"][code])

    def told(self, code: str) -> str:
        """Name a pôle, with its professionals: « Brest (5 829) »."""
        return f"{self.poles['nom'][code]} ({pg.typography.french_number(self.effectif(code))})"

    def ratio(self, first: str, second: str) -> float:
        """Say how many times a pôle weighs another."""
        return self.effectif(first) / self.effectif(second)

    def ranks(self, region: str) -> list[int]:
        """Count the pôles of each rank of a region, or of France."""
        return [int(self.counts[f"rang{rang}"][region]) for rang in range(1, 5)]

    def without(self, rang: int) -> list[str]:
        """List the regions that have no pôle of a rank."""
        regions = self.counts.drop(TOTAL)
        return regions.index[regions[f"rang{rang}"] == 0].tolist()

    def by_mass(self, region: str) -> list[str]:
        """List the pôles of a region, the heaviest first."""
        inside = self.poles[self.poles["region_2014"] == region]
        return inside.sort_values("effectif", ascending=False).index.tolist()


Answer = tuple[str, str]
"""What is said of a claim, and what is found."""


@dataclass(frozen=True)
class Claim:
    """What the report says somewhere.

    Attributes
    ----------
    where : str
        In the report.
    printed : str
        What it says.
    answer : callable
        What an inventory answers.
    """

    where: str
    printed: str
    answer: Callable[[Inventory], Answer]


def claims() -> pd.DataFrame:
    """Hold each claim of the report to its own inventory.

    Returns
    -------
    DataFrame
        One row a claim: lieu (in the report), enonce (what it says), recompte (what is found),
        constat (« confirmé », « inexact » or « contredit ailleurs dans le rapport »). What depends
        on a model, or is an omission, is no claim: it is not there.

    Examples
    --------
    >>> told = claims().set_index("enonce")
    >>> told.loc["Brest pèse « près des deux tiers » de Rennes", "constat"]
    'inexact'
    """
    inventory = Inventory()
    rows = []
    for claim in CLAIMS:
        said, found = claim.answer(inventory)
        rows.append((claim.where, claim.printed, found, said))
    table = pd.DataFrame(rows, columns=["lieu", "enonce", "recompte", "constat"])
    title = "Ce que le rapport énonce, tenu à son propre inventaire"
    table.attrs = {**inventory.poles.attrs, "titre": title}
    return table


def _when(*, holds: bool, found: str) -> Answer:
    return (CONFIRMED if holds else WRONG), found


def _regions(names: Sequence[str]) -> str:
    return ", ".join(name.replace(" - ", " – ") for name in names)


def _percent(share: float, digits: int = 1) -> str:
    return pg.typography.french_percent(share, digits)


def _times(ratio: float) -> str:
    return f"{pg.typography.french_number(ratio, 2)} fois"


@cache
def _bassins_of(departements: tuple[str, ...]) -> int:
    """Count the bassins of 2012 whose centre is in some départements."""
    units = pg.read_composition("BV2012")["code_bassin"].dropna().drop_duplicates()
    return int(units.str.startswith(departements).sum())


@cache
def _metropolitan_bassins() -> int:
    units = pg.read_composition("BV2012")["code_bassin"].dropna().drop_duplicates()
    return int((~units.str.startswith(("97", "98"))).sum())


def _poles(inventory: Inventory) -> Answer:
    ranks = inventory.ranks(TOTAL)
    return _when(
        holds=ranks == [15, 42, 46, 50],
        found=f"{' + '.join(map(str, ranks))} = {sum(ranks)}",
    )


def _share_of_bassins(inventory: Inventory) -> Answer:
    count, bassins = len(inventory.poles), _metropolitan_bassins()
    share = _percent(count / bassins)
    return _when(
        holds=bassins == 1_644 and round(100 * count / bassins, 1) == 9.3,
        found=f"{count} / {pg.typography.french_number(bassins)} = {share}",
    )


def _no_rank_1(inventory: Inventory) -> Answer:
    names = inventory.without(1)
    return _when(holds=len(names) == 10, found=_regions(names))


def _no_rank_2(inventory: Inventory) -> Answer:
    names = inventory.without(2)
    return _when(holds=set(names) == {CORSE, MIDI, "Île-de-France"}, found=_regions(names))


def _several_rank_1(inventory: Inventory) -> Answer:
    provence = inventory.ranks("Provence-Alpes-Côte d'Azur")[0]
    alpes = inventory.ranks("Rhône-Alpes")[0]
    return _when(holds=(provence, alpes) == (3, 2), found=f"{provence} et {alpes}")


def _thirteen(inventory: Inventory) -> Answer:
    ranks = inventory.ranks(NORTH)
    return _when(holds=ranks == [1, 4, 6, 2], found=f"{sum(ranks)} ({', '.join(map(str, ranks))})")


def _seventeen(inventory: Inventory) -> Answer:
    total = sum(inventory.ranks("Rhône-Alpes"))
    return _when(holds=total == 17, found=str(total))


def _lille(inventory: Inventory) -> Answer:
    order = inventory.poles.sort_values("effectif", ascending=False).index.tolist()
    ahead = [inventory.told(code) for code in order[: order.index(LILLE)]]
    return _when(
        holds=order[:4] == [PARIS, MARSEILLE, LYON, LILLE],
        found=f"{ORDINALS[len(ahead)]}, derrière {', '.join(ahead)}",
    )


def _ten_times(inventory: Inventory) -> Answer:
    ratio = inventory.ratio(TOULOUSE, TARBES)
    return _when(holds=ratio > 10, found=_times(ratio))


def _figure1_corse(inventory: Inventory) -> Answer:
    printed, found = int(inventory.published["total"][CORSE]), inventory.by_mass(CORSE)
    names = " et ".join(str(inventory.poles.loc[code, "nom"]) for code in found)
    return _when(holds=printed == len(found), found=f"{len(found)} : {names}")


def _figure1_loire(inventory: Inventory) -> Answer:
    ranks = inventory.ranks(LOIRE)[2:]
    return _when(holds=ranks == [2, 0], found=f"{ranks[0]} (Laval) et {ranks[1]} (Cholet)")


def _figure1_ranks(inventory: Inventory) -> Answer:
    ranks = inventory.ranks(TOTAL)[2:]
    return _when(holds=ranks == [47, 49], found=f"{ranks[0]} et {ranks[1]}")


def _figure1_total(inventory: Inventory) -> Answer:
    total = int(inventory.published["total"].drop(TOTAL).sum())
    return _when(holds=total == 153, found=f"{total}, la somme de sa colonne")


def _shares_cut(inventory: Inventory) -> Answer:
    count = len(inventory.poles)
    first, second = (number / count for number in inventory.ranks(TOTAL)[:2])
    both = first + second
    holds = (round(100 * second, 1), round(100 * both, 1)) == (27.4, 37.2)
    found = f"{_percent(second, 2)} et {_percent(both, 2)} : coupées, non arrondies"
    return _when(holds=holds, found=found)


def _shares_of_others(inventory: Inventory) -> Answer:
    count, (third, fourth) = len(inventory.poles), inventory.ranks(TOTAL)[2:]
    holds = (round(100 * third / count, 1), round(100 * fourth / count, 1)) == (30.7, 32.0)
    found = (
        f"{_percent(third / count)} et {_percent(fourth / count)} pour {third} et {fourth} pôles ; "
        "les parts imprimées sont celles de 47 et 49"
    )
    return _when(holds=holds, found=found)


def _four_or_more(inventory: Inventory) -> Answer:
    regions = inventory.counts.drop(TOTAL)
    names = regions.index[regions["sous_total_1_2"] >= 4].tolist()
    return _when(holds=len(names) == 8, found=f"{len(names)} : {_regions(names)}")


def _brest(inventory: Inventory) -> Answer:
    share = 1 / inventory.ratio(RENNES, BREST)
    found = f"{inventory.told(BREST)} : {_percent(share, 0)} de {inventory.told(RENNES)}"
    return _when(holds=abs(share - 2 / 3) < 0.05, found=found)


def _caen_number(inventory: Inventory) -> Answer:
    count = inventory.effectif(CAEN)
    found = f"{pg.typography.french_number(count)} dans la Figure 3"
    return _when(holds=7_400 <= count < 7_500, found=found)


def _caen_ratio(inventory: Inventory) -> Answer:
    ratio = inventory.ratio(CAEN, CHERBOURG)
    return _when(holds=3 <= ratio < 3.5, found=f"{_times(ratio)} {inventory.told(CHERBOURG)}")


def _ales(inventory: Inventory) -> Answer:
    rang = int(inventory.poles["rang"][ALES])
    others = inventory.ranks(CENTRAL)[3]
    found = (
        f"rang {rang} dans la Figure 3 ; {others or 'aucun'} pôle secondaire dans la région, "
        "ce que dit la même page"
    )
    return _when(holds=rang == 4, found=found)


def _second_of_toulouse(inventory: Inventory) -> Answer:
    order = inventory.by_mass(MIDI)
    place = order.index(TARBES) + 1
    ahead = " et ".join(inventory.told(code) for code in order[1 : place - 1])
    found = (
        f"deuxième par le rang ({_times(inventory.ratio(TOULOUSE, TARBES))}), {place}e par le "
        f"nombre, après {ahead} ; Toulouse pèse {_times(inventory.ratio(TOULOUSE, order[1]))} "
        "le deuxième par le nombre"
    )
    return _when(holds=place == 2, found=found)


def _albi(inventory: Inventory) -> Answer:
    place = inventory.by_mass(MIDI).index(ALBI) + 1
    found = f"{inventory.told(ALBI)} : {place}e par le nombre de sa région"
    return _when(holds=place > 2, found=found)


def _macon(inventory: Inventory) -> Answer:
    region = str(inventory.poles.loc[MACON, "region_2014"])
    return _when(holds=region == "Rhône-Alpes", found=f"en {region} dans la Figure 3")


def _bassins_of_north(_: Inventory) -> Answer:
    count = _bassins_of(("59", "62"))
    return _when(
        holds=count == 46,
        found=f"{count} y ont leur centre, sur les communes de 2014 ; la liste s'arrête à Frévent",
    )


def _lorient(inventory: Inventory) -> Answer:
    name = str(inventory.poles.loc["56121", "nom"])
    return _when(holds=name == "Guidel", found=f"bassin de {name} (56121), dont Guidel est commune")


def _dunkerque(inventory: Inventory) -> Answer:
    rang = int(inventory.poles["rang"][DUNKERQUE])
    return CONTRADICTED, f"Dunkerque, de rang {rang}, en est dit hors une page plus loin"


def _told(said: str, found: str) -> Callable[[Inventory], Answer]:
    """Answer what no count decides."""
    return lambda _: (said, found)


CLAIMS = (
    Claim("texte", "15 + 42 + 46 + 50 = 153 pôles", _poles),
    Claim("texte", "les pôles sont 9,3 % des 1 644 bassins de vie", _share_of_bassins),
    Claim("texte", "dix régions n'ont pas de pôle de rang 1", _no_rank_1),
    Claim(
        "texte",
        "trois pôles de rang 1 en Provence-Alpes-Côte d'Azur, deux en Rhône-Alpes",
        _several_rank_1,
    ),
    Claim("texte", "trois régions n'ont pas de pôle de rang 2", _no_rank_2),
    Claim("texte", "treize pôles dans le Nord – Pas-de-Calais (1, 4, 6, 2)", _thirteen),
    Claim("texte", "dix-sept pôles en Rhône-Alpes", _seventeen),
    Claim("texte", "Lille est la quatrième", _lille),
    Claim("texte", "Toulouse pèse plus de dix fois Tarbes", _ten_times),
    Claim("Figure 1", "Corse : 1 pôle", _figure1_corse),
    Claim("Figure 1", "Pays de la Loire : 2 pôles de rang 3, aucun de rang 4", _figure1_loire),
    Claim("Figure 1", "47 pôles de rang 3 et 49 de rang 4", _figure1_ranks),
    Claim("Figure 1", "total : 153", _figure1_total),
    Claim("Figure 3", "« Guidel », en Bretagne", _lorient),
    Claim("texte", "27,4 % de rang 2 et 37,2 % de rangs 1 et 2", _shares_cut),
    Claim("texte", "30,7 % de rang 3 et 32,0 % de rang 4", _shares_of_others),
    Claim("texte", "« 8 autres » régions ont quatre pôles ou plus de rangs 1 et 2", _four_or_more),
    Claim("texte", "Brest pèse « près des deux tiers » de Rennes", _brest),
    Claim("texte", "Caen : « un peu plus de 7 400 » professionnels", _caen_number),
    Claim("texte", "Caen est « trois fois supérieure à son second »", _caen_ratio),
    Claim("texte", "Alès, « pôle secondaire »", _ales),
    Claim("texte", "Tarbes, « second » de Toulouse", _second_of_toulouse),
    Claim("texte", "Albi, parmi les « très petits pôles secondaires »", _albi),
    Claim("texte", "Mâcon, parmi les pôles intermédiaires de Rhône-Alpes", _macon),
    Claim("texte", "46 bassins de vie dans le Nord – Pas-de-Calais", _bassins_of_north),
    Claim(
        "texte",
        "les pôles de rang 2 du Nord – Pas-de-Calais sont tous dans l'aire métropolitaine de Lille",
        _dunkerque,
    ),
    Claim(
        "texte",
        "CHT du Valenciennois : 6 juin 2011",
        _told(CONTRADICTED, "21 juin 2011 ailleurs dans le texte"),
    ),
    Claim(
        "texte",
        "un titre « Fourmies / Hirson »",
        _told(CONTRADICTED, "le texte qui le suit traite du Valenciennois"),
    ),
    Claim(
        "texte",
        "nombre de sites que l'appel à projets numériques a retenus",
        _told(CONTRADICTED, "le texte en donne deux"),
    ),
    Claim("cartes", "« Carte 110 »", _told(WRONG, "c'est la carte 11, celle du Bassin minier")),
)
"""Those of the report that its own figures can answer, or that it contradicts itself."""
