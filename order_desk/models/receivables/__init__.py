from . import receivable
from . import receivable_reminder
from . import placed_goods
from . import account_check
