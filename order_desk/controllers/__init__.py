from . import portal
from . import sign
from . import portal_rebates
from . import transit
from . import complaints
from . import ask_return
from . import withdrawal
