"""The HTML page of the interactive map: template, data as text, and one script allowed to run."""

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poles_geo.cartes.canvas.typeface import page_faces
from poles_geo.doors import check_fields, checked
from poles_geo.edition import embedded
from poles_geo.files import atomic
from poles_geo.typography import french_number, typeset

LICENCES = ("web/LICENCES.txt", "polices/OFL.txt")

INSTRUCTIONS = (
    "Flèches : déplacer la carte. Plus et moins : grossir, réduire. Zéro : revenir au début. "
    "Tabulation : aller aux pôles, puis flèches : passer d'un pôle à l'autre. Entrée : lire sa "
    "fiche. Échap : la fermer."
)


@dataclass(frozen=True)
class WebPage:
    """The interactive map: one HTML page, which needs no network.

    Attributes
    ----------
    html : str
        The same for the same data.
    """

    html: str

    def __post_init__(self) -> None:
        check_fields(self)

    @checked
    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, in a folder that exists."""
        with atomic(path) as temporary:
            temporary.write_bytes(self.html.encode("utf-8", "xmlcharrefreplace"))
        return Path(path)

    def _repr_html_(self) -> str:
        """Show the page at the end of a notebook cell, in a frame of its own."""
        page = html.escape(self.html)
        return (
            f'<iframe srcdoc="{page}" title="Carte interactive" '
            'style="width:100%;height:40em;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"WebPage({french_number(len(self.html))} signes)"


def page_of(
    headings: dict[str, str],
    sources: list[str],
    data: dict[str, Any],
    spoken: str,
    *,
    typeface: str,
) -> str:
    """Put the page together; only the script of the package may run in it."""
    template, script, sheet, *licences = (
        embedded.read_text(name)
        for name in ("web/carte.html", "web/carte.js", "web/carte.css", *LICENCES)
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        **{name: html.escape(typeset(text)) for name, text in headings.items()},
        "CONSIGNE": html.escape(typeset(INSTRUCTIONS)),
        "SOURCES": spoken + "".join(f"<p>{html.escape(line)}</p>" for line in sources),
        "REGLES": html.escape(policy),
        "STYLE": page_faces(typeface) + sheet,
        "LICENCES": html.escape("\n".join(licences)),
        "DONNEES": json_for_html(data),
        "SCRIPT": script,
    }
    pieces = template.split("@@")
    return "".join(parts[piece] if odd % 2 else piece for odd, piece in enumerate(pieces))


def json_for_html(data: object) -> str:
    r"""Write JSON that may lie in a ``<script>`` whatever its texts hold.

    ASCII alone, and no ``<``, ``>`` or ``&``: they are written ``\u003c``.
    """
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})
