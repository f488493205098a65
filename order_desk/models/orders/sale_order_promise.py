from odoo import api, fields, models

from ..core.roles import OFFICE
from .promise_days import DayCount, local_day, utc_moment


class SaleOrder(models.Model):
    """The promise to the customer as it stands today: base, padding, slip (DEL-02, DEL-04, DEL-05)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    # Empty means normal: a default would rewrite the table of a running company.
    desk_urgency = fields.Selection([('normal', "Normal"), ('urgent', "Urgent")], string="Urgency")
    desk_completion_date = fields.Date(
        "Production Date", copy=False, tracking=True,
        help="Day on which production completes the goods: the base of the promise. Not a shipping date.")
    desk_promise_base = fields.Date("Promise Before Slip", copy=False)
    desk_promise_manual = fields.Boolean("Promised by Hand", copy=False)
    desk_first_promised_date = fields.Date("First Promise", copy=False)
    desk_slip_offset = fields.Integer("Days Contained in the Promise", copy=False)
    desk_slip_carried = fields.Integer("Days Slipped Earlier", copy=False)
    desk_deposit_settled_at = fields.Datetime("Deposit Settled On", copy=False)
    desk_promised_date = fields.Date(
        "Promised Completion", compute='_compute_desk_promise',
        help="The promise as it stands today: it slips with every day without the countersigned copy.")
    desk_slip_days = fields.Integer("Days Slipped", compute='_compute_desk_promise')
    desk_bound_date = fields.Date(
        "Date Binding Production", compute='_compute_desk_promise',
        help="The booked date of the material statement, moved by the days that the release is late.")
    desk_expected_arrival_date = fields.Date("Expected Arrival", copy=False, help="When the goods reach the customer.")
    desk_promise_ids = fields.One2many('order.desk.promise', 'order_id', string="Promises", copy=False, groups=OFFICE)

    # === COMPUTE METHODS === #

    # Never stored: the value changes at midnight without any record being written.
    @api.depends(
        'desk_promise_base', 'desk_slip_offset', 'desk_slip_carried', 'desk_booked_date', 'desk_deposit_settled_at',
        'desk_confirmation_sent_at', 'desk_returned_at', 'desk_return_verdict', 'company_id')
    def _compute_desk_promise(self):
        for company, orders in self.grouped('company_id').items():
            days = DayCount(company or self.env.company)
            for order in orders:
                fresh = order._desk_get_slip(days) - order.desk_slip_offset
                total = order.desk_slip_carried + fresh
                order.desk_slip_days = total
                order.desk_promised_date = days.shift(order.desk_promise_base, fresh)
                moves = days.company.desk_late_release == 'move'
                order.desk_bound_date = days.shift(order.desk_booked_date, total if moves else 0)

    # === BUSINESS METHODS === #

    def _desk_get_slip(self, days):
        """Return the days since the confirmation was sent, until the clean copy is back (DEL-04).

        None on the day of sending. Where the company asks for it, a missing deposit counts as well.
        """
        self.ensure_one()
        if not self.desk_confirmation_sent_at:
            return 0
        ends = [self.desk_returned_at if self._desk_is_copy_back() else False]
        if days.company.desk_slip_deposit:
            ends.append(self.desk_deposit_settled_at)
        now = fields.Datetime.now()
        stop = max(end or now for end in ends)
        return days.between(local_day(self.desk_confirmation_sent_at, days.company), local_day(stop, days.company))

    def _desk_is_copy_back(self):
        return bool(self.desk_returned_at) and self.desk_return_verdict == 'clean'

    def _desk_get_padding(self):
        """Return the days by which the promise is relaxed: payment method and urgency (DEL-03)."""
        company = self.company_id
        by_urgency = company.desk_pad_urgent if self.desk_urgency == 'urgent' else company.desk_pad_normal
        return self.payment_term_id.desk_extra_days + by_urgency

    def _desk_get_moment(self, day):
        """Return noon of a company's day as the host stores moments."""
        return utc_moment(day, self.company_id)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_promise_base', 'desk_promise_manual', 'desk_first_promised_date', 'desk_slip_offset',
            'desk_slip_carried', 'desk_deposit_settled_at', 'desk_promised_date', 'desk_slip_days', 'desk_bound_date',
            'desk_promise_ids',
        }
