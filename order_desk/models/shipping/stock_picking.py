from odoo import api, fields, models


class StockPicking(models.Model):
    """Transfers of enrolled orders stand before gates."""
    _name = 'stock.picking'
    _inherit = ['stock.picking', 'order.desk.gated.mixin']
    _desk_evaluates_on_write = False

    # === FIELDS === #

    desk_check_ids = fields.One2many('order.desk.check', 'picking_id', string="Gate Checks", copy=False)

    # === BUSINESS METHODS === #

    def _action_done(self):
        # EXTENDS stock: goods that moved change the stage of their order
        result = super()._action_done()
        # sudo: whoever moves goods need not read the sales order
        orders = self.sudo()._desk_get_enrolled().sale_id
        orders._desk_refresh()
        return result

    # === HOOKS === #

    def _desk_order(self):
        return self.sale_id

    @api.model
    def _desk_check_inverse(self):
        return 'picking_id'
