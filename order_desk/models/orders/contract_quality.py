from odoo import api, fields, models
from odoo.exceptions import ValidationError

FULL_SCORE = 100


class OrderDeskContractQuality(models.Model):
    """The quality of one contract, by its defects; the appraisal of the salesperson who signed it (CTR-08, CTR-09)."""
    _name = 'order.desk.contract.quality'
    _description = "Contract Quality"
    _inherit = ['order.desk.paper', 'mail.thread']
    _order = 'evaluated_on desc, id desc'
    _rec_name = 'order_id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', store=True, string="Customer")
    salesperson_id = fields.Many2one('res.users', required=True, index=True, help="Who signed the contract.")
    team_id = fields.Many2one(related='order_id.team_id', store=True, string="Sales Team")
    evaluated_by_id = fields.Many2one('res.users', default=lambda self: self.env.user, readonly=True)
    evaluated_on = fields.Date(required=True, default=fields.Date.context_today)
    defect_ids = fields.One2many('order.desk.contract.defect', 'quality_id', string="Defects", copy=True)
    defect_count = fields.Integer("Number of Defects", compute='_compute_score', store=True)
    score = fields.Integer(
        compute='_compute_score', store=True, aggregator='avg', help="100 less the points of all defects, at least 0.")
    note = fields.Text("Remarks")

    # === CONSTRAINTS === #

    _order_uniq = models.UniqueIndex('(order_id)', "The contract of this order is evaluated already.")

    # === COMPUTE METHODS === #

    @api.depends('defect_ids.points')
    def _compute_score(self):
        for quality in self:
            quality.defect_count = len(quality.defect_ids)
            quality.score = max(0, FULL_SCORE - sum(quality.defect_ids.mapped('points')))

    # === CRUD === #

    @api.model
    def default_get(self, fields_list):
        # EXTENDS base: the one who signed is the order's salesperson unless said otherwise
        values = super().default_get(fields_list)
        order = self.env['sale.order'].browse(values.get('order_id') or ())
        if order and 'salesperson_id' in fields_list:
            values.setdefault('salesperson_id', order.user_id.id)
        return values

    @api.onchange('order_id')
    def _onchange_order_id(self):
        self.salesperson_id = self.order_id.user_id

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'evaluated_by_id'}


class OrderDeskContractDefect(models.Model):
    """One defect of a contract, in its category."""
    _name = 'order.desk.contract.defect'
    _description = "Contract Defect"
    _order = 'quality_id, id'

    # === FIELDS === #

    quality_id = fields.Many2one('order.desk.contract.quality', required=True, index=True, ondelete='cascade')
    category_id = fields.Many2one('order.desk.contract.defect.category', required=True, ondelete='restrict')
    points = fields.Integer(
        compute='_compute_points', store=True, readonly=False, precompute=True, help="Points taken off the score.")
    note = fields.Char()
    company_id = fields.Many2one(related='quality_id.company_id', store=True, index=True)
    salesperson_id = fields.Many2one(related='quality_id.salesperson_id', store=True)
    evaluated_on = fields.Date(related='quality_id.evaluated_on', store=True)

    # === CONSTRAINTS === #

    @api.constrains('points')
    def _check_points(self):
        for defect in self:
            if not 0 <= defect.points <= FULL_SCORE:
                raise ValidationError(self.env._(
                    "Defect %(category)s takes between 0 and 100 points.", category=defect.category_id.name))

    # === COMPUTE METHODS === #

    @api.depends('category_id')
    def _compute_points(self):
        for defect in self:
            defect.points = defect.category_id.points


class OrderDeskContractDefectCategory(models.Model):
    """Kinds of defects in contracts and what each takes off the score."""
    _name = 'order.desk.contract.defect.category'
    _description = "Contract Defect Category"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    points = fields.Integer(default=5)
    active = fields.Boolean(default=True)
