"""Arrival feedback and troubles on the way: who is told, what is followed up."""
from odoo import models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .receipt_register import COLLECTORS

TRANSPORT_KINDS = ('damage', 'loss', 'wrong_goods', 'transport_late')


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_register_arrival(self, arrived_on, note=''):
        """Record the feedback that these shipments have arrived; the signed receipt may follow later.

        Side effects: the salespeople are told; an arrival after the expected day becomes an anomaly; the
        planned checks of the shipments are done. Source: ADV-05, ADV-07, ADV-08.

        :param arrived_on: date or ISO text
        :param str note: the circumstances
        :raise AccessError: for others than order clerks and shipping clerks
        :raise UserError: naming the first shipment that has not left or is received already, or a bad day
        """
        ensure_role(self.env, *COLLECTORS)
        self.check_access('read')
        note = note.strip() if isinstance(note, str) else ''
        days = {picking: picking._desk_ensure_receivable(arrived_on) for picking in self}
        for day in set(days.values()):
            # sudo: the shipment's facts are written by the product, the role is checked
            arrived = self.filtered(lambda picking, day=day: days[picking] == day).sudo()
            arrived._desk_note_arrival(day, note)
            arrived._desk_get_orders()._desk_refresh()
        return True

    def action_desk_report_trouble(self, kind, description):
        """Report that something went wrong on the way (ADV-06, ADV-09, ADV-10).

        Side effects: an anomaly, by which sales clerk, salesperson and service supervisor are told.

        :param str kind: ``damage``, ``loss``, ``wrong_goods`` or ``transport_late``
        :return: the new ``order.desk.anomaly`` records
        :raise AccessError: for others than order clerks and shipping clerks
        :raise UserError: without a description, for an unknown kind, or when the goods are still here
        """
        ensure_role(self.env, *COLLECTORS)
        self.check_access('read')
        description = description.strip() if isinstance(description, str) else ''
        if kind not in TRANSPORT_KINDS or not description:
            raise UserError(self.env._(
                "Describe the trouble, and say whether it is %(kinds)s.", kinds=", ".join(TRANSPORT_KINDS)))
        shipments = self.sudo()  # sudo: as above
        here = shipments.filtered(lambda picking: picking.state != 'done' or not picking._desk_get_enrolled())
        if here:
            raise UserError(self.env._(
                "%(transfers)s: no shipment of the order desk that is on its way.",
                transfers=", ".join(here.mapped('name'))))
        return shipments._desk_report(kind, description).sudo(self.env.su)

    # === BUSINESS METHODS === #

    def _desk_note_arrival(self, day, note=''):
        """Store the arrival of these shipments and tell those who wait for it (sudoed transfers)."""
        known_late = self.filtered(lambda picking: picking.desk_arrived_on)
        self._desk_write_facts({'desk_arrived_on': day, 'desk_arrival_note': note})
        late = (self - known_late).filtered(
            lambda picking: picking.desk_expected_arrival and picking.desk_expected_arrival < day)
        for picking in late:
            picking._desk_report('transport_late', self.env._(
                "%(transfer)s arrived on %(day)s, expected on %(expected)s. %(note)s",
                transfer=picking.name, day=day, expected=picking.desk_expected_arrival, note=note))
        self._desk_finish_checks(day)
        self._desk_tell_arrival()

    def _desk_report(self, kind, description):
        """Open an anomaly of one kind for each of these shipments (sudoed transfers)."""
        return self.env['order.desk.anomaly']._desk_report([
            {'order_id': picking._desk_order().id, 'picking_id': picking.id, 'kind': kind, 'description': description}
            for picking in self
        ])

    def _desk_tell_arrival(self):
        """Tell each salesperson that goods of his order have arrived, and how (ADV-07)."""
        for picking in self:
            for order in picking._desk_get_orders():
                if not order.user_id:
                    continue
                order.message_notify(
                    partner_ids=order.user_id.partner_id.ids,
                    subject=self.env._("%(order)s has arrived", order=order.name),
                    body=self.env._(
                        "%(transfer)s of order %(order)s arrived at %(customer)s on %(day)s. %(note)s",
                        transfer=picking.name, order=order.name, customer=picking.partner_id.display_name,
                        day=picking.desk_arrived_on, note=picking.desk_arrival_note or ''))

    def _desk_finish_checks(self, day):
        """The planned looks at these shipments are done: they have arrived (sudoed transfers)."""
        looks = self.env['order.desk.follow.up'].search([
            ('picking_id', 'in', self.ids), ('kind', 'in', ('transit', 'arrival')), ('done_on', '=', False)])
        looks._mark_done(self.env._("Arrived on %(day)s", day=day))
