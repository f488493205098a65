from . import deposit
from . import production_instruction
from . import completeness
from . import customer_archive
