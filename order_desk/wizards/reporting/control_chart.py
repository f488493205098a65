from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.orders.promise_days import get_timezone
from ...models.reporting.control_chart import draw_p_chart, draw_pareto
from ...models.reporting.report_schedule import to_utc
from ...models.reporting.report_sheet import format_value

SUBJECTS = {'returns': 'order.desk.return.report', 'complaints': 'order.desk.complaint.report'}


class OrderDeskControlChart(models.TransientModel):
    """Is it a trend or noise, and what weighs most: control chart and Pareto of returns or complaints."""
    _name = 'order.desk.control.chart'
    _description = "Control Chart"

    # === FIELDS === #

    subject = fields.Selection(
        [('returns', "Returns"), ('complaints', "Complaints")], string="Of", required=True, default='returns')
    date_from = fields.Date(
        "From", required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1) - relativedelta(months=11))
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    interval = fields.Selection([('month', "Month"), ('week', "Week")], required=True, default='month')
    categ_id = fields.Many2one('product.category', "Product Category")
    product_id = fields.Many2one('product.product')
    partner_id = fields.Many2one('res.partner', "Customer")
    chart = fields.Html(compute='_compute_chart', sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends('subject', 'date_from', 'date_to', 'interval', 'categ_id', 'product_id', 'partner_id')
    def _compute_chart(self):
        for window in self:
            window.chart = window._render_chart() if window.date_from and window.date_to else False

    @api.depends('subject')
    def _compute_display_name(self):
        for window in self:
            window.display_name = self.env._("Control Chart and Pareto")

    # === HELPERS === #

    def _get_domain(self):
        timezone = get_timezone(self.env.company)
        domain = Domain([
            ('company_id', '=', self.env.company.id), ('date', '>=', to_utc(self.date_from, 0, timezone)),
            ('date', '<', to_utc(self.date_to + timedelta(days=1), 0, timezone))])
        if self.categ_id:
            domain &= Domain('categ_id', 'child_of', self.categ_id.id)
        if self.product_id:
            domain &= Domain('product_id', '=', self.product_id.id)
        if self.partner_id:
            domain &= Domain('partner_id', 'child_of', self.partner_id.id)
        return domain

    def _render_chart(self):
        """Return the drawing and its figures, with the reader's own rights."""
        Report = self.env[SUBJECTS[self.subject]]
        domain = self._get_domain()
        points = Report._get_p_chart(domain, self.interval)
        words = ('reason_id', 'root_cause_id') if self.subject == 'returns' else ('kind_id', 'root_cause_id')
        paretos = []
        for word in words:
            rows = Report._get_pareto(domain, word)
            paretos.append((Report._fields[word]._description_string(self.env), rows, draw_pareto(rows)))
        return self.env['ir.qweb']._render('order_desk.control_chart_body', {
            'points': points, 'drawing': draw_p_chart(points), 'paretos': paretos,
            'show': lambda value, kind: format_value(self.env, value, kind, self.env.company.currency_id)})
