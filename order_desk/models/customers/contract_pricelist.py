from odoo import api, fields, models


class ResPartner(models.Model):
    """The customer's contract names its prices (PRC-01); its payment terms are the host's own field (PRC-16)."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_contract_pricelist_id = fields.Many2one(
        'product.pricelist', string="Contract Price List", company_dependent=True,
        domain="[('company_id', 'in', [allowed_company_ids and allowed_company_ids[0], False])]",
        help="The prices of this customer's sales contract. Orders are measured by them where they name the "
             "product, and by the order's own price list elsewhere.")

    # === HOOKS === #

    @api.model
    def _synced_commercial_fields(self):
        # EXTENDS base: a contact follows its company
        return [*super()._synced_commercial_fields(), 'desk_contract_pricelist_id']
