from . import rebate_settle
from . import rebate_line
from . import rebate_tier_cost
from . import rebate_period
from . import rebate_simulation
