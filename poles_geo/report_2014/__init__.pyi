from .figures import annexe2 as annexe2
from .figures import figure1 as figure1
from .figures import figure1_differences as figure1_differences
from .figures import figure3 as figure3
from .figures import published_figure1 as published_figure1
from .figures import report_tables as report_tables
from .figures import structures_2013 as structures_2013
from .plates import map_report as map_report
