from odoo import api, fields, models
from odoo.exceptions import UserError

from .material_statement import WRITERS
from .promise_days import local_day


class OrderDeskMaterialStatementLine(models.Model):
    """One material of a statement: quantities in the product's unit of measure."""
    _name = 'order.desk.material.statement.line'
    _inherit = ['order.desk.paper']
    _description = "Material Statement Line"
    _order = 'sequence, id'
    _rec_name = 'product_id'

    # === FIELDS === #

    statement_id = fields.Many2one('order.desk.material.statement', required=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='statement_id.order_id', store=True)
    company_id = fields.Many2one(related='statement_id.company_id', store=True)
    state = fields.Selection(related='statement_id.state')
    sequence = fields.Integer()
    product_id = fields.Many2one('product.product', required=True, readonly=True, ondelete='restrict')
    uom_id = fields.Many2one(related='product_id.uom_id', string="Unit")
    bom_id = fields.Many2one('mrp.bom', "Made From", readonly=True, ondelete='set null')
    needed = fields.Float(digits='Product Unit', readonly=True)
    on_hand = fields.Float(digits='Product Unit', readonly=True)
    reserved = fields.Float(
        digits='Product Unit', readonly=True, help="Reserved for, or asked for by, other orders.")
    incoming = fields.Float(digits='Product Unit', readonly=True, help="On open purchase receipts.")
    shortage = fields.Float(digits='Product Unit', readonly=True)
    arrives_on = fields.Date("Needed Arrival", readonly=True, help="Day on which the last receipt needed arrives.")
    expected_on = fields.Date("Expected", help="When purchasing expects what is short.")
    remark = fields.Char()
    arrival_ids = fields.One2many('order.desk.material.arrival', 'line_id', string="Arrivals", readonly=True)

    # === CRUD === #

    def write(self, vals):
        self._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._ensure_draft()

    def _ensure_draft(self):
        kept = self.filtered(lambda line: line.statement_id.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Material statement %(statement)s is completed and stays as it is. Revise it instead.",
                statement=kept[0].statement_id.name))

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_need(self, need):
        """Return the values of a line for one :class:`Need`, its arrivals included."""
        stock = need.stock
        return {
            'product_id': need.product.id,
            'bom_id': need.bom.id,
            'needed': need.needed,
            'on_hand': stock.on_hand,
            'reserved': max(stock.reserved, stock.claimed),
            'incoming': stock.incoming,
            'shortage': need.shortage,
            'arrives_on': local_day(need.arrives_on, self.env.company),
            'arrival_ids': [
                fields.Command.create({
                    'move_id': move.id, 'quantity': move.product_qty, 'date_listed': move.date,
                    'is_needed': bool(need.arrives_on and move.date <= need.arrives_on),
                })
                for move in stock.arrivals
            ],
        }

    def _get_last_day(self):
        """Return the day by which all of this material is there, False when it lies on the shelf."""
        days = [day for day in (self.arrives_on, self.expected_on if self.shortage > 0 else False) if day]
        return max(days) if days else False

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'product_id', 'bom_id', 'needed', 'on_hand', 'reserved', 'incoming', 'shortage', 'arrives_on',
            'arrival_ids',
        }

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('statement_id', 'expected_on', 'remark', 'sequence'), WRITERS)
