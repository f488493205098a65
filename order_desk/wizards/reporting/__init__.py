from . import report_period
