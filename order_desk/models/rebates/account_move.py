from odoo import fields, models


class AccountMove(models.Model):
    """When a sales document was posted: what was known on a past day can be told again."""
    _inherit = 'account.move'

    # === FIELDS === #

    desk_posted_on = fields.Datetime(
        "Posted On", copy=False, readonly=True, help="Time of the last posting; empty on documents older than the "
        "order desk, which count from their accounting date.")

    # === CONSTRAINTS === #

    _desk_rebate_idx = models.Index(
        "(commercial_partner_id, invoice_date) WHERE move_type IN ('out_invoice', 'out_refund')")

    # === CRUD === #

    def write(self, vals):
        # EXTENDS account: _post writes the state; the time goes along without a query of its own
        if vals.get('state') == 'posted' and 'desk_posted_on' not in vals:
            vals = {**vals, 'desk_posted_on': fields.Datetime.now()}
        return super().write(vals)


class AccountMoveLine(models.Model):
    """A line that pays a rebate out, or claims it back, never earns one."""
    _inherit = 'account.move.line'

    # === FIELDS === #

    # Copied on purpose: the reversal of a rebate's credit note is no turnover either.
    desk_is_rebate = fields.Boolean("Rebate", help="This line pays out or claims back a rebate: no business volume.")
