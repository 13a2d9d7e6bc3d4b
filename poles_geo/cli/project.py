"""A project: one TOML file that holds what the three commands ask, so that one remakes all.

Its tables are read here; each command checks the values that it is given.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from poles_geo.cli.count_command import BASSINS, PAR, POSTAL
from poles_geo.cli.drawing import DEFAULT_FORMATS, DEFAULT_STYLE, STYLES, style_named, words_of
from poles_geo.errors import ChoiceError, Faults, LayoutError, PolesGeoError, TableError
from poles_geo.files import make_folder
from poles_geo.inputs import read_toml, readable
from poles_geo.typography import listed, slug

TEXT, FILE, TEXTS, COLOURS, PALETTE, YES_OR_NO, YEAR = (
    "un texte",
    "un fichier",
    "une liste de textes",
    "une liste de couleurs",
    'une table de couleurs, { mer = "#e3eef5" },',
    "true ou false",
    "2014 ou 2016",
)
PROFESSIONS = ("2014", "actuelles")
KEYS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "source": {
        "fichier": FILE, "nom": TEXT, "date": TEXT, "lignes": TEXT, "par": tuple(PAR),
        "postal": tuple(POSTAL), "professions": PROFESSIONS,
        "codes_postaux": FILE, "mouvements": FILE,
    },
    "colonnes": {},
    "zonage": {"bassins": FILE, "dessines": YES_OR_NO},
    "regles": {"fichier": FILE},
    "champ": {"departements": TEXTS},
    "charte": {"auteur": TEXT, "style": tuple(STYLES), "police": TEXT, "couleurs": COLOURS,
               "palette": PALETTE},
    "pages": {"zones": TEXTS, "cartes": TEXTS, "formats": TEXTS, "regions": YEAR,
              "comparer": YES_OR_NO, "evolution": FILE, "groupements": FILE,
              "besoins": FILE, "flux": FILE},
}  # fmt: skip
"""Tables of a project, and what each of their keys is, or may be; those of `colonnes` are the
user's."""
REQUIRED = ("source", "fichier")


@dataclass(frozen=True)
class Project:
    """A project as its file says it.

    Attributes
    ----------
    path : Path
        Its file.
    tables : mapping
        Table → key → value; files from the folder of the project.
    """

    path: Path
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def get(self, table: str, key: str, default: Any = None) -> Any:
        """Value of a key, or `default`."""
        return self.tables.get(table, {}).get(key, default)

    def files(self) -> list[Path]:
        """Files that it reads."""
        return [
            Path(value)
            for table, keys in self.tables.items()
            for key, value in keys.items()
            if KEYS[table].get(key) == FILE and not _needs_no_file(value)
        ]


def read_project(path: Path) -> Project:
    """Read a project.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        No TOML, or with every fault: unknown table or key, value of another type, no source.
    """
    content = read_toml(path, "projet", "docs/votre-territoire.md en montre un")
    faults = Faults(f"projet : {path}")
    for name, table in content.items():
        if name not in KEYS:
            faults.add(f"table [{name}] inconnue ; tables possibles : {', '.join(KEYS)}")
        elif not isinstance(table, Mapping):
            faults.add(f"{name} : une table est attendue, [{name}]")
        elif name != "colonnes":
            _check_table(name, table, faults)
    if not isinstance(content.get("source"), Mapping) or "fichier" not in content["source"]:
        faults.add('[source] : fichier = "…" manque, le registre ou le tableau à compter')
    faults.raise_if_any(LayoutError)
    folder = path.parent
    tables = {
        name: {key: _placed(name, key, value, folder) for key, value in table.items()}
        for name, table in content.items()
    }
    return Project(path, tables)


def _check_table(name: str, table: Mapping[str, Any], faults: Faults) -> None:
    for key, value in table.items():
        expected = KEYS[name].get(key)
        if expected is None:
            table_of_it = f" ; [{key}] est une table, à part" if key in KEYS else ""
            possible = ", ".join(KEYS[name])
            faults.add(f"[{name}] {key} inconnu ; clés possibles : {possible}{table_of_it}")
        elif not _is(value, expected):
            told = expected if isinstance(expected, str) else listed(expected, "ou")
            faults.add(f"[{name}] {key} : {told} est attendu")


def _is(value: object, expected: str | tuple[str, ...]) -> bool:
    if isinstance(expected, tuple):
        return value in expected
    if expected in (TEXTS, COLOURS):
        return isinstance(value, list) and all(isinstance(text, str) for text in value)
    if expected == PALETTE:
        return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    if expected == YES_OR_NO:
        return isinstance(value, bool)
    if expected == YEAR:
        return isinstance(value, int) and value in (2014, 2016)
    return isinstance(value, str)


def _placed(table: str, key: str, value: Any, folder: Path) -> Any:
    """Give files from the folder of the project; an embedded zoning is no file."""
    if (table, key) == ("pages", "zones"):
        return [str(folder / zone) if _is_outline(zone) else zone for zone in value]
    if KEYS[table].get(key) != FILE or _needs_no_file(value):
        return value
    return str(folder / value)


def _needs_no_file(value: str) -> bool:
    """Tell whether a value names an embedded zoning."""
    from poles_geo.sources.zonings.compositions import embedded_zoning

    return embedded_zoning(value) is not None


def remake(project: Project, folder: Path) -> None:
    """Count, rank and draw what a project says, into a folder.

    What the file itself says wrongly is refused before anything is counted. The atlas is in the
    folder itself, or in one a zone when there are several; effectifs.csv, poles.csv and the ledger
    are beside.

    Parameters
    ----------
    project : Project
    folder : Path
        Made when it does not exist.
    """
    from poles_geo.atlas_pages.atlas import check_formats
    from poles_geo.cli.atlas_command import draw_atlas
    from poles_geo.cli.classify_command import classify
    from poles_geo.cli.count_command import count
    from poles_geo.ranking.rule_files import load_rules

    get = project.get
    regles = _file(get("regles", "fichier"))
    formats = check_formats(get("pages", "formats", words_of(DEFAULT_FORMATS)))
    style_named(
        get("charte", "style", DEFAULT_STYLE),
        get("charte", "police"),
        get("charte", "couleurs"),
        get("charte", "palette", {}),
    )
    if regles is not None:
        load_rules(regles)
    for path in project.files():
        readable(path)
    zones = get("pages", "zones", [])
    bassins = get("zonage", "bassins", BASSINS)
    asked = get("zonage", "dessines")
    drawn = Path(bassins) if (_needs_outlines(bassins) if asked is None else asked) else None
    _check_zones(zones, drawn)
    make_folder(folder)
    effectifs, poles = folder / "effectifs.csv", folder / "poles.csv"
    texts = ("lignes", "par", "postal", "professions")
    files = ("codes_postaux", "mouvements")
    chosen: dict[str, Any] = {name: get("source", name) for name in texts}
    chosen |= {name: _file(get("source", name)) for name in files}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    count(
        Path(get("source", "fichier")),
        sortie=effectifs,
        bassins=Path(bassins),
        colonnes=project.path if "colonnes" in project.tables else None,
        champ=",".join(get("champ", "departements", [])) or None,
        bilan=folder / "bilan",
        **chosen,
    )
    classify(effectifs, sortie=poles, regles=regles)
    draw = partial(
        draw_atlas,
        poles=poles,
        bassins=drawn,
        source=get("source", "nom"),
        date=get("source", "date"),
        auteur=get("charte", "auteur"),
        style=get("charte", "style", DEFAULT_STYLE),
        police=get("charte", "police"),
        couleurs=get("charte", "couleurs"),
        palette=get("charte", "palette", {}),
        regions=get("pages", "regions"),
        comparer=get("pages", "comparer", False),
        evolution=_file(get("pages", "evolution")),
        groupements=_file(get("pages", "groupements")),
        besoins=_file(get("pages", "besoins")),
        flux=_file(get("pages", "flux")),
        formats=formats,
    )
    maps = get("pages", "cartes", [])
    if len(zones) > 1:
        draw_each(draw, zones, folder, maps, project.path)
    else:
        draw(folder, zone=zones or None, cartes=maps)


def _needs_outlines(bassins: str) -> bool:
    """Tell whether pôles are placed by the outlines of their units, whose codes are no communes."""
    from poles_geo.communes.identity import BASSIN, index_of
    from poles_geo.sources.zonings.compositions import read_composition

    return index_of(read_composition(bassins).attrs["zonage"]) != BASSIN


def draw_each(
    draw: Callable[..., None], zones: Sequence[str], folder: Path, maps: list[str], project: Path
) -> None:
    """Draw the atlas of each zone in its folder; tell at the end those that cannot be, and why.

    A map that a zone has not is not drawn there, when another zone has it: a département has no
    page of its départements.

    Parameters
    ----------
    draw : callable
        As `draw_atlas`, which takes the folder, `zone` and `cartes`.
    zones : sequence of str
        Several.
    folder : Path
    maps : list of str
        Names of those to draw; all without any.
    project : Path
        Whose zones they are.

    Raises
    ------
    TableError
        Once every zone has been tried: those that have nothing to draw.
    ChoiceError
        A map that no zone has.
    """
    from poles_geo.atlas_pages.atlas import UnknownMapsError

    refused: dict[str, PolesGeoError] = {}
    nowhere = set(maps)
    for zone in zones:
        of_zone = list(maps)
        try:
            try:
                draw(folder / folder_of(zone), zone=[zone], cartes=of_zone)
            except UnknownMapsError as error:
                of_zone = [name for name in maps if name not in error.names]
                if not of_zone:
                    raise
                draw(folder / folder_of(zone), zone=[zone], cartes=of_zone)
        except (TableError, ChoiceError) as error:
            refused[zone] = error
        else:
            nowhere -= set(of_zone)
    if len(refused) == len(zones) and len({str(error) for error in refused.values()}) == 1:
        raise next(iter(refused.values()))
    drawn = len(zones) - len(refused)
    faults = Faults(f"projet : {project} : {drawn} atlas sur {len(zones)} dessinés")
    for zone, reason in refused.items():
        kept = (folder / folder_of(zone) / "index.html").exists()
        before = f" ; le dossier {folder_of(zone)} est d'avant" if kept else ""
        faults.add(f"zone « {zone} » : {reason}{before}")
    if drawn and nowhere:
        faults.add(f"[pages] cartes : aucune zone dessinée n'a {', '.join(sorted(nowhere))}")
    faults.raise_if_any(TableError)


def folder_of(zone: str) -> str:
    """Name the folder of the atlas of a zone.

    Examples
    --------
    >>> folder_of("CA Lens-Liévin"), folder_of("/zonages/Mon territoire.gpkg")
    ('ca-lens-lievin', 'mon-territoire')
    """
    return slug(Path(zone).stem if _is_outline(zone) else zone)


def _is_outline(zone: str) -> bool:
    """Whether a zone is a file of polygons."""
    from poles_geo.sources.vectors import VECTORS

    return zone.lower().endswith(VECTORS)


def _check_zones(zones: list[str], bassins: Path | None) -> None:
    """Refuse, before anything is counted, a zone that is not known, and two of one folder."""
    from poles_geo.bassins.polygons import read_bassins
    from poles_geo.cartes.ground.extents import extent_named

    units = read_bassins(None, composition=str(bassins)) if zones and bassins else None
    for zone in zones:
        extent_named(zone, units=units)
    folders = Counter(map(folder_of, zones))
    if twice := [zone for zone in zones if folders[folder_of(zone)] > 1]:
        raise ChoiceError(
            f"[pages] zones : {listed([f'« {zone} »' for zone in twice])} auraient le même "
            "dossier ; n'en gardez qu'une, ou renommez son fichier."
        )


def _file(value: str | None) -> Path | None:
    return None if value is None else Path(value)
