from odoo import api, fields, models

from ..orders.promise_days import get_timezone, local_day
from .cutoff import schedule_request
from .res_company_cutoff import CutoffDays

BASIS = {'desk_received_at', 'desk_order_type_id', 'company_id'}


class SaleOrder(models.Model):
    """By when a request is ordered and its delivery arranged (CUT-01 to CUT-03)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_order_by = fields.Date(
        "Order By", copy=False, help="Day by which the request is ordered, by the company's cut-off.")
    desk_arrange_by = fields.Date(
        "Arrange Delivery By", copy=False, help="Day by which its delivery is arranged, by the company's cut-off.")
    desk_follow_by = fields.Date(
        "Follow-up Arranges By", copy=False,
        help="Day by which the follow-up post, which has the order since its release, arranges the delivery.")
    desk_arranged_on = fields.Datetime("Delivery Arranged On", copy=False)
    desk_has_cutoff = fields.Boolean(related='desk_order_type_id.has_cutoff')
    desk_cutoff_late = fields.Selection(
        [('order', "Not ordered in time"), ('arrange', "Delivery not arranged in time"),
         ('follow', "Follow-up is late")], string="Late",
        compute='_compute_desk_cutoff_late')

    # === COMPUTE METHODS === #

    # Never stored: it changes at midnight without any record being written.
    @api.depends('desk_order_by', 'desk_arrange_by', 'desk_follow_by', 'desk_arranged_on', 'state')
    def _compute_desk_cutoff_late(self):
        now = fields.Datetime.now()
        for order in self:
            today = local_day(now, order.company_id or self.env.company)
            is_asked = order.state in ('draft', 'sent')
            is_open = order.state != 'cancel' and not order.desk_arranged_on
            order.desk_cutoff_late = (
                'order' if is_asked and order.desk_order_by and order.desk_order_by < today
                else 'arrange' if is_open and order.desk_arrange_by and order.desk_arrange_by < today
                else 'follow' if is_open and order.desk_follow_by and order.desk_follow_by < today
                else False)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale: with the release the follow-up post has the order's data
        result = super().write(vals)
        if vals.get('desk_released'):
            self._desk_store_follow_up()
        return result

    # === BUSINESS METHODS === #

    def _desk_store_cutoff(self):
        """Store by when these orders are ordered and arranged; those without a cut-off have no such day."""
        for company, orders in self.grouped('company_id').items():
            rule, days, timezone = company._desk_get_cutoff_rule(), CutoffDays(company), get_timezone(company)
            for order in orders:
                vals = {'desk_order_by': False, 'desk_arrange_by': False}
                if order.desk_order_type_id.has_cutoff:
                    found = schedule_request(order.desk_received_at or order.create_date, timezone, rule, days)
                    vals = {'desk_order_by': found.order_by, 'desk_arrange_by': found.arrange_by}
                if any(order[name] != value for name, value in vals.items()):
                    order._desk_write_facts(vals)

    def _desk_store_follow_up(self):
        """Store by when the follow-up post, which has these orders from now on, arranges their delivery (CUT-03)."""
        now = fields.Datetime.now()
        handed = self.filtered(lambda order: order.desk_order_type_id.has_cutoff and not order.desk_arranged_on)
        for company, orders in handed.grouped('company_id').items():
            orders._desk_write_facts({
                'desk_follow_by': CutoffDays(company).shift(local_day(now, company), company.desk_follow_days)})

    # === HOOKS === #

    def _desk_after_entry(self, vals):
        # EXTENDS order_desk
        result = super()._desk_after_entry(vals)
        if BASIS.intersection(vals):
            self._desk_get_enrolled().filtered(lambda order: not order.desk_released)._desk_store_cutoff()
        return result

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_order_by', 'desk_arrange_by', 'desk_follow_by', 'desk_arranged_on'}
