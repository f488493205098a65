from odoo import api, models


class SaleOrder(models.Model):
    """The evidence of this room: written by its actions, never by hand."""
    _inherit = 'sale.order'

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk
        return super()._desk_protected_fields() | {
            'desk_confirmation_checked_by', 'desk_confirmation_checked_at', 'desk_confirmation_checked_fingerprint',
            'desk_confirmation_sent_by', 'desk_confirmation_sent_at', 'desk_confirmation_sent_via',
            'desk_confirmation_attachment_id', 'desk_confirmation_fingerprint', 'desk_confirmation_facts',
            'desk_confirmation_receipt_by', 'desk_confirmation_receipt_at', 'desk_confirmation_receipt_with',
            'desk_return_ids', 'desk_return_verdict', 'desk_returned_at', 'desk_return_note',
            'desk_return_fingerprint', 'desk_return_facts',
            'desk_countersigned_at', 'desk_distribution_ids',
        }
