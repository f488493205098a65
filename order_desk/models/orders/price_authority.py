from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

SCOPES = [('domestic', "Domestic"), ('international', "International"), ('all', "Domestic and international")]


class PriceLevel(NamedTuple):
    """How far one role may go: percent of discount, percent of margin (None: no limit)."""
    sequence: int
    group_id: int
    max_discount: float
    min_margin: float | None

    def covers(self, deviation, margin):
        """Tell whether this role may grant a deviation and a margin, both in percent."""
        if deviation > self.max_discount:
            return False
        return self.min_margin is None or margin is None or margin >= self.min_margin


class OrderDeskPriceAuthority(models.Model):
    """How far each role may go below the reference price without asking the next one (PRC-05)."""
    _name = 'order.desk.price.authority'
    _inherit = ['order.desk.cached.mixin']
    _description = "Price Authority"
    _order = 'sequence, scope, id'
    _rec_name = 'group_id'

    # === FIELDS === #

    group_id = fields.Many2one('res.groups', string="Role", required=True, ondelete='restrict')
    scope = fields.Selection(
        SCOPES, required=True, default='all',
        help="By the order type; without one, by the customer's country compared with the company's.")
    sequence = fields.Integer(default=20, help="Order of the levels: the lowest is the order desk's own range.")
    max_discount = fields.Float(
        "Discount up to (%)", digits='Discount',
        help="Highest deviation below the contract price, or else the price plan, that this role may grant. "
             "A line given away is a deviation of 100 %.")
    margin_limited = fields.Boolean()
    min_margin = fields.Float(
        "Margin from (%)", digits='Discount',
        help="Lowest margin on the net price that this role may grant. Products without a cost are not judged.")
    company_id = fields.Many2one('res.company', index=True, help="Empty: in every company without a level of its own.")
    active = fields.Boolean(default=True)

    # === CONSTRAINTS === #

    _level_uniq = models.UniqueIndex(
        '(group_id, scope, COALESCE(company_id, 0)) WHERE active',
        "This role has a price authority of this scope already.")

    @api.constrains('max_discount', 'min_margin')
    def _check_percentages(self):
        for authority in self:
            # Written so that "not a number" fails as well.
            if not (0 <= authority.max_discount <= 100 and -1000 <= authority.min_margin <= 100):
                raise ValidationError(self.env._(
                    "Price authority of %(role)s: a discount lies between 0 and 100 %%, a margin is at most 100 %%.",
                    role=authority.group_id.display_name))

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache('company_id', 'scope')
    def _get_levels(self, company_id, scope):
        """Return the levels that hold in a company, lowest first, without a query.

        A level of the company stands before a general one of the same role, a
        level of the scope before one of both scopes.

        :param str scope: domestic or international
        :rtype: tuple[PriceLevel]
        """
        # sudo: the limits rule everybody, whoever may read them
        found = self.sudo().search_fetch(
            [('company_id', 'in', (company_id, False)), ('scope', 'in', (scope, 'all'))],
            ['sequence', 'group_id', 'scope', 'max_discount', 'min_margin', 'margin_limited', 'company_id'])
        best = {}
        for authority in found.sorted(lambda level: (bool(level.company_id), level.scope == scope)):
            best[authority.group_id.id] = authority
        levels = [
            PriceLevel(
                authority.sequence, group_id, authority.max_discount,
                authority.min_margin if authority.margin_limited else None)
            for group_id, authority in best.items()
        ]
        return tuple(sorted(levels, key=lambda level: (level.sequence, level.max_discount, level.group_id)))
