from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang

from ..core.roles import OFFICE
from ..core.scheduled import work_through


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HELPERS === #

    def _desk_describe_outside(self, values):
        """Return one sentence about a quantity outside its tolerance, in the reader's language."""
        self.ensure_one()
        return self.env._(
            "%(product)s: %(finished)s %(unit)s finished of %(ordered)s ordered, permitted ± %(tolerance)s %%.",
            product=self.product_id.display_name, unit=self.product_uom_id.name,
            finished=formatLang(self.env, values['finished'], dp='Product Unit'),
            ordered=formatLang(self.env, values['ordered'], dp='Product Unit'),
            tolerance=formatLang(self.env, values['tolerance'], digits=2))


class MrpProduction(models.Model):
    """What goes wrong in production reaches customer service at once (FUP-02)."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_anomaly_ids = fields.One2many(
        'order.desk.anomaly', 'production_id', string="Anomalies", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,mrp.group_mrp_user')

    # The host searches by it nowhere; what is finished of a line is asked for with every balance and progress.
    _sale_line_idx = models.Index('(sale_line_id) WHERE sale_line_id IS NOT NULL')

    # === ACTIONS === #

    def button_mark_done(self):
        # EXTENDS mrp: too much or too little is found when goods are finished
        result = super().button_mark_done()
        if self.env['res.company']._desk_get_enabled_ids():
            done = self.filtered(lambda production: production.state == 'done')
            orders = self.env['sale.order'].union(*done._desk_get_sale_orders().values())
            # sudo: a workshop user need not read sales orders
            orders.sudo()._desk_check_quantities()
        return result

    def action_desk_report_anomaly(self):
        """Open a new anomaly of the order that this manufacturing order serves (FUP-02).

        :raise UserError: when it serves none
        """
        self.ensure_one()
        order = self._desk_get_sale_orders()[self][:1]
        if not order:
            raise UserError(self.env._(
                "%(production)s serves no sales order: there is nobody to report to.", production=self.display_name))
        return order._desk_open_new_anomaly(production_id=self.id)

    # === BUSINESS METHODS === #

    @api.model
    def _desk_report_late(self, company):
        """Report manufacturing orders of a company's orders that are past their day, once each (FUP-08, FUP-10).

        :return: the anomalies
        """
        late = self.env['order.desk.tracking'].with_company(company).search([
            ('company_id', '=', company.id), ('is_late', '=', True), ('state', '!=', 'done'),
            ('order_id.desk_enrolled', '=', True), ('order_id.state', '=', 'sale'),
            ('production_id.desk_anomaly_ids', 'not any', [('kind', '=', 'late')]), ('production_id', '!=', False)])
        # What only goes into the ordered goods makes them late, and is told with them.
        late = late.filtered(lambda row: row.production_id.sale_line_id.product_id == row.product_id)
        env = self.with_context(lang=company.partner_id.lang).env
        return self.env['order.desk.anomaly']._desk_report([
            {
                'order_id': row.order_id.id, 'production_id': row.production_id.id, 'kind': 'late',
                'description': env._(
                    "%(product)s was wanted on %(day)s and is not finished.", product=row.product_id.display_name,
                    day=format_date(env, row.required_on)),
            } for row in late])


class OrderDeskFollowUp(models.Model):
    _inherit = 'order.desk.follow.up'

    # === BUSINESS METHODS === #

    @api.model
    def _cron_desk_follow_up(self):
        # EXTENDS order_desk
        companies = self.env['res.company'].browse(sorted(self.env['res.company']._desk_get_enabled_ids()))
        if not work_through(
                self.env, companies.filtered('desk_report_late'), self.env['mrp.production']._desk_report_late, size=1):
            return None
        return super()._cron_desk_follow_up()


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_report_anomaly(self):
        """Open a new anomaly of the order whose goods this transfer carries (FUP-02, TRK-06).

        :raise UserError: when it belongs to none
        """
        self.ensure_one()
        # sudo: the warehouse need not read sales orders
        order = self.sudo().sale_id
        if not order:
            raise UserError(self.env._(
                "%(transfer)s belongs to no sales order: there is nobody to report to.", transfer=self.display_name))
        return order.with_env(self.env)._desk_open_new_anomaly(picking_id=self.id)
