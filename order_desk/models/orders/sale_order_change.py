from odoo import api, fields, models
from odoo.exceptions import RedirectWarning

from ..core.roles import OFFICE, ensure_role
from .change_request import OPEN_REQUESTS
from .change_steps import REQUESTERS


class SaleOrder(models.Model):
    """The change requests of an order, as its form shows them."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_change_request_ids = fields.One2many(
        'order.desk.change.request', 'order_id', string="Change Requests", copy=False, groups=OFFICE)
    desk_change_count = fields.Integer("Changes", compute='_compute_desk_change_count')
    desk_change_open = fields.Char("Open Change Request", compute='_compute_desk_change_count')

    # === COMPUTE METHODS === #

    @api.depends('desk_change_request_ids.state')
    def _compute_desk_change_count(self):
        enrolled = self.filtered(lambda order: order.desk_enrolled and order._origin)
        # sudo: a number and a name are told to everybody who may read the order
        by_order = self.env['order.desk.change.request'].sudo().search_fetch(
            [('order_id', 'in', enrolled._origin.ids)], ['order_id', 'state', 'name']).grouped('order_id') \
            if enrolled else {}
        for order in self:
            own = by_order.get(order._origin, ())
            order.desk_change_count = len(own)
            order.desk_change_open = next((request.name for request in own if request.state in OPEN_REQUESTS), False)

    # === ACTIONS === #

    def action_desk_request_change(self):
        """Begin a change request on a confirmed order (CHG-02, CHG-05).

        :raise AccessError: unless salesperson, order desk or service supervisor
        :raise RedirectWarning: naming the open request of this order, with the way to it
        """
        self.ensure_one()
        ensure_role(self.env, *REQUESTERS)
        found = self.env['order.desk.change.request'].search(
            [('order_id', '=', self.id), ('state', 'in', OPEN_REQUESTS)], limit=1)
        if found:
            raise RedirectWarning(
                self.env._("%(order)s has an open change request already: %(request)s of %(user)s. "
                           "Add to it, or finish it first.", order=self.name, request=found.name,
                           # sudo: the message names a colleague
                           user=found.requested_by_id.sudo().name),
                found._get_records_action(), self.env._("Open %(request)s", request=found.name))
        return self.env['order.desk.change.request'].create({'order_id': self.id})._get_records_action()

    def action_desk_open_changes(self):
        """Open the change requests of these orders."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.change_request_action')
        action['domain'] = [('order_id', 'in', self.ids)]
        action['context'] = {'create': False}
        return action
