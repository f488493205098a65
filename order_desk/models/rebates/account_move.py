from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.own_defaults import own_defaults


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

    @api.model
    def default_get(self, fields):
        # EXTENDS account: when a document was posted is not preset
        return own_defaults(self, super().default_get(fields), {'desk_posted_on'})

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        if any(vals.get('desk_posted_on') for vals in vals_list):
            self._desk_ensure_posting()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS account: _post writes the state; the time goes along without a query of its own
        if 'desk_posted_on' in vals:
            self._desk_ensure_posting()
        elif vals.get('state') == 'posted':
            vals = {**vals, 'desk_posted_on': fields.Datetime.now()}
        return super().write(vals)

    # === HELPERS === #

    def _desk_ensure_posting(self):
        if not self.env.su:
            raise AccessError(self.env._("The time of posting is recorded by the posting itself."))


class AccountMoveLine(models.Model):
    """A line that pays a rebate out, or claims it back, never earns one."""
    _inherit = 'account.move.line'

    # === FIELDS === #

    # Copied on purpose: the reversal of a rebate's credit note is no turnover either.
    desk_is_rebate = fields.Boolean("Rebate", help="This line pays out or claims back a rebate: no business volume.")
