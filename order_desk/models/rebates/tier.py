from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OrderDeskRebateTier(models.Model):
    """One band of a rebate agreement: from its lower bound up to the next band's.

    Bands are given by their lower bound alone, which belongs to the band. So they
    cannot leave a gap, the top band is open, and the one way to overlap is to
    start at the same bound twice.
    """
    _name = 'order.desk.rebate.tier'
    _description = "Rebate Band"
    _order = 'agreement_id, threshold, id'
    _rec_name = 'threshold'

    # === FIELDS === #

    agreement_id = fields.Many2one('order.desk.rebate.agreement', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='agreement_id.company_id', store=True)
    currency_id = fields.Many2one(related='agreement_id.currency_id')
    threshold = fields.Float(
        "From", digits=(16, 4), min_display_digits=2,
        help="Lower bound, included: business volume in the agreement's currency, quantity in its unit, or growth in "
        "percent.")
    threshold_to = fields.Float(
        "Up To", compute='_compute_threshold_to', digits=(16, 4), min_display_digits=2,
        help="The next band's lower bound, not included; 0 on the top band, which is open.")
    rate = fields.Float("Rate (%)", digits=(16, 4), min_display_digits=2)
    amount = fields.Monetary(
        help="Per unit in agreements that pay by unit; the whole amount of the band in flat ones.")

    # === CONSTRAINTS === #

    @api.constrains('threshold', 'rate', 'amount')
    def _check_figures(self):
        for tier in self:
            # Written so that "not a number" fails as well.
            if not (0 <= tier.threshold < 1e15 and 0 <= tier.rate <= 100 and 0 <= tier.amount < 1e15):
                raise ValidationError(self.env._(
                    "%(agreement)s, band from %(bound)s: bounds and amounts cannot be negative, and a rate lies "
                    "between 0 and 100 %%.", agreement=tier.agreement_id.name, bound=tier.threshold))

    @api.constrains('threshold', 'agreement_id')
    def _check_overlap(self):
        self.agreement_id._check_bands()

    # === COMPUTE METHODS === #

    @api.depends('threshold', 'agreement_id.tier_ids.threshold')
    def _compute_threshold_to(self):
        for tier in self:
            above = [other.threshold for other in tier.agreement_id.tier_ids if other.threshold > tier.threshold]
            tier.threshold_to = min(above, default=0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env['order.desk.rebate.agreement'].browse(
            {vals.get('agreement_id') for vals in vals_list} - {None, False})._ensure_draft()
        return super().create(vals_list)

    def write(self, vals):
        other = self.env['order.desk.rebate.agreement'].browse(vals.get('agreement_id') or [])
        (self.agreement_id | other)._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.agreement_id._ensure_draft()
