from datetime import timedelta

from odoo import api, fields, models

from ..core.scheduled import work_through
from .promise_days import local_day


class OrderDeskFollowUp(models.Model):
    """Production in progress is looked at every so many days, until it is through (FUP-08)."""
    _inherit = 'order.desk.follow.up'

    # === BUSINESS METHODS === #

    @api.model
    def _plan_regular(self, company):
        """Plan the next regular look at every order of a company that is in production; two queries.

        :return: the follow-ups
        """
        interval = company.desk_follow_up_interval
        if interval <= 0:
            return self.browse()
        orders = self.env['sale.order'].search([
            ('company_id', '=', company.id), ('desk_stage', '=', 'production'), ('desk_released', '=', True),
            ('state', '=', 'sale')])
        looked = {
            order.id: (last, count > done)
            for order, last, count, done in self._read_group(
                [('order_id', 'in', orders.ids), ('kind', '=', 'production')], ['order_id'],
                ['due_on:max', '__count', 'done_on:count'])}
        today = local_day(fields.Datetime.now(), company)
        name = self.with_context(lang=company.partner_id.lang).env._("Progress of production")
        vals_list = []
        for order in orders:
            last, is_open = looked.get(order.id, (local_day(order.desk_released_at, company), False))
            if not is_open and (not last or last + timedelta(days=interval) <= today):
                vals_list.append({'order_id': order.id, 'name': name, 'kind': 'production', 'due_on': today})
        return self._desk_plan(vals_list)

    @api.model
    def _cron_desk_follow_up(self):
        # EXTENDS order_desk: what is planned today is called today
        companies = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        if not work_through(self.env, companies, self._plan_looks, size=1):
            return None
        return super()._cron_desk_follow_up()

    @api.model
    def _plan_looks(self, company):
        self.env['order.desk.prompt']._plan_released(company)
        self._plan_regular(company)
