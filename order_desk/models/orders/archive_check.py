from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import fingerprint
from ..core.roles import ensure_role


class SaleOrder(models.Model):
    """The customer archive, checked against each order (CUS-02)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_archive_checked_by_id = fields.Many2one('res.users', string="Archive Checked By", copy=False, readonly=True)
    desk_archive_checked_at = fields.Datetime("Archive Checked", copy=False, readonly=True)
    desk_archive_fingerprint = fields.Char(copy=False, readonly=True)

    # === ACTIONS === #

    def action_desk_check_archive(self):
        """Confirm that order and customer archive agree; holds until customer or archive change.

        :raise AccessError: for anybody but the order desk
        :raise UserError: when the customer is not in the archive yet
        """
        ensure_role(self.env, 'order_desk.group_order_clerk')
        for order in self:
            if not order.partner_id.commercial_partner_id.desk_registered_on:
                raise UserError(self.env._(
                    "Order %(order)s: %(customer)s is not registered in the customer archive yet. Register it first.",
                    order=order.name, customer=order.partner_id.display_name))
        with self._desk_batch():
            for order in self:
                order._desk_write_facts({
                    'desk_archive_checked_by_id': self.env.uid,
                    'desk_archive_checked_at': fields.Datetime.now(),
                    'desk_archive_fingerprint': fingerprint(order.partner_id._desk_get_archive_facts()),
                })
            self._desk_mark_changed()

    # === BUSINESS METHODS === #

    def _desk_is_archive_changed(self):
        """Say whether customer or archive differ from what was checked."""
        self.ensure_one()
        return self.desk_archive_fingerprint != fingerprint(self.partner_id._desk_get_archive_facts())

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk: who checked is written by the action
        return super()._desk_protected_fields() | {
            'desk_archive_checked_by_id', 'desk_archive_checked_at', 'desk_archive_fingerprint'}
