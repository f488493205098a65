from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class PolicySpec(NamedTuple):
    """A policy as the gates read it, without a query."""
    name: str
    date_from: object
    date_to: object
    pricelist_ids: frozenset
    payment_term_ids: frozenset
    incoterm_ids: frozenset


class OrderDeskSalesPolicy(models.Model):
    """The yearly sales policy, by which contracts are checked (CTR-03, PRC-11, PRC-12, PRC-13)."""
    _name = 'order.desk.sales.policy'
    _description = "Sales Policy"
    _inherit = ['order.desk.cached.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'date_from desc, id desc'

    # === FIELDS === #

    name = fields.Char(required=True)
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    date_from = fields.Date(required=True, tracking=True)
    date_to = fields.Date(required=True, tracking=True)
    pricelist_ids = fields.Many2many(
        'product.pricelist', string="Price Lists", help="Price lists that contracts may use; empty: any.")
    payment_term_ids = fields.Many2many(
        'account.payment.term', string="Payment Terms", help="Payment terms that contracts may grant; empty: any.")
    incoterm_ids = fields.Many2many(
        'account.incoterms', string="Delivery Conditions",
        help="Delivery conditions that contracts may grant; empty: any.")
    attachment_ids = fields.Many2many(
        'ir.attachment', 'order_desk_sales_policy_attachment_rel', string="Policy Paper")
    note = fields.Html("In Short", help="What salespeople negotiate by.")
    active = fields.Boolean(default=True)

    # === CONSTRAINTS === #

    _dates = models.Constraint('CHECK(date_from <= date_to)', "A sales policy ends on or after the day it starts.")

    @api.constrains('date_from', 'date_to', 'company_id', 'active')
    def _check_overlap(self):
        policies = self.search([('company_id', 'in', self.company_id.ids)])
        for policy in self.filtered('active'):
            other = policies.filtered(lambda other, policy=policy: (
                other != policy and other.company_id == policy.company_id
                and other.date_from <= policy.date_to and policy.date_from <= other.date_to))[:1]
            if other:
                raise ValidationError(self.env._(
                    "%(policy)s overlaps with %(other)s: one sales policy holds at a time. Change its dates.",
                    policy=policy.name, other=other.name))

    # === BUSINESS METHODS === #

    @api.model
    @tools.ormcache('company_id')
    def _get_specs(self, company_id):
        """Return the policies of a company, cached.

        :rtype: tuple[PolicySpec]
        """
        policies = self.sudo().search([('company_id', '=', company_id)])  # sudo: the policy rules everybody
        return tuple(
            PolicySpec(
                policy.name, policy.date_from, policy.date_to, frozenset(policy.pricelist_ids.ids),
                frozenset(policy.payment_term_ids.ids), frozenset(policy.incoterm_ids.ids))
            for policy in policies
        )

    @api.model
    def _get_in_force(self, company_id, day):
        """Return ``(has any policy, PolicySpec of the day or None)``; no query."""
        specs = self._get_specs(company_id)
        return bool(specs), next((spec for spec in specs if spec.date_from <= day <= spec.date_to), None)
