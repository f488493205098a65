from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import get_members
from ..core.scheduled import work_through
from .promise_days import local_day

KINDS = [
    ('production', "Production"),
    ('quality', "Quality"),
    ('quantity', "Quantity"),
    ('time', "Time"),
    ('transit', "Transit"),
    ('arrival', "Arrival"),
    ('receipt', "Delivery receipt"),
    ('balance', "Balance"),
]
BATCH = 500


class OrderDeskFollowUp(models.Model):
    """A dated look at an order: what, when, who, and what was found (FUP-01)."""
    _name = 'order.desk.follow.up'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Follow-Up"
    _order = 'due_on, id'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("What to Look At", required=True)
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade', check_company=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    picking_id = fields.Many2one('stock.picking', "Transfer", index='btree_not_null', check_company=True)
    production_id = fields.Many2one('mrp.production', "Manufacturing Order", index='btree_not_null', check_company=True)
    prompt_id = fields.Many2one(
        'order.desk.prompt', "Supervision Prompt", index='btree_not_null', ondelete='set null', readonly=True)
    kind = fields.Selection(KINDS, required=True, default='production')
    due_on = fields.Date(required=True, index=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        'res.users', "Who Looks", domain=[('share', '=', False)], index=True,
        help="Empty: the order's clerk.")
    done_on = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    result = fields.Text(help="What was found.")
    called_on = fields.Datetime("Reminded On", readonly=True, copy=False)
    escalated_on = fields.Datetime(readonly=True, copy=False)
    is_overdue = fields.Boolean(compute='_compute_is_overdue')

    _open_idx = models.Index('(due_on) WHERE done_on IS NULL')

    # === COMPUTE METHODS === #

    @api.depends('due_on', 'done_on')
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for follow_up in self:
            follow_up.is_overdue = not follow_up.done_on and bool(follow_up.due_on) and follow_up.due_on < today

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        follow_ups = super().create(vals_list)
        follow_ups._call_due()
        return follow_ups

    def write(self, vals):
        result = super().write(vals)
        if not {'due_on', 'user_id'}.isdisjoint(vals) and 'called_on' not in vals:
            self.filtered(lambda follow_up: not follow_up.done_on)._call_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        done = self.filtered('done_on')
        if done:
            raise UserError(self.env._(
                "\"%(name)s\" of %(order)s was looked at: what was found is kept with the order.",
                name=done[0].name, order=done[0].order_id.name))

    # === ACTIONS === #

    def action_done(self):
        """Record that somebody looked; what he found stands in the result (FUP-01).

        :raise AccessError: for who may not write follow-ups
        """
        self.check_access('write')
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_follow_up'])
        self._mark_done()  # where nobody was called yet
        return True

    def action_report_anomaly(self):
        """Open a new anomaly about what was found here."""
        self.ensure_one()
        return self.order_id._desk_open_new_anomaly(
            picking_id=self.picking_id.id, production_id=self.production_id.id, description=self.result or self.name)

    # === BUSINESS METHODS === #

    @api.model
    def _desk_plan(self, vals_list):
        """Plan looks at orders; an activity calls whoever looks when the day has come.

        :param list vals_list: dicts of ``order_id``, ``name``, ``due_on``, ``kind``, optionally ``user_id``
            (default: the order's clerk), ``picking_id``, ``production_id``
        :return: the follow-ups, in the order of ``vals_list``
        """
        # sudo: follow-ups come from the product's own acts, whoever performs them
        return self.sudo().create(vals_list).with_env(self.env)

    def _mark_done(self, result=None):
        """Record these as done by the current user; those done before stay as they are."""
        fresh = self.filtered(lambda follow_up: not follow_up.done_on)
        if not fresh:
            return
        vals = {'done_on': fields.Datetime.now(), 'done_by_id': self.env.uid}
        fresh._write_evidence({**vals, 'result': result} if result else vals)
        # sudo: the supervisor's reminder is settled with it
        fresh.sudo().activity_unlink([
            'order_desk.activity_type_follow_up', 'order_desk.activity_type_follow_up_overdue'])
        lines = {}
        for follow_up in fresh:
            text = self.env._("Looked at \"%(name)s\": %(result)s", name=follow_up.name,
                              result=follow_up.result or self.env._("nothing to note"))
            lines.setdefault(follow_up.order_id.id, []).append(text)
        # sudo: who looks need not write the order
        fresh.order_id.sudo()._message_log_batch(
            bodies={order_id: "; ".join(texts) for order_id, texts in lines.items()})

    def _call_due(self):
        """Give those whose day has come an activity for whoever looks, once."""
        # sudo: planned by acts of people who need not see users or write orders
        due = self.sudo().filtered(lambda follow_up: (
            not follow_up.done_on and not follow_up.called_on
            and follow_up.due_on <= local_day(fields.Datetime.now(), follow_up.company_id)))
        if not due:
            return due
        clerks = due.order_id._desk_get_follow_up_users()
        by_user = due.grouped(lambda follow_up: follow_up.user_id or clerks[follow_up.order_id])
        for user, follow_ups in by_user.items():
            follow_ups._write_evidence({'called_on': fields.Datetime.now(), 'user_id': user.id})
        by_call = due.grouped(lambda follow_up: (follow_up.user_id, follow_up.due_on, follow_up.name))
        for (user, due_on, name), follow_ups in by_call.items():
            follow_ups.activity_schedule(
                'order_desk.activity_type_follow_up', date_deadline=due_on, summary=name, user_id=user.id)
        return due

    def _call_again(self):
        """The day or the person changed: what was called is called anew when its day comes."""
        # sudo: the activity is a colleague's
        self.sudo().activity_unlink(['order_desk.activity_type_follow_up'])
        self._write_evidence({'called_on': False, 'escalated_on': False})
        self._call_due()

    def _escalate(self):
        """Tell the order supervisor of looks that nobody took in time, once."""
        companies = self.company_id
        supervisors = get_members(self.env, self.env.ref('order_desk.group_order_supervisor').ids, companies)
        self._write_evidence({'escalated_on': fields.Datetime.now()})
        for company, follow_ups in self.grouped('company_id').items():
            user = supervisors.filtered(lambda user, company=company: company in user.company_ids)[:1]
            follow_ups.activity_schedule(
                'order_desk.activity_type_follow_up_overdue', user_id=(user or self.env.ref('base.user_admin')).id,
                summary=self.env._("Follow-up is overdue"))

    @api.model
    def _cron_desk_follow_up(self):
        """Call whoever has to look today, and the supervisor where nobody did; a batch at a time."""
        companies = self.env['res.company'].browse(self.env['res.company']._desk_get_enabled_ids())
        due, overdue = self.browse(), self.browse()
        for company in companies:
            today = local_day(fields.Datetime.now(), company)
            own = [('company_id', '=', company.id), ('done_on', '=', False), ('order_id.state', '!=', 'cancel')]
            due |= self.search([*own, ('called_on', '=', False), ('due_on', '<=', today)])
            late = today - timedelta(days=company.desk_follow_up_grace)
            overdue |= self.search([*own, ('escalated_on', '=', False), ('due_on', '<', late)])
        if work_through(self.env, due, lambda batch: batch._call_due(), BATCH):
            work_through(self.env, overdue, lambda batch: batch._escalate(), BATCH)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'done_on', 'done_by_id', 'called_on', 'escalated_on', 'prompt_id'}
