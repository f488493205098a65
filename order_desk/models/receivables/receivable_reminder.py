from odoo import api, fields, models
from odoo.tools.misc import format_amount

from ..core.scheduled import work_through

BATCH = 100


class OrderDeskReceivable(models.Model):
    """At regular intervals those who look after customers are asked to put the receivables in order (REC-01)."""
    _inherit = 'order.desk.receivable'

    # === BUSINESS METHODS === #

    @api.model
    def _cron_remind(self):
        """Call the salesperson of every customer who is overdue, unless an earlier call is still open.

        A batch of customers at a time, committing in between.
        """
        companies = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        calls = [(company, *call) for company in companies for call in self._get_calls(company)]
        work_through(self.env, calls, self._call, BATCH)

    @api.model
    def _get_calls(self, company):
        """Return ``[(customer, user, overdue amount, items, oldest due date)]`` of those not called yet."""
        overdue = self.with_company(company)._read_group(
            [('company_id', '=', company.id), ('days_overdue', '>', 0)], ['partner_id'],
            ['overdue:sum', '__count', 'due_on:min', 'salesperson_id:max', 'order_taker_id:max'])
        kind = self.env.ref('order_desk.activity_type_receivables')
        called = dict(self.env['mail.activity']._read_group(
            [('res_model', '=', 'res.partner'), ('activity_type_id', '=', kind.id),
             ('res_id', 'in', [partner.id for partner, *_rest in overdue])], ['res_id'], ['__count']))
        users, nobody = self.env['res.users'], self.env.ref('base.user_admin')
        return [
            (partner, users.browse([user for user in (salesperson, taker) if user]).filtered('active')[:1] or nobody,
             amount, count, oldest)
            for partner, amount, count, oldest, salesperson, taker in overdue
            if partner and partner.id not in called and company.currency_id.compare_amounts(amount, 0.0) > 0
        ]

    @api.model
    def _call(self, calls):
        kind = self.env.ref('order_desk.activity_type_receivables')
        model_id = self.env['ir.model']._get_id('res.partner')
        self.env['mail.activity'].create([{
            'res_model_id': model_id, 'res_id': partner.id, 'activity_type_id': kind.id, 'user_id': user.id,
            'date_deadline': fields.Date.context_today(self), 'automated': True,
            'summary': self.with_context(lang=user.lang).env._(
                "Receivables to put in order: %(amount)s overdue",
                amount=format_amount(self.with_context(lang=user.lang).env, amount, company.currency_id)),
            'note': self.with_context(lang=user.lang).env._(
                "%(count)s items are overdue, the oldest since %(date)s.", count=count, date=oldest),
        } for company, partner, user, amount, count, oldest in calls])
