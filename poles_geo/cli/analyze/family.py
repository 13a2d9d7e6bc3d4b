"""The family of commands ``poles-geo analyze``: what is measured beyond ranks."""

from poles_geo.cli.analyze.access_commands import analyze_access, analyze_need
from poles_geo.cli.analyze.attraction_command import analyze_attraction
from poles_geo.cli.analyze.compare_command import analyze_compare
from poles_geo.cli.analyze.configurations_command import analyze_configurations
from poles_geo.cli.analyze.cooperations_command import analyze_cooperations
from poles_geo.cli.analyze.dependency_command import analyze_dependency
from poles_geo.cli.analyze.deviations_command import analyze_deviations
from poles_geo.cli.analyze.exposure_commands import analyze_exposure, analyze_reilly
from poles_geo.cli.analyze.flows_command import analyze_flows
from poles_geo.cli.analyze.gaps_command import analyze_gaps
from poles_geo.cli.analyze.links_command import analyze_centralities, analyze_links
from poles_geo.cli.analyze.sensitivity_command import analyze_sensitivity
from poles_geo.cli.analyze.territory_command import analyze_territory
from poles_geo.cli.analyze.variety_command import analyze_variety
from poles_geo.cli.french_help import application

analyze = application("analyze", "Ce qui se mesure au-delà des rangs, en un tableau.")
analyze.command(analyze_access, name="access")
analyze.command(analyze_need, name="need")
analyze.command(analyze_configurations, name="configurations")
analyze.command(analyze_attraction, name="attraction")
analyze.command(analyze_exposure, name="exposure")
analyze.command(analyze_compare, name="compare")
analyze.command(analyze_centralities, name="centralities")
analyze.command(analyze_cooperations, name="cooperations")
analyze.command(analyze_dependency, name="dependency")
analyze.command(analyze_gaps, name="gaps")
analyze.command(analyze_links, name="links")
analyze.command(analyze_reilly, name="reilly")
analyze.command(analyze_sensitivity, name="sensitivity")
analyze.command(analyze_territory, name="territory")
analyze.command(analyze_variety, name="variety")
analyze.command(analyze_deviations, name="deviations")
analyze.command(analyze_flows, name="flows")
