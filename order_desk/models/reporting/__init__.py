from . import freight_report
