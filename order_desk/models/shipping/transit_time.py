from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.fields import Domain


class TransitRow(NamedTuple):
    """One lead time as evaluations read it: empty sets and False mean "any"."""
    carrier_id: int
    country_id: int
    state_ids: frozenset
    zip_prefix: str
    days: int

    def fits(self, carrier, partner):
        """Tell whether a shipment by ``carrier`` to the address ``partner`` takes these days."""
        if self.carrier_id and self.carrier_id != carrier.id:
            return False
        if self.country_id and self.country_id != partner.country_id.id:
            return False
        if self.state_ids and partner.state_id.id not in self.state_ids:
            return False
        return not self.zip_prefix or (partner.zip or '').upper().startswith(self.zip_prefix)


class OrderDeskTransitTime(models.Model):
    """How many days a carrier needs to a zone (ADV-08, TRN-03). The first row that fits counts."""
    _name = 'order.desk.transit.time'
    _inherit = ['order.desk.cached.mixin']
    _description = "Transit Time"
    _order = 'sequence, id'
    _rec_name = 'country_id'

    # === FIELDS === #

    sequence = fields.Integer(default=10)
    carrier_id = fields.Many2one(
        'delivery.carrier', index='btree_not_null', ondelete='cascade', help="Empty: every carrier.")
    country_id = fields.Many2one('res.country', help="Empty: every country.", ondelete='cascade')
    state_ids = fields.Many2many('res.country.state', string="States", help="Empty: every state of the country.")
    zip_prefix = fields.Char("ZIP Starts With", help="Empty: every ZIP code.")
    days = fields.Integer("Transit Days", required=True, help="Days on the way, as the company counts days.")
    company_id = fields.Many2one('res.company', index='btree_not_null', help="Empty: all companies.")

    # === CONSTRAINTS === #

    _days_positive = models.Constraint('CHECK (days >= 0)', "Transit days cannot be negative.")

    # === BUSINESS METHODS === #

    @api.model
    def _get_days(self, company, carrier, partner):
        """Return the transit days of the first row that fits, or None."""
        for row in self._get_rows(company.id):
            if row.fits(carrier, partner):
                return row.days
        return None

    @api.model
    @tools.ormcache('company_id')
    def _get_rows(self, company_id):
        # sudo: lead times hold for everybody whose act needs them
        rows = self.sudo().search(Domain('company_id', 'in', (False, company_id)))
        return tuple(
            TransitRow(
                row.carrier_id.id, row.country_id.id, frozenset(row.state_ids.ids),
                (row.zip_prefix or '').strip().upper(), row.days)
            for row in rows)
