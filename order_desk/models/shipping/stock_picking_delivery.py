from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from ..orders.promise_days import get_timezone, local_day
from .cutoff import schedule_delivery
from .res_company_cutoff import CutoffDays

# The follow-up post: it arranges deliveries and reports on them (CUT-03, CUT-08).
FOLLOW_UP = ('order_desk.group_order_clerk', 'order_desk.group_shipping_clerk', 'order_desk.group_administrator')


class StockPicking(models.Model):
    """Who takes the goods to the customer, by when, and who is told before (CUT-04 to CUT-11)."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_delivery_man_id = fields.Many2one(
        'res.users', "Delivery Man", copy=False, readonly=True, index='btree_not_null')
    desk_arranged_on = fields.Datetime(
        "Delivery Arranged On", copy=False, readonly=True, help="When the delivery man received the goods note.")
    desk_arranged_by_id = fields.Many2one('res.users', "Delivery Arranged By", copy=False, readonly=True)
    desk_delivery_at = fields.Datetime(
        "Delivery Time", copy=False, readonly=True, help="The time fixed for the delivery.")
    desk_deliver_by = fields.Datetime(
        "Deliver By", copy=False, readonly=True,
        help="The time that the customer has named, else the last moment of the day by which an urgent or a normal "
             "order is delivered.")
    desk_announced_on = fields.Datetime("Delivery Announced On", copy=False, readonly=True)
    desk_announced_by_id = fields.Many2one('res.users', "Delivery Announced By", copy=False, readonly=True)
    desk_is_late = fields.Boolean("Late", compute='_compute_desk_is_late')

    # === COMPUTE METHODS === #

    # Never stored: it changes with the clock. What has left in time is not late.
    @api.depends('desk_deliver_by', 'desk_delivery_at', 'desk_shipped_on', 'state')
    def _compute_desk_is_late(self):
        now = fields.Datetime.now()
        for picking in self:
            due = picking.desk_deliver_by
            moment = picking.desk_shipped_on or (now if picking.state != 'done' else False)
            picking.desk_is_late = bool(due and moment and picking.state != 'cancel' and moment > due)

    # === ACTIONS === #

    def action_desk_assign_delivery(self, user_id, delivery_at=None):
        """Hand the goods notes of these transfers to a delivery man and fix the time (CUT-07, CUT-08).

        Side effects: an activity for the delivery man, a note to salesperson and ordering post, the time
        by which the goods are delivered.

        :param int user_id: id of the delivery man, an employee
        :param delivery_at: time fixed for the delivery (naive UTC or ISO text), by default the latest allowed
        :raise AccessError: for others than the follow-up post
        :raise UserError: for transfers that have left, unknown people, or a time later than the customer's own
        """
        ensure_role(self.env, *FOLLOW_UP)
        self.check_access('read')
        transfers = self.sudo()  # sudo: the role was checked; order and salesperson need not be readable
        man = transfers._desk_get_delivery_man(user_id)
        try:
            delivery_at = fields.Datetime.to_datetime(delivery_at) if delivery_at else None
        except (TypeError, ValueError):
            raise UserError(self.env._(
                "%(time)s is no time: write it as 2026-12-31 16:00:00.", time=delivery_at)) from None
        transfers._desk_ensure_deliverable()
        now = fields.Datetime.now()
        for picking in transfers:
            due = picking._desk_get_deliver_by(now)
            if due and delivery_at and delivery_at > due:
                raise UserError(self.env._(
                    "%(transfer)s is to be delivered by %(due)s: fix an earlier time.", transfer=picking.name,
                    due=fields.Datetime.context_timestamp(self, due).strftime('%Y-%m-%d %H:%M')))
            picking._desk_write_facts({
                'desk_delivery_man_id': man.id, 'desk_arranged_on': now, 'desk_arranged_by_id': self.env.uid,
                'desk_deliver_by': due, 'desk_delivery_at': delivery_at or due or picking.scheduled_date,
                'desk_announced_on': False, 'desk_announced_by_id': False})
        transfers._desk_tell_delivery(man)
        fresh = transfers._desk_get_orders().filtered(lambda order: not order.desk_arranged_on)
        fresh._desk_write_facts({'desk_arranged_on': now})
        return True

    def action_desk_announce_delivery(self):
        """Tell salesperson and ordering post, before the goods leave, that they are coming (CUT-09).

        Side effects: the salesperson gets an activity to have the customer prepare the money (CUT-07).

        :raise AccessError: for others than the delivery man and the follow-up post
        :raise UserError: for a transfer without a delivery man
        """
        self.check_access('read')
        if any(picking.sudo().desk_delivery_man_id != self.env.user for picking in self):  # sudo: whose it is
            ensure_role(self.env, *FOLLOW_UP)
        for picking in self.sudo():  # sudo: the delivery man need not read the order
            if not picking.desk_delivery_man_id:
                raise UserError(self.env._(
                    "%(transfer)s has no delivery man yet: arrange the delivery first.", transfer=picking.name))
            picking._desk_write_facts({
                'desk_announced_on': fields.Datetime.now(), 'desk_announced_by_id': self.env.uid})
        self.sudo()._desk_announce()  # sudo: as above
        return True

    def action_desk_report_data_error(self, text):
        """Report wrong order data back to the order clerk (CUT-10).

        :raise AccessError: for others than the follow-up post
        :raise UserError: without words
        """
        self.ensure_one()
        ensure_role(self.env, *FOLLOW_UP)
        self.check_access('read')
        text = str(text or '').strip()
        if not text:
            raise UserError(self.env._("%(transfer)s: say which data are wrong.", transfer=self.name))
        order = self.sudo()._desk_order()  # sudo: the follow-up post need not read the order
        if not order:
            raise UserError(self.env._(
                "%(transfer)s belongs to no order of the order desk.", transfer=self.name))
        clerk = order.desk_order_taker_id or order._desk_get_activity_users(
            self.env.ref('order_desk.group_order_clerk').ids)[order]
        order.activity_schedule(
            'mail.mail_activity_data_todo', user_id=clerk.id, note=text,
            summary=self.env._("%(transfer)s: order data are wrong", transfer=self.name))
        return True

    def action_desk_open_delivery(self):
        """Open the form that asks who delivers these transfers and when."""
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Arrange Delivery"),
            'res_model': 'order.desk.delivery.wizard',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_picking_ids': self.ids},
        }

    # === BUSINESS METHODS === #

    def _desk_get_deliver_by(self, arranged_at):
        """Return the latest moment of delivery (naive UTC), or False where nothing sets one (CUT-04 to CUT-06)."""
        self.ensure_one()
        orders = self._desk_get_orders()
        found = []
        for order in orders.filtered(lambda order: order.commitment_date or order.desk_order_type_id.has_cutoff):
            company = order.company_id
            number = company.desk_urgent_days if order.desk_urgency == 'urgent' else company.desk_normal_days
            found.append(schedule_delivery(
                arranged_at, get_timezone(company), number, order.commitment_date, CutoffDays(company)))
        return min(found, default=False)

    def _desk_tell_delivery(self, man):
        """Give the delivery man his activities, and report the time back to the ordering post (CUT-08)."""
        for picking in self:
            picking.activity_schedule(
                'order_desk.activity_type_delivery', user_id=man.id,
                date_deadline=local_day(picking.desk_delivery_at, picking.company_id),
                summary=self.env._("Deliver; tell the salesperson before you leave"))
            for order in picking._desk_get_orders():
                order.message_notify(
                    partner_ids=(order.user_id | order.desk_order_taker_id).partner_id.ids,
                    subject=self.env._("%(order)s: delivery is arranged", order=order.name),
                    body=self.env._(
                        "%(man)s delivers %(transfer)s at %(time)s.", man=man.name, transfer=picking.name,
                        time=picking._desk_local_time(picking.desk_delivery_at)))
                order._message_log(body=self.env._(
                    "Delivery of %(transfer)s arranged: %(man)s, %(time)s.", man=man.name, transfer=picking.name,
                    time=picking._desk_local_time(picking.desk_delivery_at)))

    def _desk_announce(self):
        deposits = self.env['order.desk.deposit.ledger']._get_deposits(self._desk_get_orders())
        for picking in self:
            for order in picking._desk_get_orders():
                amount = order.amount_total - (deposits[order].received if order in deposits else 0.0)
                user = order.user_id or order.desk_order_taker_id or picking.desk_arranged_by_id
                order.activity_schedule(
                    'order_desk.activity_type_announced', user_id=user.id,
                    summary=self.env._("%(transfer)s is on its way: tell the customer", transfer=picking.name),
                    note=self.env._(
                        "%(man)s delivers at %(time)s. To be paid by the customer: %(amount)s.",
                        man=picking.desk_delivery_man_id.name, time=picking._desk_local_time(picking.desk_delivery_at),
                        amount=order.currency_id.format(max(amount, 0.0))))
                others = (order.desk_order_taker_id - user).partner_id
                if others:
                    order.message_notify(
                        partner_ids=others.ids,
                        subject=self.env._("%(transfer)s is on its way", transfer=picking.name),
                        body=self.env._(
                            "%(man)s delivers %(transfer)s now.", man=picking.desk_delivery_man_id.name,
                            transfer=picking.name))

    # === HELPERS === #

    def _desk_get_delivery_man(self, user_id):
        man = self.env['res.users'].browse(user_id if isinstance(user_id, int) else ()).exists()
        if not man or not man._is_internal() or self.company_id - man.company_ids:
            raise UserError(self.env._("Name an employee who delivers the goods."))
        return man

    def _desk_ensure_deliverable(self):
        gone = self.filtered(lambda picking: picking.state in ('done', 'cancel') or not picking._desk_order())
        if gone:
            raise UserError(self.env._(
                "%(transfers)s: done, cancelled, or of no order of the order desk. There is no delivery to arrange.",
                transfers=", ".join(gone.mapped('name'))))

    def _desk_local_time(self, moment):
        """Return a moment as the company's clock shows it."""
        if not moment:
            return ""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=get_timezone(self.company_id).zone), moment).strftime('%Y-%m-%d %H:%M')

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_delivery_man_id', 'desk_arranged_on', 'desk_arranged_by_id', 'desk_delivery_at', 'desk_deliver_by',
            'desk_announced_on', 'desk_announced_by_id'}
