from . import core
from . import customers
from . import orders
from . import shipping
from . import returns
from . import rebates
from . import reporting
from . import complaints
