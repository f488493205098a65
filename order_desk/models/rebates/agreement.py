from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.own_defaults import own_defaults
from .periods import PERIODS

# What the parties agreed on: frozen as soon as the agreement leaves the draft.
TERMS = {
    'partner_id', 'partner_ids', 'partner_category_id', 'date_from', 'date_to', 'method', 'basis', 'uom_id', 'pays',
    'tier_ids', 'calculation_period', 'settlement_period', 'growth_against', 'growth_pays', 'growth_new', 'currency_id',
    'company_id', 'minimum_amount', 'maximum_amount', 'guarantee_amount', 'stacking', 'stacking_rank',
    'product_ids', 'category_ids', 'tag_ids', 'excluded_product_ids', 'excluded_category_ids', 'excluded_tag_ids',
    'include_taxes', 'include_delivery', 'include_down_payments', 'payout', 'payout_product_id', 'negative_result',
    'previous_id', 'version', 'is_scoped',
}
# What the next version, a settlement and a reminder write; the terms above tell nobody's version.
OWN = {'version', 'previous_id', 'settlement_serial', 'reminded_on'}
# Written by actions alone.
FACTS = {'state', 'submitted_by_id', 'submitted_on', 'approved_by_id', 'approved_on', 'reason'}


class OrderDeskRebateAgreement(models.Model):
    """What a customer gets back on his business volume: agreed, approved, frozen (REB-01).

    All amounts are in the agreement's currency.
    """
    _name = 'order.desk.rebate.agreement'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Rebate Agreement"
    _order = 'date_from desc, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, copy=False, default="/", tracking=True)
    state = fields.Selection(
        [('draft', "Draft"), ('submitted', "To Approve"), ('active', "Active"), ('closed', "Closed"),
         ('cancelled', "Cancelled")],
        default='draft', required=True, copy=False, readonly=True, tracking=True, index=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(
        'res.currency', required=True, tracking=True, default=lambda self: self.env.company.currency_id)
    partner_id = fields.Many2one(
        'res.partner', "Customer", index=True, tracking=True, check_company=True, ondelete='restrict',
        help="The commercial partner: what its contacts and addresses are invoiced counts.")
    partner_ids = fields.Many2many(
        'res.partner', 'order_desk_rebate_agreement_partner_rel', 'agreement_id', 'partner_id',
        string="Further Customers", check_company=True, help="Their volume is added up.")
    partner_category_id = fields.Many2one(
        'res.partner.category', "Customer Category", ondelete='restrict', index='btree_not_null',
        help="Every customer with this tag, or one below it, takes part.")
    user_id = fields.Many2one(
        'res.users', "Salesperson", index=True, tracking=True, default=lambda self: self.env.user,
        domain="[('share', '=', False)]")
    date_from = fields.Date(
        "Valid From", required=True, tracking=True, default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), 'year'))
    date_to = fields.Date(
        "Valid Until", required=True, tracking=True, default=lambda self: fields.Date.end_of(
            fields.Date.context_today(self), 'year'))
    calculation_period = fields.Selection(
        PERIODS, required=True, default='year', tracking=True,
        help="The bands start anew with each of these periods, counted from the first day of the agreement.")
    settlement_period = fields.Selection(
        PERIODS, required=True, default='quarter', tracking=True, help="How often the customer is paid.")
    basis = fields.Selection(
        [('invoiced', "Invoiced"), ('paid', "Paid in Full"), ('quantity', "Quantity")],
        required=True, default='invoiced', tracking=True,
        help="Paid: an invoice counts when its receivable is matched without a rest, by posted entries.\n"
             "Quantity: the bands are quantities of one unit of measure.")
    uom_id = fields.Many2one(
        'uom.uom', "Unit", ondelete='restrict', help="Unit of the bands; lines in a unit that cannot be converted are "
        "left out, and say so.")
    method = fields.Selection(
        [('progressive', "Progressive, by slice"), ('retrospective', "Retrospective, on the whole"),
         ('rolling', "Rolling"), ('total', "Total"), ('growth', "Growth"), ('flat', "Flat amount")],
        required=True, default='progressive', tracking=True,
        help="Progressive: each band's rate on its slice.\n"
             "Retrospective: the rate reached on the whole.\n"
             "Rolling: lower bands up to their end, the band reached on the whole.\n"
             "Total: every band reached on the whole.\n"
             "Growth: bands of growth in percent; the rate reached, on the growth or on the whole.\n"
             "Flat: the amount of the band reached.")
    pays = fields.Selection(
        [('percent', "Percent of the Value"), ('unit', "Amount per Unit")], required=True, default='percent',
        help="Of agreements by quantity: percent of the value of the quantity in the band, or an amount per unit.")
    growth_against = fields.Selection(
        [('year', "Same Period of the Year Before"), ('period', "Period Before")], required=True, default='year')
    growth_pays = fields.Selection(
        [('growth', "On the Growth"), ('whole', "On the Whole")], required=True, default='growth')
    growth_new = fields.Selection(
        [('skip', "No Rebate"), ('zero', "All is Growth, Top Band")], "Without Volume Before", required=True,
        default='skip')
    tier_ids = fields.One2many('order.desk.rebate.tier', 'agreement_id', "Bands", copy=True)
    minimum_amount = fields.Monetary(
        "Minimum", tracking=True, help="A rebate below this amount is not paid for a calculation period.")
    maximum_amount = fields.Monetary(
        "Cap", tracking=True, help="Highest rebate of a calculation period; 0: no limit.")
    guarantee_amount = fields.Monetary(
        "Guarantee", tracking=True, help="Paid at least for each complete calculation period, whatever was earned.")
    stacking = fields.Selection(
        [('add', "Adds to Others"), ('exclusive', "Each Line Once"), ('best', "Best Agreement Wins")],
        required=True, default='add', tracking=True,
        help="Each Line Once: of such agreements a line counts in the one with the lowest rank.\n"
             "Best Agreement Wins: of such agreements of a customer the one with the highest rebate is paid.\n"
             "Neither depends on the order in which agreements are processed.")
    stacking_rank = fields.Integer("Rank", default=10)
    payout = fields.Selection(
        [('credit_note', "Credit Note"), ('offset', "Offset on the Next Invoice"), ('goods', "Goods")],
        required=True, default='credit_note', tracking=True)
    payout_product_id = fields.Many2one(
        'product.product', check_company=True,
        help="Goods that are given, or the product of the credit note's line.")
    negative_result = fields.Selection(
        [('carry', "Carry Forward"), ('invoice', "Invoice")], required=True, default='carry', tracking=True,
        help="When more was paid than earned: kept for the next settlement, or claimed by an invoice.")
    note = fields.Text("Remarks")
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        'order.desk.rebate.agreement', "Version Before", readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    next_ids = fields.One2many('order.desk.rebate.agreement', 'previous_id', "Versions After", readonly=True)
    submitted_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char("Reason of the Last Refusal", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _name_version_uniq = models.UniqueIndex(
        "(name, version, company_id) WHERE state != 'cancelled'", "There is a rebate agreement of this number.")

    @api.constrains('date_from', 'date_to')
    def _check_dates(self):
        for agreement in self:
            if agreement.date_from > agreement.date_to:
                raise ValidationError(self.env._(
                    "%(agreement)s ends before it begins: change its dates.", agreement=agreement.name))

    @api.constrains('tier_ids')
    def _check_bands(self):
        for agreement in self:
            bounds = [round(tier.threshold, 4) for tier in agreement.tier_ids]
            twice = sorted({bound for bound in bounds if bounds.count(bound) > 1})
            if twice:
                raise ValidationError(self.env._(
                    "%(agreement)s: two bands begin at %(bound)s and overlap. Give each band a lower bound of its own.",
                    agreement=agreement.name, bound=twice[0]))

    @api.constrains('minimum_amount', 'maximum_amount', 'guarantee_amount')
    def _check_limits(self):
        for agreement in self:
            limits = (agreement.minimum_amount, agreement.maximum_amount, agreement.guarantee_amount)
            if not all(0 <= limit < 1e15 for limit in limits):
                raise ValidationError(self.env._(
                    "%(agreement)s: minimum, cap and guarantee cannot be negative.", agreement=agreement.name))
            cap = agreement.maximum_amount
            if cap and cap < max(agreement.minimum_amount, agreement.guarantee_amount):
                raise ValidationError(self.env._(
                    "%(agreement)s: the cap lies below the minimum or the guarantee.", agreement=agreement.name))

    @api.constrains('basis', 'uom_id', 'pays', 'method')
    def _check_basis(self):
        for agreement in self:
            if agreement.basis == 'quantity' and not agreement.uom_id:
                raise ValidationError(self.env._(
                    "%(agreement)s counts quantities: choose their unit of measure.", agreement=agreement.name))

    # === COMPUTE METHODS === #

    @api.depends('name', 'version', 'partner_id', 'partner_category_id')
    def _compute_display_name(self):
        for agreement in self:
            customer = agreement.partner_id.name or agreement.partner_category_id.name
            version = f" v{agreement.version}" if agreement.version > 1 else ""
            agreement.display_name = f"{agreement.name}{version}" + (f" ({customer})" if customer else "")

    @api.onchange('tier_ids')
    def _onchange_tier_ids(self):
        """Say at once when bands overlap, before anything is saved."""
        try:
            self._check_bands()
            self.tier_ids._check_figures()
        except ValidationError as error:
            return {'warning': {'title': self.env._("Bands"), 'message': str(error)}}
        return None

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # What actions write is not preset by a caller's context.
        return own_defaults(self, super().default_get(fields), FACTS | OWN)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_own({name for name in OWN if vals.get(name) not in (None, False, 1)})
            if FACTS.intersection(vals) - {'state'} or vals.get('state', 'draft') != 'draft':
                raise UserError(self.env._("An agreement begins as a draft; submit and approve it."))
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.rebate.agreement') or "/"
            if vals.get('basis') == 'quantity' and 'uom_id' not in vals:
                vals['uom_id'] = self.env.ref('uom.product_uom_unit').id
        return super().create([self._prepare_commercial(vals) for vals in vals_list])

    def write(self, vals):
        self._ensure_own(OWN.intersection(vals))
        if FACTS.intersection(vals):
            raise UserError(self.env._("The state of an agreement follows from its buttons: submit, approve, close."))
        if TERMS.union({'name'}).intersection(vals):
            self._ensure_draft()
        return super().write(self._prepare_commercial(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda agreement: agreement.state not in ('draft', 'cancelled'))
        if kept:
            raise UserError(self.env._(
                "%(agreements)s cannot be deleted: close it instead.", agreements=", ".join(kept.mapped('name'))))

    # === HELPERS === #

    def _desk_write_facts(self, vals):
        """Write what only actions may write."""
        return super().write(vals)

    def _ensure_own(self, names):
        """Refuse what only versions, settlements and reminders write."""
        if names and not self.env.su:
            raise UserError(self.env._("Versions, settlements and reminders record themselves on the agreement."))

    def _ensure_draft(self):
        """Refuse a change to the terms of agreements that are no drafts any more.

        :raise UserError: naming them
        """
        frozen = self.filtered(lambda agreement: agreement.state != 'draft')
        if frozen:
            raise UserError(self.env._(
                "%(agreements)s is no draft any more and its terms are frozen: make a new version with a date.",
                agreements=", ".join(frozen.mapped('name'))))

    @api.model
    def _prepare_commercial(self, vals):
        """Return values whose customer is the company that is invoiced."""
        if not vals.get('partner_id'):
            return vals
        return {**vals, 'partner_id': self.env['res.partner'].browse(vals['partner_id']).commercial_partner_id.id}
