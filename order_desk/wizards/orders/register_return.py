from odoo import api, fields, models

from ...models.core.roles import ensure_role
from ...models.orders.confirmation import ORDER_TAKER
from ...models.orders.customer_return import CHECKS


class OrderDeskRegisterReturn(models.TransientModel):
    """The four checks on the copy that came back (CNF-04)."""
    _name = 'order.desk.register.return'
    _description = "Examine Returned Confirmation"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    return_id = fields.Many2one('order.desk.customer.return', readonly=True)
    source = fields.Selection(related='return_id.source')
    signed_by = fields.Char(related='return_id.signed_by')
    received_at = fields.Datetime(related='return_id.received_at')
    customer_attachment_ids = fields.Many2many(
        related='return_id.attachment_ids', string="Customer's Copy")
    sent_attachment_id = fields.Many2one(related='order_id.desk_confirmation_attachment_id', string="Sent Confirmation")
    attachment_ids = fields.Many2many('ir.attachment', string="Scan of the Copy")
    content_ok = fields.Boolean("Contents Correct", help="Nothing was crossed out, changed or filled in wrongly.")
    signature_ok = fields.Boolean("Signature Clear")
    stamp_ok = fields.Boolean("Stamp Clear")
    notes_ok = fields.Boolean("Special Notes Clear")
    note = fields.Text(help="What is unclear and must be settled with the customer.")
    is_clean = fields.Boolean(compute='_compute_is_clean')

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS base: a copy that the customer handed in himself is examined before a new one is filed
        values = super().default_get(fields)
        if 'return_id' in fields and not values.get('return_id') and values.get('order_id'):
            order = self.env['sale.order'].browse(values['order_id'])
            values['return_id'] = order.desk_return_ids.filtered(lambda copy: copy.state == 'to_examine')[:1].id
        return values

    # === COMPUTE METHODS === #

    @api.depends(*CHECKS)
    def _compute_is_clean(self):
        for wizard in self:
            wizard.is_clean = all(wizard[name] for name in CHECKS)

    # === ACTIONS === #

    def action_desk_register(self):
        """Register the copy as clean or unclear, as the four checks say.

        :raise AccessError: when the user is no order clerk
        :raise UserError: as :meth:`action_desk_register_return`
        """
        self.ensure_one()
        ensure_role(self.env, ORDER_TAKER)
        order = self.order_id
        files = order._desk_get_returned_files(self.attachment_ids)
        order._desk_examine_return(
            files, 'clean' if self.is_clean else 'unclear', self.note,
            {name: self[name] for name in CHECKS}, customer_return=self.return_id)
        return {'type': 'ir.actions.act_window_close'}
