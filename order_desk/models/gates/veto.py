from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)


class VetoGate(models.AbstractModel):
    """A vetoed contract stops at the first stage, and thereby before every act [CTR-10]."""
    _name = 'order.desk.evaluator.veto'
    _inherit = ['order.desk.evaluator']
    _description = "Veto Gate"
    _code = 'veto'
    _kind = 'computed'
    _next_acts = {'': _lt("Have the veto lifted.")}

    def _evaluate(self, gate, documents):
        return {
            order: Finding('vetoed', _lt(
                "Contract vetoed by %(user)s: %(reason)s",
                user=order.desk_vetoed_by_id.name, reason=order.desk_veto_reason), owner=order.desk_vetoed_by_id)
            for order in documents if order.desk_vetoed
        }

    def _facts(self, gate, documents):
        return {
            order: {'Vetoed by': order.desk_vetoed_by_id.id or None, 'Reason': order.desk_veto_reason or None}
            for order in documents
        }
