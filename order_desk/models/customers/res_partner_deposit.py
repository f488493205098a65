from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

# Who sets the deposit rule of a customer or of payment terms.
RULE_ROLES = (
    'order_desk.group_finance_clerk', 'order_desk.group_order_supervisor',
    'order_desk.group_administrator', 'account.group_account_manager', 'base.group_system',
)


class ResPartner(models.Model):
    """The deposit rule of a customer (DEP-02)."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_deposit_percent = fields.Float(
        "Deposit (%)", digits=(5, 2), tracking=True,
        help="Part of an order's total, taxes included, that must be paid before production. "
             "Payment terms with a deposit of their own, and the order itself, go first.")

    # === CONSTRAINTS === #

    @api.constrains('desk_deposit_percent')
    def _check_desk_deposit_percent(self):
        for partner in self:
            if not 0 <= partner.desk_deposit_percent <= 100:
                raise ValidationError(self.env._(
                    "The deposit of %(customer)s is a percentage between 0 and 100.", customer=partner.display_name))

    # === CRUD === #

    def write(self, vals):
        if 'desk_deposit_percent' in vals:
            self._desk_ensure_deposit_role(vals['desk_deposit_percent'])
        return super().write(vals)

    # === HELPERS === #

    def _desk_ensure_deposit_role(self, percent):
        """Stop whoever may not change the deposit rule of a customer.

        The host copies commercial fields from a company to its contacts on behalf
        of anybody; only the company's own value counts and is guarded.

        :raise AccessError: without one of the roles of finance or of the order supervisor
        """
        changed = self.filtered(
            lambda partner: partner == partner.commercial_partner_id and partner.desk_deposit_percent != percent)
        if changed and not self.env.su and not self.env.user.has_groups(','.join(RULE_ROLES)):
            raise AccessError(self.env._(
                "The deposit of %(customers)s is set by finance or the order supervisor.",
                customers=", ".join(changed[:5].mapped('display_name'))))

    @api.model
    def _commercial_fields(self):
        # EXTENDS base
        return super()._commercial_fields() + ['desk_deposit_percent']
