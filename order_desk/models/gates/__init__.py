from . import deposit
from . import production_instruction
