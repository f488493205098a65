from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare
from odoo.tools.translate import LazyTranslate

from ..core.arguments import ensure_records
from ..core.evaluation import shared
from ..core.finding import Finding

_lt = LazyTranslate(__name__)

LABELS = {
    'terms': _lt("terms"),
    'statement_date': _lt("production date"),
    'promised_date': _lt("delivery date"),
    'packing': _lt("packing requirements"),
    'special_rules': _lt("special provisions"),
    'line_ids': _lt("goods"),
}


class ProductionInstructionGate(models.AbstractModel):
    """Production starts on an instruction that sales and production have signed (PRD-01 to PRD-04)."""
    _name = 'order.desk.evaluator.production_instruction'
    _inherit = ['order.desk.evaluator']
    _description = "Production Instruction Gate"
    _code = 'production_instruction'
    _kind = 'signed'
    _settled_by = {'missing': 'action_desk_create_instruction', '': 'action_desk_open_instruction'}
    _next_acts = {
        'missing': _lt("Write the production instruction."),
        'incomplete': _lt("Complete the production instruction."),
        '': _lt("Take the goods over into the production instruction."),
    }

    @api.model
    def _get_applicable(self, gate, documents):
        always = documents.filtered(lambda order: order.company_id.desk_instruction_scope == 'always')
        return always | documents._desk_filter_to_produce(documents - always)

    @api.model
    def _evaluate(self, gate, documents):
        instructions = self._get_instructions(documents)
        return {order: self._find(order, instructions.get(order)) for order in documents}

    @api.model
    def _facts(self, gate, documents):
        instructions = self._get_instructions(documents)
        return {order: self._get_facts(instructions.get(order)) for order in documents}

    # === HELPERS === #

    def _get_instructions(self, orders):
        return shared(orders, 'instructions', self._read_instructions)

    @api.model
    def _read_instructions(self, orders):
        instructions = orders.env['order.desk.production.instruction'].search([('order_id', 'in', orders.ids)])
        instructions.line_ids.fetch(['product_id', 'quantity', 'uom_id', 'remark', 'order_line_id'])
        return {instruction.order_id: instruction for instruction in instructions}

    def _find(self, order, instruction):
        if not instruction:
            return Finding('missing', _lt("The production instruction is not written yet."))
        missing = instruction._get_missing()
        if missing:
            return Finding('incomplete', _lt(
                "%(instruction)s does not state: %(missing)s.", instruction=instruction.name,
                missing=self._list(missing)))
        if not self._is_current(order, instruction):
            return Finding('outdated', _lt(
                "Goods or quantities of %(instruction)s are not those of the order: take them over again.",
                instruction=instruction.name))
        return None

    @api.model
    def _list(self, names):
        """Return labels as one text, each still told in the reader's language."""
        first, *rest = names
        return _lt("%(first)s, %(rest)s", first=LABELS[first], rest=self._list(rest)) if rest else LABELS[first]

    def _is_current(self, order, instruction):
        wanted = {line.id: line for line in order._desk_get_goods_lines()}
        written = {line.order_line_id.id: line for line in instruction.line_ids if line.order_line_id}
        return wanted.keys() == written.keys() and all(
            line.product_id == written[line_id].product_id
            and line.product_uom_id == written[line_id].uom_id
            and not float_compare(
                line.product_uom_qty, written[line_id].quantity, precision_rounding=line.product_uom_id.rounding)
            for line_id, line in wanted.items())

    def _get_facts(self, instruction):
        if not instruction:
            return {}
        return {
            'Terms': instruction.terms or None,
            'Production date': instruction.statement_date and instruction.statement_date.isoformat() or None,
            'Delivery date': instruction.promised_date and instruction.promised_date.isoformat() or None,
            'Tolerance (%)': round(instruction.tolerance_percent, 2),
            'Packing': instruction.packing or None,
            'Special provisions': instruction.special_rules or None,
            'Goods': {
                str(line.id): {
                    'Product': line.product_id.id, 'Quantity': round(line.quantity, 6), 'Unit': line.uom_id.id,
                    'Remarks': line.remark or None}
                for line in instruction.line_ids
            },
        }


class SaleOrder(models.Model):
    """Signing the gate is signing the paper."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def desk_decide(self, gate_code, decision, reason, attachment_ids=(), cap=None, until=None):
        # EXTENDS order_desk: production signs what it has gone through, point by point (PRD-03)
        ensure_records(self, single=True)
        if gate_code == 'production_instruction' and decision == 'approve':
            # sudo: what is still to be gone through does not depend on who may read the paper
            for instruction in self.sudo().desk_instruction_ids.filtered(lambda paper: paper.state == 'issued'):
                unchecked = instruction.with_env(self.env).sudo()._get_unchecked()
                if unchecked:
                    raise UserError(self.env._(
                        "%(instruction)s: production has not gone through %(points)s yet. Tick each point, then sign.",
                        instruction=instruction.name, points=", ".join(unchecked)))
        return super().desk_decide(gate_code, decision, reason, attachment_ids, cap, until)

    # === HOOKS === #

    def _desk_after_decision(self, decision):
        # EXTENDS order_desk
        result = super()._desk_after_decision(decision)
        if decision.gate_id.code != 'production_instruction':
            return result
        # sudo: the signer's role was checked by the gate; the paper follows
        instruction = self.sudo().desk_instruction_ids
        if instruction and decision.decision == 'approve':
            check = self.sudo().desk_check_ids.filtered(
                lambda check: check.gate_id == decision.gate_id and not check.production_id and not check.picking_id)
            instruction._sign(is_complete=check.state == 'passed')
        elif instruction and decision.decision in ('reject', 'revoke'):
            instruction._unsign()
        return result


class OrderDeskProductionInstruction(models.Model):
    """An instruction is written when nothing else stands between the order and production (PRD-01)."""
    _inherit = 'order.desk.production.instruction'

    # === ACTIONS === #

    def action_sign(self):
        """Sign as the sales side, or as production after going through it.

        :raise AccessError: for who signs for neither side
        :raise UserError: while a point is open, or when the same person signs for both sides
        """
        for instruction in self:
            instruction.order_id.desk_decide('production_instruction', 'approve', '')
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _ensure_may_be_issued(self, orders):
        # EXTENDS order_desk: returned copy accepted, deposit in where one is due, nothing else open
        super()._ensure_may_be_issued(orders)
        enrolled = orders._desk_get_enrolled()
        if not enrolled:
            return
        verdicts = [
            verdict for verdict in enrolled._desk_evaluate(('review', 'confirm', 'release'))
            if verdict.spec.code != 'production_instruction']
        enrolled._desk_raise_blocked('release', verdicts)
        quotations = enrolled.filtered(lambda order: order.state != 'sale')
        if quotations:
            raise UserError(self.env._(
                "%(orders)s is not confirmed: a production instruction follows the customer's accepted confirmation.",
                orders=quotations._desk_names()))
