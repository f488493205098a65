from odoo import api, fields, models

from ..core.roles import ensure_role

LOADERS = ('stock.group_stock_user', 'order_desk.group_shipping_clerk')


class ResCompany(models.Model):
    _inherit = 'res.company'

    # === FIELDS === #

    desk_loading_check = fields.Boolean(
        "Check Before Leaving", help="The delivery man checks quantity and model of the goods before they leave.")


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    # === FIELDS === #

    desk_loading_check = fields.Boolean(related='company_id.desk_loading_check', readonly=False)
    desk_stock_right = fields.Selection(related='company_id.desk_stock_right', readonly=False, required=True)


class StockPicking(models.Model):
    """The delivery man checks quantity and model before he leaves (QCS-07)."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_loading_by_id = fields.Many2one('res.users', "Checked Before Leaving By", copy=False)
    desk_loading_on = fields.Datetime("Checked Before Leaving On", copy=False)
    desk_loading_data = fields.Json(copy=False, help="Goods and quantities that were checked.")

    # === ACTIONS === #

    def action_desk_check_loading(self):
        """Open the check of quantity and model, goods by goods.

        :raise AccessError: for others than the warehouse
        """
        ensure_role(self.env, *LOADERS)
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Check Before Leaving"),
            'res_model': 'order.desk.loading.check',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_picking_id': self.id},
        }

    # === BUSINESS METHODS === #

    def _desk_register_loading(self, deviations):
        """Record the check of what leaves now; with deviations, report them and leave the transfer unchecked.

        :param list deviations: (kind of anomaly, sentence)
        :raise AccessError: for others than the warehouse
        """
        ensure_role(self.env, *LOADERS)
        self.ensure_one()
        # sudo: the delivery man need not read orders
        picking = self.sudo()
        if deviations:
            self.env['order.desk.anomaly']._desk_report([
                {'order_id': picking._desk_order().id, 'picking_id': picking.id, 'kind': kind, 'description': text}
                for kind, text in deviations])
            self._desk_write_facts({
                'desk_loading_by_id': False, 'desk_loading_on': False, 'desk_loading_data': False})
        else:
            self._desk_write_facts({
                'desk_loading_by_id': self.env.uid, 'desk_loading_on': fields.Datetime.now(),
                'desk_loading_data': picking._desk_get_loading()})
            picking._message_log(body=self.env._("Quantity and model checked before leaving."))
        picking._desk_get_orders()._desk_refresh()

    def _desk_get_loading(self):
        """Return what leaves now: key of order line and product to quantity, in the products' units."""
        self.ensure_one()
        goods = self._desk_get_leaving_quantities().get(self, {})
        return {f'{line.id or 0}-{product.id}': round(quantity, 6) for (line, product), quantity in goods.items()}

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_loading_by_id', 'desk_loading_on', 'desk_loading_data'}
