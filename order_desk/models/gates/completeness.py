from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..core.messages import join

_lt = LazyTranslate(__name__)


class CompletenessGate(models.AbstractModel):
    """The order states every point that its type asks for (INT-07)."""
    _name = 'order.desk.evaluator.completeness'
    _inherit = ['order.desk.evaluator']
    _description = "Completeness gate"

    _code = 'completeness'
    _kind = 'computed'
    _next_acts = {'': _lt("Enter the missing points on the order.")}

    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        return {
            order: self._prepare_finding(order, points)
            for order, points in documents._desk_get_missing_points().items() if points
        }

    def _facts(self, gate, documents):
        # EXTENDS order_desk: a waiver is for these missing points and no others
        return {
            order: {'Missing': [point.code for point in points]}
            for order, points in documents._desk_get_missing_points().items()
        }

    def _prepare_finding(self, order, points):
        # The code names the points: a waiver for one missing point covers no other.
        code = 'incomplete:' + '+'.join(point.code for point in points)
        message = _lt("Missing: %(points)s.", points=join([point.message for point in points], limit=8))
        return Finding(code, message, owner=order.desk_order_taker_id or None)
