from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)

# Orders of these types go on with the general manager's signature alone (CSG-10).
SHORT_TYPES = ('after_sales',)


class CountersignGate(models.AbstractModel):
    """The general manager approves, then the countersigners sign side by side (CSG-02, CSG-03, CSG-10)."""
    _name = 'order.desk.evaluator.countersign'
    _inherit = ['order.desk.evaluator']
    _description = "Countersign Gate"

    _code = 'countersign'
    _kind = 'signed'
    _fact_kinds = {'Quantity': 'quantity', 'Price': 'amount'}
    _next_acts = {'': _lt("Enter the products of the order.")}

    # === HOOKS === #

    @api.model
    def _evaluate(self, gate, documents):
        missing = Finding('no_lines', _lt("There is nothing to sign yet: enter at least one product."))
        return {
            order: missing for order, lines in documents._desk_get_line_rows().items()
            if not any(line.product_id for line in lines if not line.display_type)
        }

    @api.model
    def _get_steps(self, gate, documents):
        steps = super()._get_steps(gate, documents)
        for order in documents:
            if order.desk_order_type_id.code in SHORT_TYPES and steps[order]:
                first = min(step.sequence for step in steps[order])
                steps[order] = [step for step in steps[order] if step.sequence == first]
        return steps


class SaleOrder(models.Model):
    """What follows when the last countersigner has signed."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_after_decision(self, decision):
        # EXTENDS order_desk
        result = super()._desk_after_decision(decision)
        if decision.gate_id.code != 'countersign' or decision.decision not in ('approve', 'waive'):
            return result
        # sudo: the state of a check is no secret to who has just signed
        check = self.sudo().desk_check_ids.filtered(lambda check: check.gate_id == decision.gate_id)
        if check.state in ('passed', 'waived'):
            self._desk_complete_countersigning()
        return result
