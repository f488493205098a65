from odoo import api, models
from odoo.tools.misc import formatLang
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..core.messages import join

_lt = LazyTranslate(__name__)


class QuantityGate(models.AbstractModel):
    """What was made outside the permitted tolerance does not ship before somebody accepts it."""
    _name = 'order.desk.evaluator.quantity'
    _inherit = ['order.desk.evaluator']
    _description = "Quantity Gate"
    _code = 'quantity'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_open_anomalies'}
    _next_acts = {'': _lt("Settle the quantities with the customer.")}

    @api.model
    def _get_applicable(self, gate, documents):
        return documents.filtered('desk_quantities_outside')

    @api.model
    def _facts(self, gate, documents):
        return {order: {'Finished': order.desk_quantities_outside} for order in documents}

    # === HELPERS === #

    def _judge(self, order):
        messages = []
        for line in order.order_line:
            values = order.desk_quantities_outside.get(str(line.id))
            if values:
                messages.append(_lt(
                    "%(product)s: %(finished)s %(unit)s finished of %(ordered)s ordered, permitted ± %(tolerance)s %%.",
                    product=line.product_id.display_name, unit=line.product_uom_id.name,
                    finished=formatLang(self.env, values['finished'], dp='Product Unit'),
                    ordered=formatLang(self.env, values['ordered'], dp='Product Unit'),
                    tolerance=formatLang(self.env, values['tolerance'], digits=2)))
        return Finding('outside', join(messages, limit=3)) if messages else None
