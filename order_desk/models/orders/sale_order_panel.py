from odoo import api, fields, models


class SaleOrder(models.Model):
    """The buttons by which people look into the gates of an order."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_open_count = fields.Integer("Open Gates", compute='_compute_desk_open_count')

    # === COMPUTE METHODS === #

    @api.depends('desk_check_ids.state')
    def _compute_desk_open_count(self):
        checks = self._desk_get_open_checks()
        for order in self:
            order.desk_open_count = len(checks.get(order, ()))

    # === ACTIONS === #

    def action_desk_open_gates(self):
        """Show every gate of this order with its verdict."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.check_action_order')
        return action | {
            'domain': [('order_id', '=', self.id), ('state', '!=', 'not_applicable')],
            'context': {'desk_single_order': True},
        }

    def action_desk_open_decisions(self):
        """Show every decision taken on this order, the latest first."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.decision_action')
        return action | {'domain': [('order_id', '=', self.id)], 'context': {'desk_single_order': True}}

    def action_desk_open_customer(self):
        """Open the customer whose archive is judged."""
        self.ensure_one()
        return self.partner_id.commercial_partner_id._get_records_action()

    def action_desk_open_dry_run(self):
        """Ask what stands in the way of these orders."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("What stands in the way?"),
            'res_model': 'order.desk.dry.run',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_order_ids': self.ids, 'dialog_size': 'extra-large'},
        }
