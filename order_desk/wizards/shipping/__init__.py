from . import advice_receipt
from . import arrival
from . import receipt_reason
from . import register_receipt
from . import register_receipt_line
from . import emergency_wizard
from . import delivery_wizard
from . import loading_check
