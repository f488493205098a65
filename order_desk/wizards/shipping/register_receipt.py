from odoo import api, fields, models
from odoo.fields import Command

from ...models.core.roles import ensure_role
from ...models.shipping.receipt_register import COLLECTORS


class OrderDeskRegisterReceipt(models.TransientModel):
    """The form in which the signed receipt is registered: paper, or signed on a screen (RCP-01, RCP-03)."""
    _name = 'order.desk.register.receipt'
    _description = "Register Delivery Receipt"

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', string="Shipment", required=True, readonly=True)
    source = fields.Selection(
        [('scan', "Signed paper"), ('carrier', "Signed at the carrier's device")],
        string="Way of Signing", required=True, default='scan')
    attachment_ids = fields.Many2many('ir.attachment', string="Scan of the Receipt")
    signature = fields.Image(max_width=1024, max_height=1024)
    arrived_on = fields.Date(required=True, default=fields.Date.context_today)
    received_by = fields.Char("Signed By", help="Who signed for the customer.")
    line_ids = fields.One2many(
        'order.desk.register.receipt.line', 'wizard_id', string="Goods", compute='_compute_line_ids', store=True,
        readonly=False)

    # === COMPUTE METHODS === #

    @api.depends('picking_id')
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create({'move_id': move.id, 'received': move.quantity})
                for move in wizard.picking_id._desk_get_shipped_moves()]

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS base: whoever signed on the transfer itself has signed for the goods
        values = super().default_get(fields)
        picking = self.env['stock.picking'].browse(values.get('picking_id'))
        if picking.signature and 'signature' in fields:
            values.update(source='carrier', signature=picking.signature)
        return values

    # === ACTIONS === #

    def action_desk_register(self):
        """Register the receipt with the quantities on the form.

        :raise AccessError: for others than order clerks and shipping clerks
        :raise UserError: as :meth:`action_desk_register_receipt`
        """
        self.ensure_one()
        ensure_role(self.env, *COLLECTORS)
        differences = [line._prepare_difference() for line in self.line_ids if line._differs()]
        if self.source == 'carrier':
            self.picking_id._desk_register_signature(
                self.signature, self.received_by, self.arrived_on, differences, 'carrier')
        else:
            self.picking_id.action_desk_register_receipt(
                self.attachment_ids, self.arrived_on, differences, self.received_by or '')
        return {'type': 'ir.actions.act_window_close'}
