"""The family of commands ``poles-geo analyze``: what is measured beyond ranks."""

from poles_geo.cli.analyze.configurations_command import analyze_configurations
from poles_geo.cli.analyze.links_command import analyze_links
from poles_geo.cli.french_help import application

analyze = application("analyze", "Ce qui se mesure au-delà des rangs, en un tableau.")
analyze.command(analyze_configurations, name="configurations")
analyze.command(analyze_links, name="links")
