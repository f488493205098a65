from odoo import models

# What gates read on a customer: his archive, and the rules that his orders follow.
JUDGED = frozenset({
    'name', 'vat', 'street', 'street2', 'zip', 'city', 'state_id', 'country_id', 'phone', 'email', 'parent_id',
    'desk_class', 'desk_order_taker_id', 'desk_customer_code', 'desk_deposit_percent', 'desk_contract_pricelist_id',
    'property_payment_term_id',
})


class ResPartner(models.Model):
    """A customer that changes is seen at once on his open orders."""
    _inherit = 'res.partner'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if JUDGED.intersection(vals):
            self._desk_mark_orders()
        return result

    # === HELPERS === #

    def _desk_mark_orders(self):
        """Have the open orders of these customers judged anew; one query, none while no company uses the desk."""
        companies = self.env['res.company']._desk_get_enabled_ids()
        if not companies or not self.ids:
            return
        # sudo: an order waits or passes, whoever changed its customer
        self.env['sale.order'].sudo().search([
            ('desk_enrolled', '=', True), ('company_id', 'in', list(companies)), ('state', '!=', 'cancel'),
            ('desk_stage', 'not in', ('transit', 'received', 'closed')),
            '|', ('partner_id', 'in', self.ids), ('partner_id.commercial_partner_id', 'in', self.ids),
        ])._desk_mark_changed()
