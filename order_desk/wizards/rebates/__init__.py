from . import rebate_settle
