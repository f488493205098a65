from odoo import api, fields, models
from odoo.fields import Domain

from .promise_days import local_day

# Stages of an order whose goods have left.
DELIVERED = ('transit', 'received', 'closed')


class SaleOrder(models.Model):
    """Whether the promise holds: green, amber, red (MAT-01, DEL-09)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_promise_state = fields.Selection(
        [('green', "Holds"), ('amber', "In danger"), ('red', "Broken")], string="State of the Promise",
        compute='_compute_desk_promise_state', search='_search_desk_promise_state',
        help="In danger: a material arrives later than the signed statement says. "
             "Broken: the promised day has passed and the goods are not ready.")

    # === COMPUTE METHODS === #

    @api.depends('desk_promised_date', 'desk_material_statement_id', 'desk_stage', 'delivery_status')
    def _compute_desk_promise_state(self):
        stated = self.filtered('desk_material_statement_id')
        slipped = self.env['order.desk.material.arrival']._get_slipped(stated).order_id if stated else stated
        endangered = set(slipped.ids)
        for order in self:
            if not order.desk_promised_date or order.state == 'cancel':
                order.desk_promise_state = False
            elif order.desk_stage in DELIVERED:
                order.desk_promise_state = 'green'
            elif order._desk_is_overdue():
                order.desk_promise_state = 'red'
            else:
                order.desk_promise_state = 'amber' if order._origin.id in endangered else 'green'

    @api.model
    def _search_desk_promise_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        promised = Domain([('desk_promise_base', '!=', False), ('state', '!=', 'cancel')])
        delivered = Domain('desk_stage', 'in', DELIVERED)
        # Only what is not delivered can be in danger: years of history are not computed.
        under_way = self.search(promised & ~delivered)
        found = Domain('id', 'in', under_way.filtered(lambda order: order.desk_promise_state in value).ids)
        if 'green' in value:
            found |= promised & delivered
        if False in value:
            found |= ~promised
        return found

    # === BUSINESS METHODS === #

    def _desk_is_overdue(self):
        """Tell whether the promised day has passed while the goods are not ready."""
        if self.desk_stage in ('ready', *DELIVERED) or self.delivery_status == 'full':
            return False
        return self.desk_promised_date < local_day(fields.Datetime.now(), self.company_id)

    def _desk_get_promise_people(self):
        """Return the users to be told when the promise is in danger: production manager and order taker."""
        self.ensure_one()
        # sudo: members of a role are looked up for whoever triggers the notice
        managers = self.env.ref('order_desk.group_production_manager').sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids)
        return managers[:1] | self.user_id
