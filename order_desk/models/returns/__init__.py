from . import reason
from . import disposition
from . import return_case
from . import return_line
