from . import report_period
from . import control_chart
