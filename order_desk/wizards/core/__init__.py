from . import decide_wizard
from . import approve_wizard
from . import dry_run
from . import dry_run_line
from . import chain_check
from . import chain_fault
