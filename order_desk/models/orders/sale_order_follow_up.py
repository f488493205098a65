from odoo import api, fields, models

from ..core.roles import OFFICE


class SaleOrder(models.Model):
    """What is followed up on an order and what went wrong, seen from the order (FUP-01, TRK-06, TRK-08)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_follow_up_ids = fields.One2many(
        'order.desk.follow.up', 'order_id', string="Follow-Ups", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')
    desk_anomaly_ids = fields.One2many(
        'order.desk.anomaly', 'order_id', string="Anomalies", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')
    desk_follow_up_count = fields.Integer(
        "Open Follow-Ups", compute='_compute_desk_follow_up_count',
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')
    desk_anomaly_count = fields.Integer(
        "Open Anomalies", compute='_compute_desk_anomaly_count',
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')

    # === COMPUTE METHODS === #

    @api.depends('desk_follow_up_ids.done_on')
    def _compute_desk_follow_up_count(self):
        groups = self.env['order.desk.follow.up']._read_group(
            [('order_id', 'in', self.ids), ('done_on', '=', False)], ['order_id'], ['__count']) if any(
                self.mapped('desk_enrolled')) else []
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.desk_follow_up_count = counts.get(order.id, 0)

    @api.depends('desk_anomaly_ids.state')
    def _compute_desk_anomaly_count(self):
        groups = self.env['order.desk.anomaly']._read_group(
            [('order_id', 'in', self.ids), ('state', '!=', 'closed')], ['order_id'], ['__count']) if any(
                self.mapped('desk_enrolled')) else []
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.desk_anomaly_count = counts.get(order.id, 0)

    # === ACTIONS === #

    def action_desk_open_follow_ups(self):
        """Show the follow-ups of these orders."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.follow_up_action')
        return action | {
            'domain': [('order_id', 'in', self.ids)],
            'context': {'default_order_id': self[:1].id, 'search_default_open': 1}}

    def action_desk_open_anomalies(self):
        """Show the anomalies of these orders."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.anomaly_action')
        return action | {
            'domain': [('order_id', 'in', self.ids)],
            'context': {'default_order_id': self[:1].id}}

    def action_desk_report_anomaly(self):
        """Open a new anomaly of this order (FUP-02)."""
        self.ensure_one()
        return self._desk_open_new_anomaly()

    # === BUSINESS METHODS === #

    def _desk_open_new_anomaly(self, **defaults):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Report Anomaly"),
            'res_model': 'order.desk.anomaly',
            'view_mode': 'form',
            'views': [(self.env.ref('order_desk.anomaly_view_form_report').id, 'form')],
            'target': 'new',
            'context': {
                'default_order_id': self.id, **{f'default_{name}': value for name, value in defaults.items() if value}},
        }

    def _desk_get_follow_up_users(self):
        """Return who looks after each order: its order taker, else who has the role; one query.

        :rtype: dict[sale.order, res.users]
        """
        orders = self.sudo()  # sudo: production asks, and need not see users
        clerks = orders._desk_get_activity_users(self.env.ref('order_desk.group_order_clerk').ids)
        return {
            order: order.desk_order_taker_id if order.desk_order_taker_id.active else clerks[order] for order in orders}
