from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.own_defaults import own_defaults

LINK = 'desk_rebate_settlement_id'


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_rebate_settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', string="Rebate Settlement", readonly=True, copy=False,
        index='btree_not_null', help="The settlement that this order of goods pays.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS order_desk: nor does a caller's context say that an order pays a rebate
        return own_defaults(self, super().default_get(fields), {LINK})

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS order_desk
        if any(vals.get(LINK) for vals in vals_list):
            self._desk_ensure_settling()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS order_desk
        if LINK in vals:
            self._desk_ensure_settling()
        return super().write(vals)

    # === HELPERS === #

    def _desk_ensure_settling(self):
        if not self.env.su:
            raise AccessError(self.env._("The settlement of a rebate marks its own documents."))
