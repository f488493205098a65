from odoo import api, fields, models
from odoo.exceptions import UserError

STAGES = [
    ('confirmed', "Order Confirmed"),
    ('released', "Released, Not Started"),
    ('running', "In Production"),
    ('made', "Made"),
]
FEE_ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_order_supervisor', 'order_desk.group_finance_clerk',
    'order_desk.group_general_manager')


class OrderDeskWithdrawal(models.Model):
    """What the customer owes for a withdrawal, by how far production has come (CHG-06)."""
    _inherit = 'order.desk.withdrawal'

    # === FIELDS === #

    fee_stage = fields.Selection(STAGES, "Production Progress", readonly=True)
    fee_percent = fields.Float("Share of the Order (%)", digits=(5, 2), readonly=True)
    cost = fields.Monetary(
        "Cost So Far", readonly=True, help="Material issued and work done for what is not kept for stock.")
    fee_computed = fields.Monetary(
        "Fee by the Rule", readonly=True, help="By the company's rule, untaxed. Nothing where we cause the withdrawal.")
    is_fee_agreed = fields.Boolean("Agreed Otherwise", copy=False)
    fee_agreed = fields.Monetary(copy=False)
    fee_note = fields.Char("Why Otherwise", copy=False)
    fee = fields.Monetary(compute='_compute_fee', store=True, help="Untaxed, in the order's currency.")
    received = fields.Monetary("Paid by the Customer", readonly=True, help="What the ledger showed, taxes included.")

    # === CONSTRAINTS === #

    _fee_positive = models.Constraint('CHECK(fee_agreed >= 0)', "A fee is an amount of zero or more.")

    # === COMPUTE METHODS === #

    @api.depends('is_fee_agreed', 'fee_agreed', 'fee_computed')
    def _compute_fee(self):
        for withdrawal in self:
            withdrawal.fee = withdrawal.fee_agreed if withdrawal.is_fee_agreed else withdrawal.fee_computed

    # === BUSINESS METHODS === #

    def _compute_rule(self, stage, cost):
        """Return percentage and fee of one withdrawal by the rule of its company, rounded by the order's currency.

        :param str stage: how far production has come
        :param float cost: in the order's currency
        """
        company, order = self.company_id, self.order_id
        if self.caused_by == 'own' or company.desk_withdrawal_method == 'none':
            return 0.0, 0.0
        if company.desk_withdrawal_method == 'cost':
            return 0.0, order.currency_id.round(min(cost, order.amount_untaxed))
        percent = company[f'desk_withdrawal_percent_{stage}']
        return percent, order.currency_id.round(order.amount_untaxed * percent / 100)

    # === HOOKS === #

    def _get_progress(self):
        """Return how far production has come, and what it has cost so far in the order's currency (one withdrawal)."""
        return ('released' if self.order_id.desk_released else 'confirmed'), 0.0

    def _prepare_assessment(self):
        # EXTENDS order_desk
        # sudo: progress and money are told to whoever may read the request
        withdrawal = self.sudo()
        stage, cost = withdrawal._get_progress()
        percent, fee = withdrawal._compute_rule(stage, cost)
        return {
            **super()._prepare_assessment(), 'fee_stage': stage, 'cost': withdrawal.currency_id.round(cost),
            'fee_percent': percent, 'fee_computed': fee, 'received': withdrawal.order_id.desk_deposit_received}

    def _ensure_complete(self):
        # EXTENDS order_desk
        if self.is_fee_agreed and not (self.fee_note or '').strip():
            raise UserError(self.env._(
                "%(withdrawal)s: say why the fee is not the one of the rule.", withdrawal=self.name))
        return super()._ensure_complete()

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'fee_stage', 'fee_percent', 'cost', 'fee_computed', 'fee', 'received'}

    @api.model
    def _get_field_roles(self):
        return super()._get_field_roles() | dict.fromkeys(('is_fee_agreed', 'fee_agreed', 'fee_note'), FEE_ROLES)
