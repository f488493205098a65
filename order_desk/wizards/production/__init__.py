from . import forecast_propose
