"""Receipts that are not back: since when, reminded how often, and by whom."""
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.scheduled import work_through
from ..orders.promise_days import local_day

BATCH = 100


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_receipt_reminded_on = fields.Date("Reminded On", copy=False, readonly=True)
    desk_receipt_reminders = fields.Integer("Receipt Reminders", copy=False, readonly=True)
    desk_receipt_due = fields.Date("Receipt Due", compute='_compute_desk_receipt_age')
    desk_receipt_age = fields.Integer(
        "Days Without Receipt", compute='_compute_desk_receipt_age',
        help="Calendar days since the goods arrived, or were expected to arrive.")

    # === COMPUTE METHODS === #

    @api.depends('desk_expected_arrival', 'desk_arrived_on', 'desk_received_on', 'state')
    def _compute_desk_receipt_age(self):
        today = fields.Date.context_today(self)
        for picking in self:
            picking.desk_receipt_due = picking._desk_get_receipt_due()
            waiting = picking.state == 'done' and not picking.desk_received_on
            since = picking.desk_arrived_on or picking.desk_expected_arrival
            picking.desk_receipt_age = max((today - since).days, 0) if waiting and since else 0

    # === ACTIONS === #

    def action_desk_open_receipt(self):
        """Open the delivery receipt of this shipment."""
        self.ensure_one()
        return self.desk_receipt_id._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_get_receipt_due(self):
        """Return the day on which the signed receipt should be back, False before the shipment."""
        self.ensure_one()
        since = self.desk_arrived_on or self.desk_expected_arrival
        return since + timedelta(days=self.company_id.desk_receipt_days) if since else False

    @api.model
    def _desk_get_missing_receipts(self):
        """Return the domain of shipments whose receipt is not back."""
        return Domain([('desk_expected_arrival', '!=', False), ('desk_received_on', '=', False)])

    def _desk_remind_receipt(self):
        """Remind of missing receipts: the order's clerk by a follow-up, the customer by mail (RCP-01).

        Side effects: day and number of reminders on the transfers, one follow-up for each transfer that has no
        open one, a mail to the customer where the company wants it.
        """
        known = self.env['order.desk.follow.up'].search([
            ('picking_id', 'in', self.ids), ('kind', '=', 'receipt'), ('done_on', '=', False)]).picking_id
        todays = {company: local_day(fields.Datetime.now(), company) for company in self.company_id}
        self.env['order.desk.follow.up']._desk_plan([
            {
                'order_id': picking._desk_order().id, 'picking_id': picking.id, 'kind': 'receipt',
                'due_on': todays[picking.company_id],
                'name': self.env._("Collect the signed delivery receipt of %(transfer)s", transfer=picking.name),
            }
            for picking in self - known
        ])
        counts = defaultdict(list)
        for picking in self:
            counts[picking.desk_receipt_reminders + 1, todays[picking.company_id]].append(picking.id)
        for (number, today), ids in counts.items():
            self.browse(ids)._desk_write_facts({'desk_receipt_reminders': number, 'desk_receipt_reminded_on': today})
        template = self.env.ref('order_desk.mail_template_receipt_reminder', raise_if_not_found=False)
        mailed = self.filtered(lambda picking: (
            picking.company_id.desk_receipt_reminder_mail and picking._desk_order().partner_id.email_normalized))
        if template and mailed:
            template.send_mail_batch(mailed.ids, email_layout_xmlid='mail.mail_notification_light')

    @api.model
    def _cron_desk_receipts(self):
        """Remind of every overdue receipt, a batch at a time, committing in between."""
        due = self.browse()
        for company in self.env['res.company'].browse(self.env['res.company']._desk_get_enabled_ids()):
            if company.desk_receipt_reminder_days:
                due |= self.search(self._desk_get_due_domain(company), order='id')
        work_through(self.env, due, lambda batch: batch._desk_remind_receipt(), BATCH)

    @api.model
    def _desk_get_due_domain(self, company):
        """Return the domain of receipts of ``company`` that are overdue and not reminded of lately."""
        today = local_day(fields.Datetime.now(), company)
        latest = today - timedelta(days=company.desk_receipt_days)
        again = today - timedelta(days=company.desk_receipt_reminder_days)
        return self._desk_get_missing_receipts() & Domain('company_id', '=', company.id) & (
            Domain('desk_arrived_on', '<', latest)
            | Domain('desk_arrived_on', '=', False) & Domain('desk_expected_arrival', '<', latest)
        ) & (Domain('desk_receipt_reminded_on', '=', False) | Domain('desk_receipt_reminded_on', '<=', again))

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_receipt_reminded_on', 'desk_receipt_reminders'}
