from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderDeskLoadingCheck(models.TransientModel):
    """Quantity and model of every product, ticked before the lorry leaves (QCS-07)."""
    _name = 'order.desk.loading.check'
    _description = "Check Before Leaving"

    # === FIELDS === #

    picking_id = fields.Many2one('stock.picking', "Transfer", required=True, readonly=True)
    line_ids = fields.One2many('order.desk.loading.check.line', 'wizard_id', string="Goods")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        # sudo: the delivery man need not read orders; what leaves is told on his transfer
        picking = self.env['stock.picking'].browse(defaults.get('picking_id')).sudo()
        if picking and 'line_ids' in fields:
            defaults['line_ids'] = [
                Command.create({'product_id': product.id, 'quantity': quantity})
                for (_line, product), quantity in picking._desk_get_leaving_quantities().get(picking, {}).items()]
        return defaults

    # === ACTIONS === #

    def action_all_right(self):
        """Tick quantity and model of all goods."""
        self.ensure_one()
        self.line_ids.write({'is_quantity_right': True, 'is_model_right': True})
        return self.action_apply()

    def action_apply(self):
        """Record the check; what is not ticked is reported as an anomaly of the order.

        :raise UserError: when nothing leaves with the transfer
        """
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("%(picking)s takes no goods of an order.", picking=self.picking_id.name))
        deviations = []
        for line in self.line_ids:
            name, note = line.product_id.display_name, line.note or "—"
            if not line.is_quantity_right:
                deviations.append(('quantity', self.env._(
                    "%(product)s: the quantity before leaving is wrong. %(note)s", product=name, note=note)))
            if not line.is_model_right:
                deviations.append(('wrong_goods', self.env._(
                    "%(product)s: the model before leaving is wrong. %(note)s", product=name, note=note)))
        self.picking_id._desk_register_loading(deviations)
        return {'type': 'ir.actions.act_window_close'}


class OrderDeskLoadingCheckLine(models.TransientModel):
    """One product of the check before leaving."""
    _name = 'order.desk.loading.check.line'
    _description = "Goods to Check Before Leaving"

    # === FIELDS === #

    wizard_id = fields.Many2one('order.desk.loading.check', required=True, ondelete='cascade')
    product_id = fields.Many2one('product.product', required=True, readonly=True)
    quantity = fields.Float(digits='Product Unit', readonly=True)
    uom_id = fields.Many2one(related='product_id.uom_id', string="Unit")
    is_quantity_right = fields.Boolean("Quantity Right")
    is_model_right = fields.Boolean("Model Right")
    note = fields.Char("Remark")
