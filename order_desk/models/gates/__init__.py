from . import deposit
from . import production_instruction
from . import completeness
from . import customer_archive
from . import countersign
from . import customer_confirmation
