"""The typeface of the maps: Source Sans 3 cut down to French print.

The whole typeface has alphabets and refinements that make each PDF ten times slower to write. Its
licence (OFL 1.1) keeps the name « Source » for the unmodified files, hence another family name.
"""

import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from build_edition.packages import read_member

FAMILY = "Poles Geo Sans"
FACES = {
    "Regular": "400Regular/SourceSans3_400Regular.ttf",
    "Italic": "400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
    "SemiBold": "600SemiBold/SourceSans3_600SemiBold.ttf",
}
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *(0x02B3, 0x1D49, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
]
"""Latin of western and central Europe, French punctuation, arrows and comparisons."""


def build_typeface(package: Path, folder: Path) -> None:
    """Write the three faces and their licence into `folder`."""
    for face, member in FACES.items():
        font = TTFont(io.BytesIO(read_member(package, f"package/{member}")), recalcTimestamp=False)
        options = Options()
        options.layout_features = ["kern"]
        options.hinting = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(font)
        _rename(font, face)
        font.save(folder / f"PolesGeoSans-{face}.ttf")
    (folder / "OFL.txt").write_bytes(read_member(package, "package/LICENSE_FONT"))


def _rename(font: TTFont, face: str) -> None:
    """Give the font the family name of the modified version; copyright and licence stay."""
    names = {
        1: FAMILY if face != "SemiBold" else f"{FAMILY} SemiBold",
        2: "Italic" if face == "Italic" else "Regular",
        3: f"{FAMILY} {face}",
        4: f"{FAMILY} {face}",
        6: f"PolesGeoSans-{face}",
        16: FAMILY,
        17: face,
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
