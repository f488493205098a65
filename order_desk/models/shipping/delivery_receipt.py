from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

RECEIPT_SOURCES = [
    ('scan', "Signed paper"), ('portal', "Signed on the portal"), ('carrier', "Signed at the carrier's device")]
ANNULLERS = ('order_desk.group_order_supervisor', 'order_desk.group_service_supervisor')


class OrderDeskDeliveryReceipt(models.Model):
    """The delivery receipt that the customer signed, with what he received (RCP-01, RCP-03).

    Rows are evidence: the product's actions write them, nobody changes or removes them.
    """
    _name = 'order.desk.delivery.receipt'
    _inherit = ['order.desk.paper']
    _description = "Delivery Receipt"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    picking_id = fields.Many2one('stock.picking', string="Transfer", required=True, index=True, ondelete='restrict')
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, index=True)
    partner_id = fields.Many2one(related='picking_id.partner_id', string="Delivered To")
    state = fields.Selection(
        [('valid', "Valid"), ('void', "Annulled")], required=True, readonly=True, default='valid', copy=False)
    source = fields.Selection(RECEIPT_SOURCES, required=True, default='scan')
    arrived_on = fields.Date(required=True, help="The day on which the customer received the goods.")
    received_by = fields.Char(help="Who signed for the customer.")
    registered_by_id = fields.Many2one('res.users', required=True)
    registered_on = fields.Datetime(required=True, default=fields.Datetime.now)
    attachment_ids = fields.Many2many(
        'ir.attachment', 'order_desk_delivery_receipt_attachment_rel', string="Signed Receipt")
    line_ids = fields.One2many('order.desk.delivery.receipt.line', 'receipt_id', string="Goods")
    has_difference = fields.Boolean("Differs", help="Something did not arrive as it was shipped.")
    settled_by_id = fields.Many2one('res.users', string="Difference Settled By")
    settled_on = fields.Datetime("Difference Settled On")
    settlement = fields.Text(help="How the difference was settled with the customer.")
    void_reason = fields.Text("Annulled Because")

    # === CONSTRAINTS === #

    _valid_uniq = models.UniqueIndex(
        "(picking_id) WHERE state = 'valid'", "The delivery receipt of this transfer is registered already.")

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A delivery receipt is evidence and is kept with its transfer."))

    # === ACTIONS === #

    def action_settle(self, settlement):
        """Record how the differences of these receipts were settled with the customer.

        Side effects: the gate of the delivery receipt is evaluated anew.

        :param str settlement: what was agreed
        :raise AccessError: for others than order clerks and the service supervisor
        :raise UserError: without a text, or where nothing is to be settled
        """
        ensure_role(self.env, 'order_desk.group_order_clerk', 'order_desk.group_service_supervisor')
        self.check_access('read')
        settlement = settlement.strip() if isinstance(settlement, str) else ''
        for receipt in self:
            if not settlement:
                raise UserError(self.env._(
                    "Delivery receipt %(receipt)s: write down how the difference was settled.", receipt=receipt.name))
            if not receipt.has_difference or receipt.settled_on or receipt.state != 'valid':
                raise UserError(self.env._(
                    "Delivery receipt %(receipt)s has no difference that is still to be settled.",
                    receipt=receipt.name))
        self._write_evidence({
            'settlement': settlement, 'settled_by_id': self.env.uid, 'settled_on': fields.Datetime.now()})
        self.picking_id._desk_write_facts({'desk_receipt_differs': False})
        self.picking_id._desk_get_orders()._desk_refresh()
        return True

    def action_annul(self, reason):
        """Annul receipts that were registered by mistake; the transfer waits for its receipt again.

        :param str reason: why; kept with the receipt
        :raise AccessError: for others than the supervisors
        :raise UserError: without a reason, or when annulled already
        """
        ensure_role(self.env, *ANNULLERS)
        self.check_access('read')
        reason = reason.strip() if isinstance(reason, str) else ''
        for receipt in self:
            if not reason or receipt.state != 'valid':
                raise UserError(self.env._(
                    "Delivery receipt %(receipt)s can be annulled once, with a reason.", receipt=receipt.name))
        self._write_evidence({'state': 'void', 'void_reason': reason})
        self.flush_recordset(['state'])  # the next receipt may follow in this very transaction
        pickings = self.picking_id
        pickings._desk_write_facts({'desk_received_on': False, 'desk_receipt_id': False, 'desk_receipt_differs': False})
        for receipt in self:
            receipt.order_id._message_log(body=self.env._(
                "Delivery receipt %(receipt)s of %(transfer)s was annulled: %(reason)s",
                receipt=receipt.name, transfer=receipt.picking_id.name, reason=reason))
        pickings._desk_get_orders()._desk_refresh()
        return True

    def action_start_return(self):
        """Open Odoo's own return of the shipment with what arrived damaged or wrong (RCP-01).

        :raise UserError: by the host, when nothing can be returned any more
        """
        self.ensure_one()
        self.check_access('read')
        returned = {
            line.move_id: line.received for line in self.line_ids if line.kind in ('damage', 'wrong_goods')}
        wizard = self.env['stock.return.picking'].create({'picking_id': self.picking_id.id})
        for line in wizard.product_return_moves:
            line.quantity = returned.get(line.move_id, 0.0)
        return wizard._get_records_action(target='new')

    # === BUSINESS METHODS === #

    def _get_signature(self):
        """Return the drawn signature (base64) of a receipt signed on a screen, else False."""
        return self.attachment_ids[:1].datas if self.source in ('portal', 'carrier') else False

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return set(self._fields) - {'id', 'display_name'}
