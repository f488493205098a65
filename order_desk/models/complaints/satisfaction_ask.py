"""Who is asked how satisfied he is, and when."""
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role, get_members
from ..core.scheduled import work_through
from ..orders.promise_days import get_timezone
from .complaint_handling import TELLERS
from .complaint_notify import SERVICE

BATCH = 100
LATEST_DAYS = 30


class OrderDeskSatisfaction(models.Model):
    _inherit = 'order.desk.satisfaction'

    # === BUSINESS METHODS === #

    @api.model
    def _ask(self, orders):
        """Ask the customers of these orders, and where the company wants it their salespeople, by mail (sudoed).

        Who was asked about the order, or has no e-mail address, is left out.

        :return: the new rows
        """
        asked = {(row.order_id.id, row.partner_id.id) for row in self.search_fetch(
            [('order_id', 'in', orders.ids)], ['order_id', 'partner_id'])}
        values = []
        for order in orders:
            people = [(order.partner_id, 'customer')]
            if order.company_id.desk_survey_salespeople and order.user_id:
                people.append((order.user_id.partner_id, 'salesperson'))
            values += [
                {'order_id': order.id, 'partner_id': partner.id, 'audience': audience, 'asked_by_id': self.env.uid}
                for partner, audience in people
                if partner.email_normalized and (order.id, partner.id) not in asked]
        rows = self.create(values)
        template = self.env.ref('order_desk.mail_template_satisfaction')
        for row in rows:
            row.rating_send_request(template, lang=row.partner_id.lang, force_send=False)
        return rows

    @api.model
    def _cron_ask(self):
        """Ask about orders that were closed lately, in companies that want it; a batch at a time."""
        orders = self._get_to_ask()
        work_through(self.env, orders, self._ask, BATCH)

    @api.model
    def _get_to_ask(self):
        companies = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        wanting = companies.filtered('desk_survey_on_close')
        since = fields.Datetime.now() - timedelta(days=LATEST_DAYS)
        return self.env['sale.order'].search([
            ('company_id', 'in', wanting.ids), ('desk_closed_on', '>=', since),
            ('desk_satisfaction_ids', '=', False), ('partner_id.email', '!=', False)])

    # === HELPERS === #

    def _call_dissatisfied(self):
        """Somebody is not satisfied: the service supervisor calls him (sudoed rows)."""
        for row in self:
            user = get_members(self.env, self.env.ref(SERVICE).ids, row.company_id)[:1]
            if user:
                row.activity_schedule(
                    'mail.mail_activity_data_call', user_id=user.id,
                    summary=self.env._("%(person)s is not satisfied", person=row.partner_id.display_name))

    @api.model
    def _get_bound(self, day, company, end):
        """Return the UTC moment at which a company's day begins, or has ended."""
        day = fields.Date.to_date(day) + timedelta(days=1 if end else 0)
        local = get_timezone(company).localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_satisfaction_ids = fields.One2many(
        'order.desk.satisfaction', 'order_id', string="Satisfaction", copy=False, groups=OFFICE)

    # === ACTIONS === #

    def action_desk_ask_satisfaction(self):
        """Ask the customers of these orders how satisfied they are, by mail (CMP-11).

        :raise AccessError: for others than the order desk, sales and the supervisors
        :raise UserError: naming the orders that are not confirmed, or whose customers were asked, or cannot be
        """
        ensure_role(self.env, *TELLERS)
        self.check_access('read')
        early = self.filtered(lambda order: order.state != 'sale' or not order.desk_enrolled)
        if early:
            raise UserError(self.env._(
                "%(orders)s: customers are asked about confirmed orders of the order desk.",
                orders=", ".join(early.mapped('name'))))
        # sudo: rows are written by the product; the role is checked
        rows = self.env['order.desk.satisfaction'].sudo()._ask(self.sudo())
        missing = self - rows.order_id.sudo(False)
        if missing:
            raise UserError(self.env._(
                "%(orders)s: the customer was asked already, or has no e-mail address.",
                orders=", ".join(missing.mapped('name'))))
        return True


class ResCompany(models.Model):
    _inherit = 'res.company'

    desk_survey_on_close = fields.Boolean(
        "Ask How Satisfied", help="Customers are asked by mail when their order is closed.")
    desk_survey_salespeople = fields.Boolean(
        "Ask Salespeople", help="The salesperson of the order is asked as well, and counted apart.")


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_survey_on_close = fields.Boolean(related='company_id.desk_survey_on_close', readonly=False)
    desk_survey_salespeople = fields.Boolean(related='company_id.desk_survey_salespeople', readonly=False)
