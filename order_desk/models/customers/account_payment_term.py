from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

from .res_partner_deposit import RULE_ROLES

RULE_FIELDS = {'desk_deposit_percent', 'desk_deposit_amount', 'desk_deposit_currency_id'}


class AccountPaymentTerm(models.Model):
    """The deposit rule of payment terms, which goes before the customer's (DEP-02)."""
    _inherit = 'account.payment.term'

    # === FIELDS === #

    desk_deposit_percent = fields.Float(
        "Deposit (%)", digits=(5, 2),
        help="Part of an order's total, taxes included, that must be paid before production.")
    desk_deposit_amount = fields.Monetary(
        "Deposit", currency_field='desk_deposit_currency_id',
        help="Fixed deposit; at most the total of the order. Goes before the percentage.")
    desk_deposit_currency_id = fields.Many2one(
        'res.currency', "Deposit Currency", default=lambda self: self.env.company.currency_id)

    # === CONSTRAINTS === #

    @api.constrains('desk_deposit_percent', 'desk_deposit_amount', 'desk_deposit_currency_id')
    def _check_desk_deposit(self):
        for term in self:
            if not 0 <= term.desk_deposit_percent <= 100 or term.desk_deposit_amount < 0:
                raise ValidationError(self.env._(
                    "The deposit of payment terms %(terms)s is a percentage between 0 and 100 or a positive amount.",
                    terms=term.display_name))
            if term.desk_deposit_amount and not term.desk_deposit_currency_id:
                raise ValidationError(self.env._(
                    "Payment terms %(terms)s: choose the currency of the deposit.", terms=term.display_name))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(RULE_FIELDS.intersection(vals) for vals in vals_list):
            self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if RULE_FIELDS.intersection(vals):
            if not self.env.su and not self.env.user.has_groups(','.join(RULE_ROLES)):
                raise AccessError(self.env._("The deposit of payment terms is set by finance or the order supervisor."))
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === HELPERS === #

    @api.model
    @tools.ormcache()
    def _desk_get_deposit_rules(self):
        """Return the terms that ask for a deposit, without a query once known.

        :return: ``{term id: (percent, amount, currency id of the amount)}``
        :rtype: dict
        """
        # sudo: the rule binds every order, whoever may read the terms
        terms = self.sudo().with_context(active_test=False).search(
            ['|', ('desk_deposit_percent', '>', 0), ('desk_deposit_amount', '>', 0)])
        return {
            term.id: (term.desk_deposit_percent, term.desk_deposit_amount, term.desk_deposit_currency_id.id)
            for term in terms
        }
