from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.production.period import KINDS, get_bounds, get_today


class OrderDeskForecastPropose(models.TransientModel):
    """Proposes forecasts of a period for everything that was ordered before (PRD-13)."""
    _name = 'order.desk.forecast.propose'
    _description = "Propose Sales Forecasts"

    # === FIELDS === #

    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, "Period", required=True, default='month')
    day = fields.Date("A Day of the Period", required=True, default=lambda self: self._get_default_day())
    categ_ids = fields.Many2many('product.category', string="Product Categories", help="Empty: all categories.")

    # === ACTIONS === #

    def action_propose(self):
        """Enter a forecast, with its proposal, for each product that has a history and no forecast of the period.

        :raise AccessError: for who may not enter forecasts
        :raise UserError: for a period that is over, and where past orders propose nothing new
        :return: window action on the new forecasts
        """
        self.ensure_one()
        Forecast = self.env['order.desk.sales.forecast']
        Forecast.check_access('create')
        first, last = get_bounds(self.day, self.kind)
        if last < get_today(self.company_id):
            raise UserError(self.env._("This period is over. Choose a day of this period or of one to come."))
        roots = self.categ_ids or self.env['product.category'].search([('parent_id', '=', False)])
        history = Forecast._read_history(self.company_id, self.kind, first, self.env['product.product'], roots)
        own = Forecast._get_default_user()
        wanted = {row.product_id for row in history if not own or row.user_id == own.id}
        present = Forecast.search([
            ('company_id', '=', self.company_id.id), ('kind', '=', self.kind), ('date_from', '=', first),
            ('product_id', 'in', list(wanted)), ('user_id', '=', own.id), ('partner_id', '=', False)])
        products = self.env['product.product'].browse(sorted(wanted - set(present.product_id.ids))).filtered('active')
        if not products:
            raise UserError(self.env._(
                "Past orders propose nothing that is not there already. Enter the forecasts by hand."))
        forecasts = Forecast.create([{
            'product_id': product.id, 'kind': self.kind, 'date_from': first, 'user_id': own.id,
            'company_id': self.company_id.id} for product in products])
        return forecasts._get_records_action(name=self.env._("Proposed Forecasts"))

    # === HELPERS === #

    @api.model
    def _get_default_day(self):
        return get_bounds(get_today(self.env.company), 'month')[1] + timedelta(days=1)
