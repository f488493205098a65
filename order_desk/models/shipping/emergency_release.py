from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.scheduled import work_through
from ..orders.promise_days import local_day

ESCALATION_BATCH = 100


class OrderDeskEmergencyRelease(models.Model):
    """Goods that may leave before their notice is written: a debt with an owner and a day (SHP-04, SEC-07).

    The release itself is a decision on the gate of the notice and stays as it was taken; this row
    follows the paper that is owed until it is filed and reviewed.
    """
    _name = 'order.desk.emergency.release'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Emergency Release"
    _order = 'id desc'
    _rec_name = 'picking_id'
    _mail_post_access = 'read'

    # === FIELDS === #

    picking_id = fields.Many2one(
        'stock.picking', "Transfer", required=True, readonly=True, index=True, ondelete='restrict')
    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='picking_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    decision_id = fields.Many2one('order.desk.decision', required=True, readonly=True, ondelete='restrict')
    user_id = fields.Many2one('res.users', "Goods Released By", required=True, readonly=True, index=True)
    on_behalf_id = fields.Many2one('res.users', "On Behalf Of", readonly=True)
    owner_id = fields.Many2one(
        'res.users', "Owes the Notice", required=True, readonly=True, help="Who files the shipping application.")
    reason = fields.Text(required=True, readonly=True)
    released_on = fields.Datetime(required=True, readonly=True)
    due_date = fields.Date("Notice Due", required=True, readonly=True)
    state = fields.Selection(
        [('open', "Notice Owed"), ('settled', "Settled"), ('void', "Not Used")],
        required=True, readonly=True, default='open', index=True, tracking=True)
    settled_on = fields.Datetime(readonly=True)
    settled_by_id = fields.Many2one('res.users', readonly=True)
    escalated_on = fields.Datetime(readonly=True)
    picking_state = fields.Selection(related='picking_id.state', string="Transfer Status")
    application_id = fields.Many2one(related='picking_id.desk_application_id')
    is_overdue = fields.Boolean("Overdue", compute='_compute_is_overdue')

    # === CONSTRAINTS === #

    _open_uniq = models.UniqueIndex(
        "(picking_id) WHERE state = 'open'", "This transfer has been released in an emergency already.")

    # === COMPUTE METHODS === #

    @api.depends('state', 'due_date')
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for debt in self:
            debt.is_overdue = debt.state == 'open' and debt.due_date < local_day(now, debt.company_id)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Emergency releases are kept for ever."))

    # === ACTIONS === #

    def action_file(self):
        """Write the notice that is owed."""
        return self.picking_id.action_desk_apply_shipping()

    # === BUSINESS METHODS === #

    @api.model
    def _ensure_may_release(self, users, company):
        """Stop a release by who has let earlier ones go overdue, or has as many open as he may.

        :param users: the approver, and the colleague he stands in for
        :raise UserError: naming the releases, their days and what settles them
        """
        # Two releases at once, of different transfers: each would miss the other's debt. The second
        # fails with the host's retryable error and runs again on fresh data.
        self.env.cr.execute(SQL(
            "UPDATE res_company SET desk_emergency_count = COALESCE(desk_emergency_count, 0) + 1 WHERE id = %s",
            company.id))
        # sudo: what counts is every release of the approver
        debts = self.sudo().search([
            ('state', '=', 'open'), ('company_id', '=', company.id),
            '|', ('user_id', 'in', users.ids), ('on_behalf_id', 'in', users.ids)])
        overdue = debts.filtered('is_overdue')
        if overdue:
            raise UserError(self.env._(
                "No further emergency release while a notice is overdue: %(releases)s. "
                "File and review these shipping applications first.",
                releases=overdue._get_names()))
        quota = company.desk_emergency_quota
        if quota and len(debts) >= quota:
            raise UserError(self.env._(
                "%(count)s emergency releases are open, and no more are allowed at a time: %(releases)s. "
                "File and review their shipping applications first.",
                count=len(debts), releases=debts._get_names()))

    def _settle(self, user):
        """The notice was filed and reviewed: the debt is paid."""
        self._close('settled', user)

    def _void(self):
        """The release was not used: nothing left on it."""
        self._close('void', self.env.user)

    def _close(self, state, user):
        if not self:
            return
        self._write_evidence({'state': state, 'settled_on': fields.Datetime.now(), 'settled_by_id': user.id})
        # sudo: the paper is there, whoever's activity asked for it
        self.sudo().activity_unlink(['order_desk.activity_type_notice_owed', 'order_desk.activity_type_notice_overdue'])
        self.picking_id._desk_write_facts({'desk_paper_owed': False})

    @api.model
    def _cron_escalate(self):
        """Tell the general manager of each overdue notice, once (SHP-04)."""
        # A day further than anybody's today: each company's own day decides.
        horizon = fields.Date.add(fields.Date.today(), days=1)
        debts = self.search([
            ('state', '=', 'open'), ('escalated_on', '=', False), ('due_date', '<', horizon)]).filtered('is_overdue')
        work_through(self.env, debts, lambda batch: batch._escalate(), ESCALATION_BATCH)

    def _escalate(self):
        managers = self.order_id._desk_get_activity_users(self.env.ref('order_desk.group_general_manager').ids)
        for debt in self:
            debt.activity_schedule(
                'order_desk.activity_type_notice_overdue', user_id=managers[debt.order_id].id,
                summary=self.env._("%(transfer)s: the notice is overdue", transfer=debt.picking_id.name),
                note=self.env._(
                    "Released by %(user)s, owed by %(owner)s since %(date)s.", user=debt.user_id.name,
                    owner=debt.owner_id.name, date=debt.due_date))
        self._write_evidence({'escalated_on': fields.Datetime.now()})

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'picking_id', 'order_id', 'company_id', 'decision_id', 'user_id', 'on_behalf_id', 'owner_id', 'reason',
            'released_on', 'due_date', 'state', 'settled_on', 'settled_by_id', 'escalated_on'}

    # === HELPERS === #

    def _get_names(self):
        return ", ".join(
            self.env._("%(transfer)s (due %(date)s)", transfer=debt.picking_id.name, date=debt.due_date)
            for debt in self[:5])
