from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..core.messages import join, number

_lt = LazyTranslate(__name__)

SHOWN = 3
CODES = ('failed', 'conditional', 'draft', 'part', '')
MESSAGES = {
    'failed': _lt("Failed, to be put right and inspected again: %(products)s."),
    'conditional': _lt("Passed on conditions that are not decided on: %(products)s."),
    'draft': _lt("Being inspected: %(products)s."),
    'part': _lt("More would leave than inspections have accepted: %(products)s."),
    '': _lt("Not inspected: %(products)s."),
}


class QualityGate(models.AbstractModel):
    """Goods leave when order desk and quality have inspected and accepted them (QCS-03, QCS-06)."""
    _name = 'order.desk.evaluator.quality'
    _inherit = ['order.desk.evaluator']
    _description = "Quality Gate"
    _code = 'quality'
    _kind = 'computed'
    _document_model = 'stock.picking'
    _settled_by = {'loading': 'action_desk_check_loading', '': 'action_desk_call_quality'}
    _next_acts = {
        'loading': _lt("Check the goods before they leave."),
        '': _lt("Call quality to inspect the goods."),
    }

    # === HOOKS === #

    @api.model
    def _get_applicable(self, gate, documents):
        return documents.browse(picking.id for picking in documents._desk_get_leaving_rows())

    @api.model
    def _evaluate(self, gate, documents):
        uncovered = documents._desk_get_uncovered()
        return {picking: self._find(uncovered.get(picking)) or self._find_loading(picking) for picking in documents}

    @api.model
    def _facts(self, gate, documents):
        uncovered = documents._desk_get_uncovered()
        return {
            picking: {'Goods': {
                f'{line.id}-{product.id}': {
                    'Product': product.id, 'Missing': round(missing, 6), 'Inspection': state or None}
                for (line, product), (missing, state) in uncovered.get(picking, {}).items()
            }}
            for picking in documents
        }

    # === HELPERS === #

    def _find_loading(self, picking):
        """Return what the check of the delivery man lacks, where the company asks for it (QCS-07)."""
        if not picking.company_id.desk_loading_check:
            return None
        if not picking.desk_loading_on:
            return Finding('loading', _lt("Quantity and model were not checked before leaving."))
        if picking.desk_loading_data != picking._desk_get_loading():
            return Finding('loading', _lt("Other goods leave than were checked before leaving."))
        return None

    def _find(self, goods):
        if not goods:
            return None
        # What is worst is told first, and gives the finding its word.
        by_state = {}
        for (_line, product), (missing, state) in goods.items():
            text = f"{product.display_name} ({number(missing)} {product.uom_id.name})"
            by_state.setdefault(state, []).append(text)
        states = sorted(by_state, key=CODES.index)
        messages = [
            _lt(MESSAGES[state]._source, products=", ".join(by_state[state][:SHOWN]) + (
                " …" if len(by_state[state]) > SHOWN else ""))
            for state in states
        ]
        return Finding(states[0] or 'missing', join(messages))
