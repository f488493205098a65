from odoo import api, models
from odoo.fields import Command, Date


class OrderDeskDemo(models.AbstractModel):
    """Rebate agreements of the demo company: one approved and running, one still a draft to simulate."""
    _inherit = 'order.desk.demo'

    @api.model
    def _agree_rebates(self):
        running = self._draft_rebate('green', 'retrospective', [(0, 1.0), (5000, 2.0), (20000, 3.5)])
        running.action_submit()
        self._as('supervisor', running).action_approve()
        self._draft_rebate('rhein', 'progressive', [(0, 0.0), (10000, 1.5), (40000, 3.0)])

    @api.model
    def _draft_rebate(self, customer, method, bands):
        """Return an agreement for this year, as the salesperson drew it up: (lower bound, percent)."""
        today = self._today()
        return self._as('seller', self.env['order.desk.rebate.agreement']).create({
            'partner_id': self._get_customer(customer).id, 'method': method, 'user_id': self._get_user('seller').id,
            'date_from': Date.start_of(today, 'year'), 'date_to': Date.end_of(today, 'year'),
            'company_id': self.env.company.id, 'currency_id': self.env.company.currency_id.id,
            'tier_ids': [Command.create({'threshold': bound, 'rate': rate}) for bound, rate in bands],
        })
