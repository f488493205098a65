from . import complaint_kind
from . import complaint
from . import complaint_goods
from . import complaint_handling
from . import complaint_notify
from . import complaint_told
