from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role

STATES = [
    ('planned', "Planned"), ('made', "Waits for a Look"), ('done', "Sent"), ('failed', "Not Made"),
    ('missed', "Given Up")]
#: beside the owner himself
RUNNERS = (
    'order_desk.group_service_supervisor', 'order_desk.group_order_supervisor', 'order_desk.group_administrator')


class OrderDeskReportRun(models.Model):
    """One report of one period: when it was due, when it was made and sent, to whom, and what went wrong (RPT-16).

    Rows are written by the product only. What was sent is kept: the copies hang on the run.
    """
    _name = 'order.desk.report.run'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Report Run"
    _order = 'due_at desc, id desc'

    # === FIELDS === #

    definition_id = fields.Many2one('order.desk.report.definition', "Report", required=True, index=True,
                                    ondelete='restrict', readonly=True)
    company_id = fields.Many2one('res.company', required=True, index=True, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    due_on = fields.Date("Due", required=True, readonly=True, index=True)
    due_at = fields.Datetime(required=True, readonly=True)
    owner_id = fields.Many2one('res.users', readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default='planned', index=True)
    made_on = fields.Datetime(readonly=True)
    sent_on = fields.Datetime(readonly=True)
    is_made_up = fields.Boolean(
        "Made Up", readonly=True, help="The due day passed without a run, such as with the server off.")
    late_days = fields.Integer(
        readonly=True, aggregator='sum', help="Calendar days from the due day to the day on which it was sent.")
    is_late = fields.Boolean(compute='_compute_is_late', search='_search_is_late')
    attempts = fields.Integer(readonly=True, aggregator=None)
    next_try_at = fields.Datetime("Tried Again At", readonly=True)
    error = fields.Text(readonly=True)
    copy_ids = fields.One2many('order.desk.report.copy', 'run_id', string="Copies", readonly=True)
    recipient_ids = fields.Many2many(
        'res.partner', 'order_desk_report_run_recipient_rel', string="Sent To", readonly=True)

    _period_uniq = models.Constraint(
        'UNIQUE(definition_id, company_id, date_from, date_to)', "This report of this period is there already.")
    _open_idx = models.Index("(due_at) WHERE state IN ('planned', 'failed')")

    # === COMPUTE METHODS === #

    @api.depends('definition_id.name', 'date_from', 'date_to')
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.definition_id.name} {run._get_period_name()}"

    @api.depends('state', 'late_days', 'due_on')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for run in self:
            run.is_late = run.late_days > 0 or (run.state != 'done' and bool(run.due_on) and run.due_on < today)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [
            '|', ('late_days', '>', 0),
            '&', ('state', '!=', 'done'), ('due_on', '<', fields.Date.context_today(self))]

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        kept = self.filtered(lambda run: run.state != 'planned')
        if kept:
            raise UserError(self.env._(
                "%(run)s is kept in the archive of reports. Archive its definition when it is no longer owed.",
                run=kept[0].display_name))

    # === ACTIONS === #

    def action_run_now(self):
        """Make and send these now, or once more; a failure is kept on the run.

        :raise AccessError: unless the owner, a supervisor or the administrator
        """
        self._ensure_may_run()
        for run in self.sudo():  # sudo: the caller has been checked
            run._try()
        return True

    def action_send(self):
        """Send what was looked at.

        :raise UserError: when there is nothing that waits to be sent
        """
        self._ensure_may_run()
        waiting = self.sudo().filtered(lambda run: run.state == 'made')  # sudo: the caller has been checked
        if not waiting:
            raise UserError(self.env._(
                "%(run)s does not wait to be sent. Run it now to make it again.", run=self[:1].display_name))
        for run in waiting:
            run._send(run.copy_ids.filtered(lambda copy: not copy.sent_on))
        return True

    # === HELPERS === #

    def _ensure_may_run(self):
        """Refuse those who neither answer for these runs nor supervise.

        :raise AccessError: naming who may
        """
        self.check_access('read')
        foreign = self.filtered(lambda run: run.owner_id != self.env.user)
        if foreign:
            ensure_role(self.env, *RUNNERS)
        off = self.company_id.ids and set(self.company_id.ids) - self.env['res.company']._desk_get_enabled_ids()
        if off:
            raise AccessError(self.env._(
                "The order desk is switched off in %(companies)s: nothing is reported there.",
                companies=", ".join(self.company_id.filtered(lambda company: company.id in off).mapped('name'))))

    def _get_period_name(self):
        """Return the period as people say it: a month, or its first and last day."""
        self.ensure_one()
        if not self.date_from:
            return ""
        if self.definition_id.frequency == 'month' and self.date_from.day == 1:
            return f"{self.date_from:%Y-%m}"
        return f"{self.date_from} – {self.date_to}"
