from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_rebate_settlement_id = fields.Many2one(
        'order.desk.rebate.settlement', string="Rebate Settlement", readonly=True, copy=False,
        index='btree_not_null', help="The settlement that this order of goods pays.")
