from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OrderDeskAllocation(models.Model):
    """Which team and warehouse an order goes to, by its nature, region and required time (INT-26)."""
    _name = 'order.desk.allocation'
    _description = "Allocation Rule"
    _order = 'sequence, id'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company, index=True)
    order_type_id = fields.Many2one('order.desk.order.type', check_company=True, help="Empty: every type.")
    country_ids = fields.Many2many('res.country', string="Countries", help="Of the delivery place. Empty: all.")
    state_ids = fields.Many2many('res.country.state', string="Regions", help="Of the delivery place. Empty: all.")
    days_at_most = fields.Integer(
        "Wanted Within (days)", help="Only orders whose delivery date is this near, in calendar days. 0: any date.")
    team_id = fields.Many2one('crm.team', string="Sales Team", check_company=True)
    warehouse_id = fields.Many2one('stock.warehouse', check_company=True)

    # === CONSTRAINTS === #

    @api.constrains('name', 'days_at_most', 'team_id', 'warehouse_id')
    def _check_rule(self):
        for rule in self:
            if rule.days_at_most < 0:
                raise ValidationError(self.env._("Rule %(rule)s: days cannot be negative.", rule=rule.name))
            if not (rule.team_id or rule.warehouse_id):
                raise ValidationError(self.env._("Rule %(rule)s: name a sales team or a warehouse.", rule=rule.name))

    # === BUSINESS METHODS === #

    def _is_for(self, order):
        """Say whether this rule is for ``order``."""
        self.ensure_one()
        place = order.partner_shipping_id or order.partner_id
        if self.order_type_id and self.order_type_id != order.desk_order_type_id:
            return False
        if self.country_ids and place.country_id not in self.country_ids:
            return False
        if self.state_ids and place.state_id not in self.state_ids:
            return False
        if not self.days_at_most:
            return True
        wanted = order.commitment_date
        return bool(wanted) and wanted <= fields.Datetime.now() + timedelta(days=self.days_at_most)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === ACTIONS === #

    def action_desk_allocate(self):
        """Give orders to the team and warehouse of the first rule that fits; others stay where they are (INT-26)."""
        self.check_access('write')
        rules = self.env['order.desk.allocation'].search([('company_id', 'in', self.company_id.ids)])
        for order in self.filtered(lambda order: order.state in ('draft', 'sent')):
            rule = next((rule for rule in rules if rule.company_id == order.company_id and rule._is_for(order)), None)
            vals = {'team_id': rule.team_id.id, 'warehouse_id': rule.warehouse_id.id} if rule else {}
            vals = {name: value for name, value in vals.items() if value and order[name].id != value}
            if vals:
                order.write(vals)
                order._message_log(body=self.env._("Allocated by rule %(rule)s.", rule=rule.name))
