from . import core
from . import customers
from . import orders
from . import production
from . import shipping
from . import gates
from . import rebates
from . import reporting
