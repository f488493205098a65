"""The shipping advice on its transfer: what the gate reads, and how the paper is begun."""
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from ..orders.promise_days import DayCount, local_day
from .shipping_advice import CLERK, SHIPPER, STATES
from .shipping_check import QUESTIONS


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_advice_id = fields.Many2one(
        'order.desk.shipping.advice', string="Shipping Advice", copy=False, readonly=True, index='btree_not_null')
    desk_advice_state = fields.Selection(STATES, "State of the Advice", copy=False, readonly=True)
    desk_advice_sent_on = fields.Datetime("Advice Sent On", copy=False, readonly=True)

    # === ACTIONS === #

    def action_desk_open_advice(self):
        """Open the shipping advice of this transfer; the shipping clerk's first look begins it (ADV-01).

        :raise AccessError: when there is none yet and the user is no shipping clerk
        :raise UserError: for transfers that the order desk does not ship
        """
        self.ensure_one()
        self.check_access('read')
        if not self.desk_advice_id:
            ensure_role(self.env, SHIPPER)
            # sudo: whether a gate stands before the transfer does not depend on the reader
            if not self.sudo()._desk_get_enrolled():
                raise UserError(self.env._(
                    "%(transfer)s is no shipment to a customer of the order desk: it has no shipping advice.",
                    transfer=self.name))
            self.env['order.desk.shipping.advice'].create(self._desk_prepare_advice())
        return self.desk_advice_id._get_records_action()

    def action_desk_open_arrival(self):
        """Open the form in which arrival or trouble on the way is recorded."""
        ensure_role(self.env, SHIPPER, CLERK)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("News From the Way"),
            'res_model': 'order.desk.arrival',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_picking_ids': self.ids},
        }

    # === BUSINESS METHODS === #

    def _desk_prepare_advice(self):
        """Return the values of a new advice, filled as far as the transfer knows."""
        self.ensure_one()
        picking = self.sudo()  # sudo: lead times and addresses, whoever begins the paper
        company = picking.company_id
        shipped = picking._desk_get_shipping_day() or local_day(fields.Datetime.now(), company)
        days = picking._desk_get_transit_days()
        expected = picking.desk_expected_arrival or DayCount(company).shift(shipped, days)
        return {
            'picking_id': picking.id,
            'shipped_on': shipped,
            'receiver_id': picking.partner_id.id,
            'carrier_id': picking.carrier_id.id,
            'tracking_ref': picking.carrier_tracking_ref,
            'packages': len(picking.move_line_ids.result_package_id) or 1,
            'weight': picking.shipping_weight or picking.weight,
            'expected_arrival': expected,
            'check_ids': [fields.Command.create(vals) for vals in picking._desk_prepare_checks(shipped, expected)],
        }

    def _desk_prepare_checks(self, shipped, expected):
        """Return the proposed times of checking: halfway on longer ways, and when the feedback is due (ADV-08)."""
        self.ensure_one()
        checks = []
        on_the_way = (expected - shipped).days
        if on_the_way >= 2:
            checks.append({
                'check_on': shipped + timedelta(days=on_the_way // 2), 'is_arrival': False,
                'what': self.env._(QUESTIONS[False]._source)})
        feedback = DayCount(self.company_id).shift(expected, self.company_id.desk_arrival_feedback_days)
        checks.append({
            'check_on': feedback, 'is_arrival': True,
            'what': self.env._(QUESTIONS[True]._source)})
        return checks

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_advice_id', 'desk_advice_state', 'desk_advice_sent_on'}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_confirmed_arrival(self):
        """Return the day on which the goods should reach the customer, as confirmed to him; False for none."""
        self.ensure_one()
        if self.desk_expected_arrival_date:
            return self.desk_expected_arrival_date
        return local_day(self.commitment_date, self.company_id)
