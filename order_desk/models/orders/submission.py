from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

SUBMITTERS = ('sales_team.group_sale_salesman', 'order_desk.group_order_clerk')


class SaleOrder(models.Model):
    """The salesperson submits his sheet for approval (CSG-01)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_submitted_by = fields.Many2one('res.users', string="Submitted By", copy=False, readonly=True)
    desk_submitted_at = fields.Datetime("Submitted On", copy=False, readonly=True)

    # === ACTIONS === #

    def action_desk_submit_review(self):
        """Submit orders for approval: whoever has to sign first gets his mail at once.

        Without it the mails leave when the gates before the signature are settled.

        :raise AccessError: for anybody who neither sells nor takes orders
        :raise UserError: for an order that is confirmed, cancelled or not handled by the desk
        """
        ensure_role(self.env, *SUBMITTERS)
        self.check_access('write')
        wrong = self.filtered(lambda order: not order.desk_enrolled or order.state not in ('draft', 'sent'))
        if wrong:
            raise UserError(self.env._(
                "Only open quotations of the order desk are submitted for review: %(orders)s.",
                orders=", ".join(wrong.mapped('name'))))
        self._desk_write_facts({'desk_submitted_by': self.env.uid, 'desk_submitted_at': fields.Datetime.now()})
        self._desk_refresh()
        # sudo: the checks are the engine's
        self.sudo().desk_check_ids._ask_signers(at_once=True)
        return True

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk
        return super()._desk_protected_fields() | {'desk_submitted_by', 'desk_submitted_at'}
