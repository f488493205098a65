from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    _inherit = 'res.company'

    # === FIELDS === #

    desk_enabled = fields.Boolean(
        "Order Desk", help="New sales orders of this company pass the gates of the order office.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(companies.mapped('desk_enabled')):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        if 'desk_enabled' in vals:
            self._desk_ensure_may_switch(vals['desk_enabled'])
        result = super().write(vals)
        if 'desk_enabled' in vals:
            self.env.registry.clear_cache()
        return result

    # === BUSINESS METHODS === #

    def _desk_ensure_may_switch(self, enabled):
        """Check the right to switch the order desk on or off.

        :raise AccessError: unless the user administers the order desk
        """
        changing = self.filtered(lambda company: company.desk_enabled != bool(enabled))
        if changing and not self.env.su and not self.env.user.has_group('order_desk.group_administrator'):
            raise AccessError(self.env._(
                "Only the administrator of the order desk switches it on or off: %(companies)s.",
                companies=", ".join(changing.mapped('name'))))

    @api.model
    @tools.ormcache()
    def _desk_get_enabled_ids(self):
        """Return the ids of the companies that have the desk switched on, without a query."""
        # sudo: the switch rules every user of the company
        return frozenset(self.sudo().with_context(active_test=False).search([('desk_enabled', '=', True)]).ids)
