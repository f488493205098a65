import json

from odoo import api, fields, models

from ..core.finding import data_to_text, message_to_data
from .impact import IMPACT_KINDS


class OrderDeskImpactLine(models.Model):
    """One thing that a wanted change, or the end, of an order touches; written by the product only."""
    _name = 'order.desk.impact.line'
    _description = "Impact of a Change"
    _order = 'is_blocking desc, id'
    _rec_name = 'kind'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, index=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    kind = fields.Selection(IMPACT_KINDS, string="Touches", required=True, readonly=True)
    # JSON kept as text, as in checks: every reader gets his own language.
    message_data = fields.Text(readonly=True)
    message = fields.Text("Impact", compute='_compute_message')
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference("Document ID", model_field='document_model', readonly=True)
    document_name = fields.Char("Document", readonly=True)
    amount = fields.Monetary(readonly=True)
    is_blocking = fields.Boolean("Stands in the Way", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('message_data')
    @api.depends_context('lang')
    def _compute_message(self):
        for line in self:
            line.message = data_to_text(json.loads(line.message_data), self.env) if line.message_data else ''

    # === ACTIONS === #

    @api.readonly
    def action_open_document(self):
        """Open the document that a row speaks of; the reader needs his own right to it."""
        self.ensure_one()
        if not self.document_id:
            return False
        return self.env[self.document_model].browse(self.document_id)._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _prepare(self, rows):
        """Return the values of impact lines for what ``sale.order._desk_get_impact`` found."""
        return [{
            'kind': row['kind'],
            'message_data': json.dumps(message_to_data(row['message'])),
            'document_model': row['document']._name if row['document'] else False,
            'document_id': row['document'].id if row['document'] else False,
            'document_name': row['document'].display_name if row['document'] else False,
            'amount': row['amount'] or 0.0,
            'is_blocking': row['is_blocking'],
        } for row in rows]
