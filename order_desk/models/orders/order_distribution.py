"""After the countersigning: the customer's code, then the copies (CSG-04 to CSG-08, CUS-10)."""
from odoo import fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role
from .confirmation import ORDER_TAKER

CODE_GIVER = 'order_desk.group_material_planner'


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_countersigned_at = fields.Datetime("Countersigned On", copy=False, readonly=True)
    desk_other_requirements = fields.Text(
        "Other Requirements", copy=False,
        help="What else the departments must know; the customer code is entered here.")
    desk_distribution_ids = fields.One2many(
        'order.desk.distribution', 'order_id', string="Distribution", copy=False, readonly=True, groups=OFFICE)
    desk_unacknowledged_count = fields.Integer(
        "Copies Not Acknowledged", compute='_compute_desk_unacknowledged_count', groups=OFFICE)

    # === COMPUTE METHODS === #

    def _compute_desk_unacknowledged_count(self):
        counts = dict(self.env['order.desk.distribution']._read_group(
            [('order_id', 'in', self.ids), ('state', '=', 'sent')], ['order_id'], ['__count']))
        for order in self:
            order.desk_unacknowledged_count = counts.get(order._origin, 0)

    # === ACTIONS === #

    def action_desk_assign_customer_code(self, code):
        """Give the customer his unified code after countersigning; the copies go out at once.

        Side effects: the code on the customer's company, on this order's other
        requirements, the distribution list. Source: CSG-04, CUS-10.

        :param str code: the code, unique among customers
        :raise AccessError: when the user is no material planner
        :raise UserError: before countersigning, without a code, or when another customer has it
        """
        self.ensure_one()
        ensure_role(self.env, CODE_GIVER)
        if not self.desk_countersigned_at:
            raise UserError(self.env._(
                "Order %(order)s is not countersigned yet: the customer code is given afterwards.", order=self.name))
        code = (code or '').strip() if isinstance(code, str | bool | None) else str(code)
        if not code:
            raise UserError(self.env._("Order %(order)s: enter the customer code.", order=self.name))
        # sudo: the code giver keeps no customer records, the code alone is his
        partner = self.sudo().partner_id.commercial_partner_id
        taken = partner.with_context(active_test=False).search(
            [('desk_customer_code', '=', code), ('parent_id', '=', False), ('id', '!=', partner.id)], limit=1)
        if taken:
            raise UserError(self.env._(
                "Customer code %(code)s belongs to %(customer)s. Choose another.",
                code=code, customer=taken.display_name))
        if partner.desk_customer_code != code:
            partner.desk_customer_code = code
        self._desk_close_code_activity()
        self._desk_hand_out()
        return True

    def action_desk_distribute(self):
        """Hand out the copies of countersigned orders that have none yet.

        :raise AccessError: when the user is no order clerk
        :raise UserError: naming the orders that are not countersigned or whose customer has no code
        """
        ensure_role(self.env, ORDER_TAKER)
        waiting = self.filtered(lambda order: not order.desk_countersigned_at)
        if waiting:
            raise UserError(self.env._(
                "Not countersigned yet: %(orders)s. The copies go out afterwards.",
                orders=", ".join(waiting.mapped('name'))))
        uncoded = self.filtered(lambda order: not order._desk_get_customer_code())
        if uncoded:
            raise UserError(self.env._(
                "No customer code yet: %(orders)s. Material planning assigns it before the copies go out.",
                orders=", ".join(uncoded.mapped('name'))))
        self._desk_hand_out()
        return True

    # === BUSINESS METHODS === #

    def _desk_complete_countersigning(self):
        """Note that these orders are countersigned; hand out copies, or ask for the customer's code first.

        Copies of an earlier countersigning are replaced: the departments hold an order that changed.
        """
        self._desk_write_facts({'desk_countersigned_at': fields.Datetime.now()})
        # sudo: the list is the product's
        self.sudo().desk_distribution_ids.filtered(lambda row: row.state != 'replaced').write({'state': 'replaced'})
        uncoded = self.filtered(lambda order: not order._desk_get_customer_code())
        (self - uncoded)._desk_hand_out()
        for order, user in uncoded._desk_get_activity_users(self.env.ref(CODE_GIVER).ids).items():
            # sudo: the last countersigner need not write orders
            order.sudo().activity_schedule(
                'order_desk.mail_activity_customer_code', user_id=user.id,
                summary=self.env._("Assign the customer code of %(customer)s", customer=order.partner_id.display_name))

    def _desk_hand_out(self):
        """Create the distribution rows of orders that have none, set-based, and enter the customer code."""
        # sudo: the list is the product's
        orders = self.sudo().filtered(
            lambda order: not order.desk_distribution_ids.filtered(lambda row: row.state != 'replaced'))
        if not orders:
            return
        # sudo: the list holds whoever signs last
        lines = self.env['order.desk.distribution.template'].sudo().search([])
        now = fields.Datetime.now()
        values = [
            line._prepare_distribution(order, now)
            for order in orders for line in lines if line.company_id in (order.company_id, line.company_id.browse())
        ]
        # sudo: the list is the product's
        rows = self.env['order.desk.distribution'].sudo().create(values)
        orders._desk_enter_customer_code()
        rows._mail_recipients()

    def _desk_enter_customer_code(self):
        """Enter the customer's code in the other requirements of these orders (CUS-10)."""
        texts = {}
        for order in self:
            code = order._desk_get_customer_code()
            entry = self.env._("Customer code: %(code)s", code=code)
            if code and entry not in (order.desk_other_requirements or ''):
                text = "\n".join(filter(None, [order.desk_other_requirements, entry]))
                texts[text] = texts.get(text, self.browse()) | order
        with self._desk_batch():
            for text, orders in texts.items():
                orders.desk_other_requirements = text

    # === HELPERS === #

    def _desk_get_customer_code(self):
        # sudo: a countersigner need not read the customer's archive
        return self.sudo().partner_id.commercial_partner_id.desk_customer_code

    def _desk_get_order_taker_user(self):
        return self.desk_order_taker_id

    def _desk_close_code_activity(self):
        # sudo: the activity may be a colleague's of the same role
        self.sudo().activity_feedback(
            ['order_desk.mail_activity_customer_code'],
            feedback=self.env._("Customer code assigned: %(code)s", code=self._desk_get_customer_code()))
