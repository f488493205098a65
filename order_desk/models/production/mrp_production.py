from odoo import api, fields, models

from ..core.roles import OFFICE


class MrpProduction(models.Model):
    """Manufacturing orders of enrolled orders stand before gates."""
    _name = 'mrp.production'
    _inherit = ['mrp.production', 'order.desk.gated.mixin']
    _desk_evaluates_on_write = False

    # === FIELDS === #

    desk_check_ids = fields.One2many(
        'order.desk.check', 'production_id', string="Gate Checks", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user,account.group_account_readonly')

    # === HOOKS === #

    def _desk_order(self):
        return self.sale_line_id.order_id or self.reference_ids.sale_ids[:1]

    @api.model
    def _desk_check_inverse(self):
        return 'production_id'
