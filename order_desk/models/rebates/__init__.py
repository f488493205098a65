from . import account_move
from . import agreement
from . import tier
from . import agreement_scope
from . import agreement_approval
from . import agreement_compute
from . import volume
