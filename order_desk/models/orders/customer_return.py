from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.own_defaults import own_defaults

CHECKS = ('content_ok', 'signature_ok', 'stamp_ok', 'notes_ok')


class OrderDeskCustomerReturn(models.Model):
    """One copy of the order confirmation that came back from the customer (CNF-04).

    Rows are written by the product's actions only: they are evidence.
    """
    _name = 'order.desk.customer.return'
    _description = "Returned Confirmation"
    _order = 'received_at desc, id desc'
    _rec_name = 'order_id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    received_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    source = fields.Selection(
        [('scan', "Scan or fax"), ('portal_upload', "Uploaded by the customer"),
         ('portal_signature', "Signed on the portal")],
        required=True, readonly=True, default='scan')
    signed_by = fields.Char(readonly=True, help="The name under which the customer signed.")
    state = fields.Selection(
        [('to_examine', "To examine"), ('clean', "Clean"), ('unclear', "Unclear"), ('superseded', "Superseded")],
        required=True, readonly=True, default='to_examine', index=True)
    attachment_ids = fields.Many2many(
        'ir.attachment', 'order_desk_customer_return_attachment_rel', string="Copy", readonly=True)
    content_ok = fields.Boolean("Contents Correct", readonly=True)
    signature_ok = fields.Boolean("Signature Clear", readonly=True)
    stamp_ok = fields.Boolean("Stamp Clear", readonly=True)
    notes_ok = fields.Boolean("Special Notes Clear", readonly=True)
    note = fields.Text(readonly=True)
    examined_by = fields.Many2one('res.users', readonly=True)
    examined_at = fields.Datetime(readonly=True)
    fingerprint = fields.Char(readonly=True)
    facts = fields.Json(readonly=True, help="What the copy confirms.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # Evidence: nothing of it is preset by a caller's context.
        return own_defaults(self, super().default_get(fields), set(self._fields))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A returned confirmation is evidence and is kept with its order."))

    # === ACTIONS === #

    def action_desk_examine(self):
        """Open the form in which the four checks are recorded."""
        self.ensure_one()
        return self.order_id._desk_open_return_wizard(self)

    # === HELPERS === #

    def _attach(self, name, **content):
        """Keep a file with this copy.

        :param content: ``raw`` bytes or ``datas`` base64
        """
        self.ensure_one()
        # sudo: nobody may write evidence, so nobody could attach it either
        file = self.env['ir.attachment'].sudo().create(
            {'name': name, 'res_model': self._name, 'res_id': self.id, **content})
        self.sudo().attachment_ids = file
