from odoo import fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE


class AccountMove(models.Model):
    """Documents of rebates: marked, so that no business volume counts them, and undone only by their settlement."""
    _inherit = 'account.move'

    # === FIELDS === #

    desk_rebate_settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', string="Rebate Settlement", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict')

    # === CRUD === #

    def write(self, vals):
        # EXTENDS order_desk: the mark decides what a rebate counts, so nobody sets it by hand
        if 'desk_rebate_settlement_id' in vals and not self.env.su:
            raise UserError(self.env._("The settlement of a rebate marks its own documents."))
        return super().write(vals)

    # === ACTIONS === #

    def button_draft(self):
        # EXTENDS account
        self._desk_ensure_no_settlement()
        return super().button_draft()

    # === BUSINESS METHODS === #

    def _post(self, soft=True):
        # EXTENDS account: open rebates are offset on the next invoice
        posted = super()._post(soft=soft)
        posted._desk_offset_rebates()
        return posted

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS account
        self._desk_ensure_no_settlement()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def _desk_ensure_no_settlement(self):
        """Refuse to undo documents behind the back of the settlement that paid by them.

        :raise UserError: naming document and settlement
        """
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return
        kept = self.filtered(lambda move: move.state == 'posted' and move.desk_rebate_settlement_id)
        if kept:
            # sudo: the number of the settlement is no secret to those who see its document
            settlement = kept[0].desk_rebate_settlement_id.sudo()
            raise UserError(self.env._(
                "%(document)s pays rebate settlement %(settlement)s: cancel the settlement, that takes back both.",
                document=kept[0].name, settlement=settlement.name))

    def _desk_ensure_open_books(self):
        """Refuse to settle into a closed period instead of letting the date slip.

        :raise UserError: naming settlements, date and what is closed
        """
        for move in self:
            locks = move._get_violated_lock_dates(move.invoice_date or move.date, True)
            if locks:
                raise UserError(self.env._(
                    "%(document)s would be dated %(date)s, but the books are closed: %(locks)s. "
                    "Settle when the next period is open.",
                    document=move.desk_rebate_settlement_id.name or move.ref, date=move.date,
                    locks=self.env['res.company']._format_lock_dates(locks)))

    def _desk_offset_rebates(self):
        """Match the open credit notes of rebates, to be offset, with these invoices of their customers."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        invoices = self.filtered(
            lambda move: move.move_type == 'out_invoice' and not move.desk_rebate_settlement_id
            and move.company_id.id in enabled)
        if not invoices:
            return
        # sudo: whoever invoices need not read settlements
        settlements = self.env['order.desk.rebate.settlement'].sudo().search([
            ('payout', '=', 'offset'), ('state', '=', 'posted'), ('company_id', 'in', invoices.company_id.ids),
            ('partner_id', 'in', invoices.commercial_partner_id.ids),
            ('move_id.payment_state', 'in', ('not_paid', 'partial')),
        ], order='date_to, id')
        for settlement in settlements:
            settlement._offset(invoices.filtered(
                lambda move, settlement=settlement: move.company_id == settlement.company_id
                and move.commercial_partner_id == settlement.partner_id))
