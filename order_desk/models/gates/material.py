from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding

_lt = LazyTranslate(__name__)


class MaterialGate(models.AbstractModel):
    """The written material statement, signed by engineering and by purchasing (MAT-01, MAT-02)."""
    _name = 'order.desk.evaluator.material'
    _inherit = ['order.desk.evaluator']
    _description = "Material Gate"
    _code = 'material'
    _kind = 'signed'
    _settled_by = {'': 'action_desk_open_material'}
    _fact_kinds = {'Booked date': 'date', 'Arrivals': 'date'}
    _next_acts = {
        'missing': _lt("Write the material statement."),
        'draft': _lt("Complete the material statement."),
        'outdated': _lt("Revise the material statement."),
        '': _lt("Put the bill of materials right."),
    }

    # === HOOKS === #

    def _get_applicable(self, gate, documents):
        return documents.filtered(lambda order: order._desk_needs_statement())

    def _facts(self, gate, documents):
        statements = self.env['order.desk.material.statement'].search_fetch(
            [('id', 'in', documents.desk_material_statement_id.ids)], ['name', 'snapshot', 'completed_at'])
        found = {statement.id: statement for statement in statements}
        return {order: self._describe(order, found.get(order.desk_material_statement_id.id)) for order in documents}

    # === HELPERS === #

    def _judge(self, order):
        problem = order._desk_get_lookup().problems.get(order.id)
        if problem:
            return Finding('problem', problem)
        if not order.desk_material_state:
            return Finding('missing', _lt(
                "There is no written material statement; a spoken confirmation does not count."))
        if order.desk_material_state != 'completed':
            return Finding('draft', _lt("The material statement is not completed."))
        if order.desk_material_basis != order._desk_get_material_basis():
            return Finding('outdated', _lt(
                "Products or quantities have changed since the material statement: revise it."))
        return None

    def _describe(self, order, statement):
        return {
            'Statement': statement.name if statement else None,
            'Completed': fields.Datetime.to_string(statement.completed_at) if statement else None,
            'Booked date': fields.Date.to_string(order.desk_booked_date) or None,
            'Materials': (statement.snapshot or {}) if statement else {},
            # Where the receipts that the order waits for stand today: a moved one ends what was signed.
            'Arrivals': order.desk_material_arrivals or {},
            'Lines': {
                str(line.id): {
                    'Product': line.product_id.id, 'Unit': line.product_uom_id.id,
                    'Quantity': round(line.product_uom_qty, 6)}
                for line in order.order_line if not line.display_type and not line.is_downpayment
            },
        }
