from . import complaint_learn
from . import account_move_reversal
from . import return_request
