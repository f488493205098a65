from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.roles import ensure_role, get_members
from ..orders.promise_days import get_timezone, local_day

# Who makes the sheet, and who gets it (FUP-07).
MAKERS = (
    'order_desk.group_order_supervisor', 'order_desk.group_production_manager', 'order_desk.group_administrator',
    'order_desk.group_service_supervisor')

# What an order's production is bound to, what is made, and both brought together with the task orders.
_SOURCES = """
instructed AS (
          SELECT line.order_line_id, instruction.order_id,
                 MIN(instruction.statement_date) AS required_on
            FROM order_desk_production_instruction_line line
            JOIN order_desk_production_instruction instruction ON instruction.id = line.instruction_id
        GROUP BY line.order_line_id, instruction.order_id
         ),
         made AS (
          SELECT move.production_id, SUM(line.quantity_product_uom) AS quantity
            FROM stock_move move
            JOIN mrp_production production
              ON production.id = move.production_id AND production.product_id = move.product_id
            JOIN stock_move_line line ON line.move_id = move.id
           WHERE move.state = 'done' AND move.scrap_id IS NULL
        GROUP BY move.production_id
         ),
         tracked AS (
          SELECT production.id * 2 AS id, production.name, production.company_id,
                 production.id AS production_id, task.id AS task_id,
                 COALESCE(task.order_id, sol.order_id) AS order_id,
                 COALESCE(task.kind, 'order') AS kind,
                 production.product_id, production.product_uom_qty::float AS quantity,
                 COALESCE(made.quantity, 0)::float AS done_quantity,
                 COALESCE(task.needed_on, instructed.required_on,
                          (production.date_deadline AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                          (production.date_start AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                 ) AS required_on,
                 (production.date_finished AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day,
                 CASE WHEN production.state = 'to_close' THEN 'progress' ELSE production.state END AS state
            FROM mrp_production production
       LEFT JOIN order_desk_production_task task ON task.production_id = production.id
       LEFT JOIN sale_order_line sol ON sol.id = production.sale_line_id
       LEFT JOIN instructed ON instructed.order_line_id = sol.id
       LEFT JOIN made ON made.production_id = production.id
           WHERE production.state != 'cancel' AND (task.id IS NOT NULL OR sol.id IS NOT NULL)
       UNION ALL
          SELECT task.id * 2 + 1, task.name, task.company_id, NULL, task.id, task.order_id, task.kind,
                 task.product_id,
                 (task.quantity * unit.factor / own.factor)::float,
                 CASE WHEN task.state = 'done' THEN (task.quantity * unit.factor / own.factor)::float
                      ELSE 0 END,
                 task.needed_on, task.done_on,
                 CASE task.state WHEN 'done' THEN 'done' WHEN 'draft' THEN 'draft' ELSE 'confirmed' END
            FROM order_desk_production_task task
            JOIN uom_uom unit ON unit.id = task.uom_id
            JOIN product_product product ON product.id = task.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            JOIN uom_uom own ON own.id = template.uom_id
           WHERE task.production_id IS NULL AND task.state != 'cancel'
         )"""


class OrderDeskTracking(models.Model):
    """The tracking sheet: every manufacturing order of a task or sales order against the day it was wanted.

    Reads the host's own rows; stores nothing. Source: FUP-07, FUP-10, PRD-07.
    """
    _name = 'order.desk.tracking'
    _description = "Production Task Tracking"
    _auto = False
    _order = 'required_on, id'

    # === FIELDS === #

    name = fields.Char("Number", readonly=True)
    kind = fields.Selection(
        [('order', "Sales order"), ('goods', "Finished goods for stock"), ('material', "Custom raw material")],
        readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    production_id = fields.Many2one('mrp.production', "Manufacturing Order", readonly=True)
    task_id = fields.Many2one('order.desk.production.task', "Task Order", readonly=True)
    order_id = fields.Many2one('sale.order', "Sales Order", readonly=True)
    partner_id = fields.Many2one('res.partner', "Customer", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    uom_id = fields.Many2one('uom.uom', "Unit", readonly=True)
    quantity = fields.Float(digits='Product Unit', readonly=True, help="In the product's own unit.")
    done_quantity = fields.Float("Finished", digits='Product Unit', readonly=True)
    required_on = fields.Date(
        "Wanted On", readonly=True,
        help="Production date of the instruction, day of the task order, else the deadline of the manufacturing order.")
    planned_on = fields.Date("Planned For", readonly=True)
    finished_on = fields.Date(readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator='avg',
        help="Calendar days from the day it was wanted to the day it was finished, or today while open. 0: in time.")
    is_late = fields.Boolean("Late", readonly=True)
    late_count = fields.Integer("Late Orders", readonly=True)
    count = fields.Integer("Manufacturing Orders", readonly=True)
    state = fields.Selection(
        [('draft', "Waiting"), ('confirmed', "Planned"), ('progress', "In Progress"), ('done', "Completed"),
         ('cancel', "Cancelled")], readonly=True)

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        """Return the rows; days are those of the reader's time zone."""
        zone = self.env.context.get('tz') or get_timezone(self.env.company).zone
        sources = SQL(_SOURCES, zone=zone)
        return SQL(
            """
              WITH %(sources)s
            SELECT tracked.id, tracked.name, tracked.kind, tracked.company_id, tracked.production_id, tracked.task_id,
                   tracked.order_id, sale.partner_id, tracked.product_id, template.uom_id, tracked.quantity,
                   tracked.done_quantity, tracked.required_on, tracked.state, 1 AS count,
                   CASE WHEN tracked.state = 'done' THEN NULL ELSE tracked.day END AS planned_on,
                   CASE WHEN tracked.state = 'done' THEN tracked.day END AS finished_on,
                   GREATEST(late.days, 0) AS days_late,
                   COALESCE(late.days > 0, FALSE) AS is_late,
                   CASE WHEN late.days > 0 THEN 1 ELSE 0 END AS late_count
              FROM tracked
              JOIN product_product product ON product.id = tracked.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
         LEFT JOIN sale_order sale ON sale.id = tracked.order_id
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN tracked.state = 'done' THEN tracked.day
                               ELSE %(today)s::date END - tracked.required_on AS days) late""",
            sources=sources, today=local_day(fields.Datetime.now(), self.env.company))

    # === HOOKS === #

    @api.model
    def _get_month_domain(self, company, month):
        """Return the rows of a month's sheet: wanted or finished in it, or open and wanted before.

        :param date month: any day of the month
        """
        first = month.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return [
            ('company_id', '=', company.id), ('required_on', '<=', last),
            '|', '|', ('required_on', '>=', first), ('state', '!=', 'done'),
            '&', ('finished_on', '>=', first), ('finished_on', '<=', last)]

    # === BUSINESS METHODS - MONTHLY SHEET === #

    @api.model
    def _send_sheet(self, company, month):
        """Mail the sheet of a month to the service supervisors of a company (FUP-07).

        :param date month: any day of the month
        :return: the message
        """
        # sudo: the sheet counts all production, whoever sends it
        sheet = self.sudo().with_company(company).with_context(lang=company.partner_id.lang or self.env.lang)
        rows = sheet.search(self._get_month_domain(company, month))
        users = get_members(self.env, self.env.ref('order_desk.group_service_supervisor').ids, company)
        env = sheet.env
        title = env._("Production Task Order Tracking Sheet %(month)s", month=f"{month:%Y-%m}")
        content, extension = env['ir.actions.report']._render_qweb_pdf(
            'order_desk.action_report_tracking', rows.ids, data={'month': f"{month:%Y-%m}"})
        return env['mail.thread'].message_notify(
            partner_ids=users.partner_id.ids, subject=title,
            body=env._(
                "%(count)s manufacturing orders, %(late)s late. The sheet is attached.",
                count=len(rows), late=sum(rows.mapped('late_count'))),
            attachments=[(f"{title}.{extension}", content)])

    # === ACTIONS === #

    @api.model
    def action_send_sheet(self):
        """Send this month's sheet of the current company to its service supervisor now.

        :raise AccessError: unless order supervisor, service supervisor, production or administrator
        """
        ensure_role(self.env, *MAKERS)
        company = self.env.company
        self._send_sheet(company, local_day(fields.Datetime.now(), company))
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {'type': 'success', 'message': self.env._("The tracking sheet was sent.")}}
