from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = 'res.company'

    desk_enabled = fields.Boolean(
        "Order Desk", help="New sales orders of this company pass the gates of the order office.")

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(companies.mapped('desk_enabled')):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if 'desk_enabled' in vals:
            self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _desk_get_enabled_ids(self):
        """Return the ids of the companies that have the desk switched on, without a query."""
        # sudo: the switch rules every user of the company
        return frozenset(self.sudo().with_context(active_test=False).search([('desk_enabled', '=', True)]).ids)
