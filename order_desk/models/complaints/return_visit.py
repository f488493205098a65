"""Regular return visits to customers, and what they say (CUS-13, SVC-03)."""
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..core.scheduled import work_through
from .feedback import ACTIVITY

BATCH = 100


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_visit_months = fields.Integer(
        "Return Visit Every (months)", copy=False, help="0: the customer is not visited regularly.")
    desk_next_visit_on = fields.Date("Next Return Visit", copy=False)

    # === CONSTRAINTS === #

    _desk_visit_positive = models.Constraint(
        'CHECK(desk_visit_months IS NULL OR desk_visit_months >= 0)', "The months between visits are not negative.")


class OrderDeskFeedback(models.Model):
    _inherit = 'order.desk.feedback'

    # === BUSINESS METHODS === #

    @api.model
    def _cron_visit(self):
        """Plan the return visits that are due: an activity for the salesperson or the order taker."""
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        today = fields.Date.context_today(self)
        partners = self.env['res.partner'].search([('desk_visit_months', '>', 0), '|', (
            'desk_next_visit_on', '<=', today), ('desk_next_visit_on', '=', False)])
        work_through(self.env, partners, lambda batch: self._plan_visits(batch, today), BATCH)

    @api.model
    def _plan_visits(self, partners, today):
        """Plan one visit for each of these customers, and the day of the next (sudoed customers)."""
        enabled = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        visits = self.create([{
            'kind': 'visit', 'partner_id': partner.id, 'department': 'sales',
            'company_id': (partner.company_id or enabled[:1]).id,
            'user_id': (partner.user_id or partner.desk_order_taker_id).id,
        } for partner in partners])
        for visit in visits:
            user = visit.user_id or self.env.ref('base.user_admin')
            speaker = self.with_context(lang=user.lang or self.env.lang).env
            visit.activity_schedule(ACTIVITY, user_id=user.id, summary=speaker._(
                "Return visit: %(customer)s", customer=visit.partner_id.display_name))
        for partner in partners:
            partner.desk_next_visit_on = today + relativedelta(months=partner.desk_visit_months)
        return visits
