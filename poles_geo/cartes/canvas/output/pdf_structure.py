"""What a PDF needs after matplotlib: its language, its title shown, the page tagged as a figure.

An update is written after the file, as the format allows: what matplotlib wrote stays as it is.
Tried on matplotlib 3.10.9 and 3.11.2; ``tests/cartes/canvas/output/test_alternatives.py`` fails
when it writes otherwise.
"""

import html
import re
from pathlib import Path

from poles_geo.errors import LayoutError

TRAILER = re.compile(
    rb"trailer\s*<< /Size (\d+) /Root (\d+) 0 R /Info (\d+) 0 R >>\s*startxref\s+(\d+)"
)
PAGE = re.compile(
    rb"\n(\d+) 0 obj\n<< (/Type /Page\s.*?/Contents) (\d+) 0 R(.*?)>>\nendobj", re.DOTALL
)
CATALOG = re.compile(rb"<< (/Type /Catalog .*?) >>\nendobj", re.DOTALL)
BOX = re.compile(rb"/MediaBox (\[.*?\])", re.DOTALL)
LANGUAGE = "fr"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def tag(path: Path, title: str, text: str) -> None:
    """Tag the page of a PDF that matplotlib wrote as one figure, with its text alternative.

    Raises
    ------
    LayoutError
        Not written as expected.
    """
    written = path.read_bytes()
    trailer, page = TRAILER.search(written), PAGE.search(written)
    catalog, box = CATALOG.search(written), BOX.search(written)
    if trailer is None or page is None or catalog is None or box is None:
        raise LayoutError("PDF : une page de matplotlib est attendue.")
    size, root, info, start = (int(number) for number in trailer.groups())
    number, head, contents, tail = page.groups()
    begin, end, tree, document, figure, described = range(size, size + 6)
    said = _string(text)
    metadata = XMP.format(
        title=html.escape(title), text=html.escape(text), language=LANGUAGE
    ).encode("utf-8")
    objects = {
        root: b"<< %b /Lang (%b) /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R /Metadata "
        b"%d 0 R /ViewerPreferences << /DisplayDocTitle true >> >>"
        % (catalog[1], LANGUAGE.encode(), tree, described),
        int(number): b"<< %b [ %d 0 R %b 0 R %d 0 R ]%b/StructParents 0 /Tabs /S >>"
        % (head, begin, contents, end, tail),
        begin: _stream(b"/Figure << /MCID 0 >> BDC\n"),
        end: _stream(b"\nEMC\n"),
        tree: b"<< /Type /StructTreeRoot /K %d 0 R /ParentTree << /Nums [ 0 [ %d 0 R ] ] >> "
        b"/ParentTreeNextKey 1 >>" % (document, figure),
        document: b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %d 0 R ] >>" % (tree, figure),
        figure: b"<< /Type /StructElem /S /Figure /P %d 0 R /Pg %b 0 R /K 0 /Alt %b "
        b"/A << /O /Layout /Placement /Block /BBox %b >> >>" % (document, number, said, box[1]),
        described: _stream(metadata, b"/Type /Metadata /Subtype /XML "),
    }
    update, places = bytearray(written), {}
    for key in sorted(objects):
        places[key] = len(update)
        update += b"%d 0 obj\n%b\nendobj\n" % (key, objects[key])
    last = len(update)
    update += b"xref\n"
    for key, place in places.items():
        update += b"%d 1\n%010d 00000 n \n" % (key, place)
    update += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\n" % (
        described + 1, root, info, start,
    )  # fmt: skip
    update += b"startxref\n%d\n%%%%EOF\n" % last
    path.write_bytes(update)


def _stream(content: bytes, kind: bytes = b"") -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (kind, len(content), content)


def _string(text: str) -> bytes:
    """Write a text of any alphabet."""
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()
