from . import deposit_wizard
