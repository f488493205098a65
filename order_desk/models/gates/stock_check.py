from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)

MESSAGES = {
    'draft': _lt("The warehouse has not checked the stock yet."),
    'difference': _lt("Stock in the system and in the warehouse differ: the cause is not found yet."),
    'outdated': _lt("Goods or quantities have changed since the stock was checked."),
    'missing': _lt("The stock was not checked with the warehouse."),
}


class StockCheckGate(models.AbstractModel):
    """Stock is checked with the warehouse keeper before papers are issued (INV-04, INV-05).

    Not active when installed: an administrator who wants the stop takes the gate out of the archive.
    """
    _name = 'order.desk.evaluator.stock_check'
    _inherit = ['order.desk.evaluator']
    _description = "Stock Check Gate"
    _code = 'stock_check'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_check_stock'}
    _next_acts = {'': _lt("Check the stock with the warehouse.")}

    # === HOOKS === #

    @api.model
    def _get_applicable(self, gate, documents):
        return documents.filtered(lambda order: order._desk_get_stock_lines())

    @api.model
    def _evaluate(self, gate, documents):
        codes = {order: self._get_code(order) for order in documents}
        return {order: Finding(code, MESSAGES[code]) for order, code in codes.items() if code}

    def _get_code(self, order):
        if order.desk_stock_check == 'agreed':
            return None if order.desk_stock_check_basis == order._desk_get_stock_basis() else 'outdated'
        return order.desk_stock_check or 'missing'

    @api.model
    def _facts(self, gate, documents):
        # A waiver is for these goods in these quantities.
        return {
            order: {
                'Stock check': order.desk_stock_check or None,
                'Lines': {
                    str(line.id): {
                        'Product': line.product_id.id, 'Unit': line.product_uom_id.id,
                        'Quantity': round(line.product_uom_qty, 6)}
                    for line in order._desk_get_stock_lines()
                },
            }
            for order in documents
        }
