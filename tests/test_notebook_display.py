"""What a notebook shows at the end of a cell: maps side by side, counts, a ledger, a page."""

import pandas as pd

import poles_geo as pg


def test_counts_and_their_ledger_are_tables_of_html() -> None:
    counts = pd.DataFrame({"code_commune": ["59350", "62041"], "60": [3, 4], "10G": [1, 2]})
    decompte = pg.count_professionals(counts)
    for shown in (decompte._repr_html_(), decompte.bilan._repr_html_()):
        assert "<table" in shown
        assert "Table par commune" in shown or "lignes" in shown.lower()


def test_maps_lie_side_by_side_and_the_page_is_in_a_frame() -> None:
    poles = pg.load_report()
    maps = pg.Cartes([pg.map_region(poles, "Corse"), pg.map_region(poles, "Alsace")])
    assert maps._repr_html_().count("data:image/png;base64,") == 2
    page = pg.map_interactive(poles, zone="Corse")._repr_html_()
    assert page.startswith("<iframe")
    assert "<script" not in page
