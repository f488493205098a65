from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..core.messages import join

_lt = LazyTranslate(__name__)

SETTLED = ('producible', 'accepted', 'insisted')


class TechnicalGate(models.AbstractModel):
    """Engineering has said whether it can be produced, and what was agreed if not (TEC-02 … TEC-07, TEC-12)."""
    _name = 'order.desk.evaluator.technical'
    _inherit = ['order.desk.evaluator']
    _description = "Technical Gate"
    _code = 'technical'
    _kind = 'signed'
    _settled_by = {'': 'action_desk_open_technical'}
    _fact_kinds = {'Quantity': 'quantity'}
    _next_acts = {
        'measurements': _lt("Check the measurements."),
        'missing': _lt("Engineering answers the technical confirmation."),
        'not_producible': _lt("Propose an alternative to the customer."),
        'proposed': _lt("Enter the customer's answer to the alternative."),
        'problem': _lt("Settle the technical problems."),
        '': _lt("Complete the technical confirmation."),
    }

    # === HOOKS === #

    def _get_applicable(self, gate, documents):
        return documents.filtered(lambda order: order.desk_open_problems or any(
            line.desk_nonstandard or line.desk_made_to_measure for line in order.order_line))

    def _facts(self, gate, documents):
        rows = self.env['order.desk.technical.confirmation.line'].search_fetch(
            [('order_id', 'in', documents.ids)], [
                'sale_line_id', 'formula_changes', 'formula_note', 'material_situation', 'material_note', 'verdict',
                'verdict_reason', 'alternative', 'customer_answer', 'expected_result', 'risk_told_to'])
        answers = rows.grouped('sale_line_id')
        return {
            order: {'Lines': {
                str(line.id): self._describe(line, answers.get(line, rows.browse()))
                for line in order.order_line
                if line.desk_nonstandard or line.desk_made_to_measure
            }}
            for order in documents
        }

    def _get_steps(self, gate, documents):
        # Measurements of standard products are checked, not signed.
        steps = gate._get_spec().steps
        return {order: steps if order._desk_is_nonstandard() else () for order in documents}

    # === HELPERS === #

    def _judge(self, order):
        code, messages, owner = None, [], None
        for line in order.order_line:
            found = self._judge_line(order, line)
            if found:
                line_code, message, line_owner = found
                code, owner = code or line_code, owner or line_owner
                messages.append(message)
        if order.desk_open_problems:
            code = code or 'problem'
            messages.append(_lt("Technical problems not settled: %(count)s.", count=order.desk_open_problems))
        return Finding(code, join(messages), owner=owner or None) if messages else None

    def _judge_line(self, order, line):
        """Return (code, message, owner) of what is missing on a line, or None."""
        label = line._desk_get_label()
        if line.desk_made_to_measure and not line._desk_is_measured():
            return 'measurements', _lt("%(line)s: the measurements are not checked.", line=label), None
        verdict = line.desk_technical_verdict
        if not line.desk_nonstandard or verdict in SETTLED:
            return None
        if not verdict:
            return 'missing', _lt(
                "%(line)s: engineering has not answered whether it can be produced.", line=label), None
        manager = order.team_id.user_id or order.user_id
        if verdict == 'not_producible':
            return verdict, _lt(
                "%(line)s cannot be produced: the sales manager proposes an alternative.", line=label), manager
        if verdict == 'proposed':
            return verdict, _lt("%(line)s: the customer has not answered the alternative.", line=label), order.user_id
        return verdict, _lt(
            "%(line)s: the customer insists; the written process confirmation and the risk told to him are missing.",
            line=label), order.user_id

    def _describe(self, line, answer):
        return {
            'Product': line.product_id.id,
            'Quantity': round(line.product_uom_qty, 6),
            'Unusual': [line.desk_unusual_process, line.desk_unusual_structure, line.desk_unusual_part],
            'Request': line.desk_unusual_note or None,
            'Measurements': line.desk_measurements or None,
            'Formula': [answer.formula_changes or None, answer.formula_note or None],
            'Raw material': [answer.material_situation or None, answer.material_note or None],
            'Verdict': [answer.verdict or None, answer.verdict_reason or None],
            'Alternative': [answer.alternative or None, answer.customer_answer or None],
            'Risk told': [answer.expected_result or None, answer.risk_told_to or None],
            'Settled': line.desk_technical_verdict or None,
        }
