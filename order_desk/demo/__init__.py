from . import demo
from . import catalogue
from . import customers
from . import acts
from . import shipping_acts
from . import agreements
from . import returns
from . import story
