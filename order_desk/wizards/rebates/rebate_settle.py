from odoo import api, fields, models


class OrderDeskRebateSettle(models.TransientModel):
    """To which day agreements are settled (REB-01)."""
    _name = 'order.desk.rebate.settle'
    _description = "Settle Rebates"

    # === FIELDS === #

    agreement_ids = fields.Many2many('order.desk.rebate.agreement', required=True)
    date_to = fields.Date(
        "Settle To", required=True, help="Earned from the beginning until this day, less what was settled before.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get('active_model') == 'order.desk.rebate.agreement' and not values.get('agreement_ids'):
            values['agreement_ids'] = [(6, 0, self.env.context.get('active_ids', []))]
        agreements = self.env['order.desk.rebate.agreement'].browse(self.env.context.get('active_ids', []))
        if 'date_to' in fields and not values.get('date_to') and agreements:
            values['date_to'] = agreements[:1].next_settlement_on or agreements[:1].date_to
        return values

    # === ACTIONS === #

    def action_settle(self):
        """Settle, and show what came of it."""
        settlements = self.agreement_ids.action_settle(self.date_to)
        return settlements._get_records_action(name=self.env._("Settlements"))
