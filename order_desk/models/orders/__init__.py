from . import sale_order
from . import sale_order_confirm
from . import sale_order_desk
from . import sale_order_line
