from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.roles import ensure_role
from .stock_check import DESK, KEEPER

CAUSES = [
    ('unbooked_out', "Goods issue not booked"),
    ('unbooked_in', "Receipt not booked"),
    ('misplaced', "Stored in another place"),
    ('damaged', "Damaged or scrapped"),
    ('miscounted', "Counted wrongly"),
    ('other', "Other"),
]


class OrderDeskStockCheckLine(models.Model):
    """One product of a stock check; quantities in the product's unit of measure, in the order's warehouse."""
    _name = 'order.desk.stock.check.line'
    _inherit = ['order.desk.paper']
    _description = "Checked Stock"
    _order = 'id'
    _rec_name = 'product_id'

    # === FIELDS === #

    check_id = fields.Many2one('order.desk.stock.check', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='check_id.order_id', store=True)
    company_id = fields.Many2one(related='check_id.company_id', store=True, index=True)
    state = fields.Selection(related='check_id.state', store=True)
    product_id = fields.Many2one('product.product', required=True, readonly=True, index=True, ondelete='restrict')
    uom_id = fields.Many2one(related='product_id.uom_id', string="Unit")
    wanted = fields.Float("Asked For", digits='Product Unit', readonly=True, help="By the order, not delivered yet.")
    system_quantity = fields.Float(digits='Product Unit', readonly=True, help="On hand when the stock was queried.")
    free_quantity = fields.Float(
        "Free", digits='Product Unit', readonly=True, help="On hand and not reserved when the stock was queried.")
    warehouse_quantity = fields.Float(digits='Product Unit', help="What the warehouse keeper counts on the shelf.")
    is_counted = fields.Boolean("Has Been Counted", help="Ticked with the quantity, also where it is zero.")
    difference = fields.Float(
        digits='Product Unit', compute='_compute_difference', store=True, help="Warehouse less system.")
    has_difference = fields.Boolean(compute='_compute_difference', store=True)
    cause = fields.Selection(CAUSES)
    cause_note = fields.Char("Cause in Words")
    solution = fields.Char(help="What was done: booked, moved, adjusted.")
    solved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    solved_on = fields.Datetime(readonly=True, copy=False)

    # === CONSTRAINTS === #

    @api.constrains('warehouse_quantity')
    def _check_warehouse_quantity(self):
        for line in self:
            if line.product_id.uom_id.compare(line.warehouse_quantity, 0) < 0:
                raise ValidationError(self.env._(
                    "%(product)s: less than nothing cannot lie on the shelf.", product=line.product_id.display_name))

    # === COMPUTE METHODS === #

    @api.depends('warehouse_quantity', 'system_quantity', 'is_counted')
    def _compute_difference(self):
        for line in self:
            unit = line.product_id.uom_id
            line.difference = line.warehouse_quantity - line.system_quantity if line.is_counted else 0.0
            line.has_difference = bool(line.is_counted and unit and not unit.is_zero(line.difference))

    # === CRUD === #

    def write(self, vals):
        if {'warehouse_quantity', 'is_counted'}.intersection(vals):
            if not self.env.su:
                self.check_id._ensure_draft()
            if 'is_counted' not in vals:
                vals = {**vals, 'is_counted': True}  # zero is a count as well
        solved = self.filtered('solved_on')
        if solved and not self.env.su and {'cause', 'cause_note', 'solution'}.intersection(vals):
            raise UserError(self.env._(
                "%(product)s: the difference is solved; what was found stays.",
                product=solved[0].product_id.display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Goods of a stock check are evidence and are kept."))

    # === ACTIONS === #

    def action_solve(self):
        """Note that the cause of these differences is found and put right (INV-05).

        :raise AccessError: for who is neither of the order desk nor of the warehouse
        :raise UserError: naming goods whose cause or solution is not told
        """
        ensure_role(self.env, DESK, KEEPER)
        self.check_access('read')
        for line in self:
            name = line.product_id.display_name
            if line.state != 'difference' or not line.has_difference or line.solved_on:
                raise UserError(self.env._("%(product)s: no difference is open.", product=name))
            if not line.cause or not (line.solution or '').strip():
                raise UserError(self.env._(
                    "%(product)s: tell the cause of the difference, and what was done about it.", product=name))
        self._write_evidence({'solved_by_id': self.env.uid, 'solved_on': fields.Datetime.now()})
        checks = self.check_id
        checks._settle()
        # sudo: the activity may be a colleague's
        checks.filtered(lambda check: check.state == 'agreed').sudo().activity_feedback(
            ['order_desk.activity_type_stock_difference'])
        return True

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'check_id', 'product_id', 'wanted', 'system_quantity', 'free_quantity', 'solved_by_id', 'solved_on'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('warehouse_quantity', 'is_counted'), (KEEPER,)) | dict.fromkeys(
            ('cause', 'cause_note', 'solution'), (DESK, KEEPER))
