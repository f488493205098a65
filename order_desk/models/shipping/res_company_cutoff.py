from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..orders.promise_days import DayCount
from .cutoff import CutoffRule


class CutoffDays(DayCount):
    """Days as the company counts them for its cut-off, which need not be as it counts them for promises."""

    def __init__(self, company):
        super().__init__(company)
        self.working = company.desk_cutoff_count == 'working' and bool(self.calendar)


class ResCompany(models.Model):
    """Cut-off and delivery times of the after-sales trade (CUT-01 to CUT-05)."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_cutoff_time = fields.Float(
        "Cut-off Time", default=17.25,
        help="Time of the company's day before which a written request is ordered the same day.")
    desk_cutoff_minute = fields.Boolean(
        "The Minute of the Cut-off Counts as Before",
        help="By default a request at the very time of the cut-off counts as after it.")
    desk_cutoff_count = fields.Selection(
        [('calendar', "Calendar days"), ('working', "Working days")], string="Cut-off Counts", required=True,
        default='calendar')
    desk_order_days_before = fields.Integer("Ordered Within, Before the Cut-off", default=0)
    desk_order_days_after = fields.Integer("Ordered Within, After the Cut-off", default=1)
    desk_arrange_days_before = fields.Integer("Delivery Arranged Within, Before the Cut-off", default=1)
    desk_arrange_days_after = fields.Integer("Delivery Arranged Within, After the Cut-off", default=2)
    desk_follow_days = fields.Integer(
        "Arranged by the Follow-up Post Within", default=1, help="Days after it has received the released order.")
    desk_urgent_days = fields.Integer("Urgent Orders Delivered Within", default=1)
    desk_normal_days = fields.Integer("Normal Orders Delivered Within", default=3)

    # === CONSTRAINTS === #

    @api.constrains(
        'desk_cutoff_time', 'desk_order_days_before', 'desk_order_days_after', 'desk_arrange_days_before',
        'desk_arrange_days_after', 'desk_follow_days', 'desk_urgent_days', 'desk_normal_days')
    def _check_desk_cutoff(self):
        for company in self:
            if not 0 <= company.desk_cutoff_time <= 24:
                raise ValidationError(self.env._(
                    "%(company)s: the cut-off is a time of day between 0:00 and 24:00.", company=company.name))
            if min(
                company.desk_order_days_before, company.desk_order_days_after, company.desk_arrange_days_before,
                company.desk_arrange_days_after, company.desk_follow_days, company.desk_urgent_days,
                company.desk_normal_days,
            ) < 0:
                raise ValidationError(self.env._("%(company)s: days cannot be negative.", company=company.name))

    # === BUSINESS METHODS === #

    def _desk_get_cutoff_rule(self):
        """Return the company's rule for :func:`schedule_request`."""
        self.ensure_one()
        return CutoffRule(
            cutoff=self.desk_cutoff_time,
            includes_minute=self.desk_cutoff_minute,
            order_days=(self.desk_order_days_before, self.desk_order_days_after),
            arrange_days=(self.desk_arrange_days_before, self.desk_arrange_days_after))


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    # === FIELDS === #

    desk_cutoff_time = fields.Float(related='company_id.desk_cutoff_time', readonly=False)
    desk_cutoff_minute = fields.Boolean(related='company_id.desk_cutoff_minute', readonly=False)
    desk_cutoff_count = fields.Selection(related='company_id.desk_cutoff_count', readonly=False, required=True)
    desk_order_days_before = fields.Integer(related='company_id.desk_order_days_before', readonly=False)
    desk_order_days_after = fields.Integer(related='company_id.desk_order_days_after', readonly=False)
    desk_arrange_days_before = fields.Integer(related='company_id.desk_arrange_days_before', readonly=False)
    desk_arrange_days_after = fields.Integer(related='company_id.desk_arrange_days_after', readonly=False)
    desk_follow_days = fields.Integer(related='company_id.desk_follow_days', readonly=False)
    desk_urgent_days = fields.Integer(related='company_id.desk_urgent_days', readonly=False)
    desk_normal_days = fields.Integer(related='company_id.desk_normal_days', readonly=False)


class OrderDeskOrderType(models.Model):
    """Which orders the cut-off rules."""
    _inherit = 'order.desk.order.type'

    # === FIELDS === #

    has_cutoff = fields.Boolean(
        "Cut-off Times", help="Orders of this type are ordered, arranged and delivered by the company's cut-off times.")
