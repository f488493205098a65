from . import stock_move
from . import stock_picking
from . import stock_picking_ship
from . import stock_picking_decide
from . import stock_picking_panel
from . import sale_order_ship
from . import sale_order_close
