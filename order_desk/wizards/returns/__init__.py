from . import return_request
from . import return_request_line
from . import return_refuse
from . import return_split
