"""Returns that wait too long: how old they are, and who is told (RET-03)."""
from odoo import api, fields, models
from odoo.tools import SQL

from ..core.roles import get_members
from ..core.scheduled import work_through
from ..orders.promise_days import local_day
from .return_case import FINANCE, QUALITY, SHIPPING, SUPERVISOR

BATCH = 100
# Who has a return that lies in this state.
OWNERS = {'authorised': SHIPPING, 'received': QUALITY, 'inspected': FINANCE}


class OrderDeskReturn(models.Model):
    _inherit = 'order.desk.return'

    # === FIELDS === #

    age_days = fields.Integer(
        "Days Without Credit", compute='_compute_age_days', aggregator='max',
        help="Calendar days since the goods came back, as long as the return is not settled.")
    is_late = fields.Boolean(compute='_compute_age_days')
    escalated_on = fields.Datetime(readonly=True, copy=False, help="When the order supervisor was told.")

    # === COMPUTE METHODS === #

    @api.depends('received_on', 'deadline', 'state')
    def _compute_age_days(self):
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        for case in self:
            waits = case.state in ('received', 'inspected') and case.received_on
            case.age_days = (local_day(now, case.company_id) - local_day(case.received_on, case.company_id)
                             ).days if waits else 0
            case.is_late = bool(case.deadline) and case.deadline < today

    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: the oldest return of a customer is asked for in the grouped list
        if field_expr == 'age_days':
            return SQL(
                "CASE WHEN %(state)s IN ('received', 'inspected') "
                "THEN ((now() AT TIME ZONE 'UTC')::date - %(received)s::date) ELSE 0 END",
                state=SQL.identifier(alias, 'state'), received=SQL.identifier(alias, 'received_on'))
        return super()._field_to_sql(alias, field_expr, query)

    # === BUSINESS METHODS === #

    @api.model
    def _cron_desk_returns(self):
        """Tell whoever has a late return, and the order supervisor who answers for the customer's account.

        A batch at a time, each return once in each of its states.
        """
        late = self.browse()
        for company in self.env['res.company'].browse(self.env['res.company']._desk_get_enabled_ids()):
            late |= self.search([
                ('company_id', '=', company.id), ('state', 'not in', ('settled', 'refused')),
                ('escalated_on', '=', False), ('deadline', '<', local_day(fields.Datetime.now(), company))], order='id')
        work_through(self.env, late, lambda batch: batch._escalate(), BATCH)

    def _escalate(self):
        """Give a late return to its owner and to the order supervisor."""
        self._write_evidence({'escalated_on': fields.Datetime.now()})
        supervisors = get_members(self.env, self.env.ref(SUPERVISOR).ids, self.company_id)
        labels = dict(self._fields['state']._description_selection(self.env))
        for state, cases in self.grouped('state').items():
            group = self.env.ref(OWNERS[state]) if state in OWNERS else cases[:1]._get_authoriser_group()
            owners = cases.order_id._desk_get_activity_users(group.ids)
            for case in cases:
                own = supervisors.filtered(lambda user, company=case.company_id: company in user.company_ids)[:1]
                for user in owners[case.order_id] | own:
                    case.activity_schedule(
                        'order_desk.activity_type_return_late', user_id=user.id,
                        summary=self.env._("%(case)s is late: %(state)s", case=case.name, state=labels[state]))

    # === HOOKS === #

    def _get_product_fields(self):
        return super()._get_product_fields() | {'escalated_on'}
