from . import deposit_wizard
from . import intake_answer
from . import order_import
from . import order_import_column
from . import order_import_row
from . import row_matcher
