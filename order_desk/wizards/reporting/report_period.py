from odoo import api, fields, models

from ...models.orders.promise_days import local_day
from ...models.reporting.report_schedule import get_period


class OrderDeskReportPeriod(models.TransientModel):
    """Makes a report for a period somebody chooses; a period that was made before is made once more."""
    _name = 'order.desk.report.period'
    _description = "Report for a Period"

    # === FIELDS === #

    definition_id = fields.Many2one('order.desk.report.definition', "Report", required=True)
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    day = fields.Date("A Day of the Period", required=True, default=fields.Date.context_today)
    date_from = fields.Date("From", compute='_compute_period')
    date_to = fields.Date("To", compute='_compute_period')

    # === COMPUTE METHODS === #

    @api.depends('definition_id', 'day')
    def _compute_period(self):
        for wizard in self:
            is_known = wizard.day and wizard.definition_id
            wizard.date_from, wizard.date_to = (
                get_period(wizard.day, wizard.definition_id.frequency) if is_known else (False, False))

    # === ACTIONS === #

    def action_run(self):
        """Make and send the report of this period now, and show the run.

        :raise AccessError: unless the report's owner, a supervisor or the administrator
        """
        self.ensure_one()
        # sudo: a run is a row of the product; who asks for it is checked below, before anything is made
        Run = self.env['order.desk.report.run'].sudo()
        run = Run.search([
            ('definition_id', '=', self.definition_id.id), ('company_id', '=', self.company_id.id),
            ('date_from', '=', self.date_from), ('date_to', '=', self.date_to)])
        if not run:
            now = fields.Datetime.now()
            due_on, due_at = self.definition_id._get_due(self.company_id, self.date_from)
            if due_at < now:  # of old: asked for today, not late
                due_on, due_at = local_day(now, self.company_id), now
            run = Run.create({
                'definition_id': self.definition_id.id, 'company_id': self.company_id.id,
                'date_from': self.date_from, 'date_to': self.date_to, 'due_on': due_on, 'due_at': due_at,
                'owner_id': self.definition_id._get_owner(self.company_id).id})
        run = run.with_env(self.env)
        run.action_run_now()
        return run._get_records_action()
