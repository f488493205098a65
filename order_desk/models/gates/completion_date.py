from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..orders.promise_days import local_day

_lt = LazyTranslate(__name__)


class CompletionDateGate(models.AbstractModel):
    """Production has named, and signed, the day on which the goods are complete (DEL-01)."""
    _name = 'order.desk.evaluator.completion_date'
    _inherit = ['order.desk.evaluator']
    _description = "Completion Date Gate"
    _code = 'completion_date'
    _kind = 'signed'
    _fact_kinds = {'Production date': 'date', 'Booked date': 'date'}
    _next_acts = {
        'missing': _lt("Production names the completion date."),
        '': _lt("Production names another completion date."),
    }

    # === HOOKS === #

    def _facts(self, gate, documents):
        facts = {}
        for order in documents:
            facts[order] = {
                'Production date': fields.Date.to_string(order.desk_completion_date) or None,
                'Booked date': fields.Date.to_string(order.desk_booked_date) or None,
            }
            # A late copy moves production's date; where the company asks for it, production confirms it anew.
            if order.company_id.desk_late_release == 'confirm' and order._desk_is_copy_back():
                facts[order]['Days late'] = order.desk_slip_days or None
        return facts

    # === HELPERS === #

    def _judge(self, order):
        day = order.desk_completion_date
        if not day:
            return Finding('missing', _lt("Production has not named the completion date."))
        if order.state not in ('draft', 'sent'):
            return None
        if day < self._today(order):
            return Finding('past', _lt("The completion date %(date)s has passed.", date=day))
        if order.desk_material_arrival_on and day < order.desk_material_arrival_on:
            return Finding('before_material', _lt(
                "The goods are to be complete on %(date)s, but the last material arrives on %(arrival)s.",
                date=day, arrival=order.desk_material_arrival_on))
        shipping = local_day(order.commitment_date, order.company_id)
        if shipping and shipping < day:
            return Finding('before_completion', _lt(
                "Shipping is planned for %(shipping)s, before the goods are complete on %(date)s.",
                shipping=shipping, date=day))
        return None
