from odoo import api, fields, models
from odoo.exceptions import UserError

SALES = 'order_desk.group_order_clerk'
QUALITY = 'order_desk.group_quality_inspector'
# Roles that may be asked to decide on a conditional pass; the gate says which of them do.
DECIDERS = (
    'order_desk.group_general_manager', 'order_desk.group_production_manager', 'order_desk.group_service_supervisor',
    'order_desk.group_order_supervisor', 'order_desk.group_administrator')
ACCEPTED = ('passed', 'accepted')


class OrderDeskInspection(models.Model):
    """The joint inspection of finished goods by order desk and quality (QCS-03)."""
    _name = 'order.desk.inspection'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Inspection of Finished Goods"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    production_id = fields.Many2one(
        'mrp.production', "Manufacturing Order", readonly=True, index='btree_not_null', ondelete='restrict')
    picking_id = fields.Many2one(
        'stock.picking', "Transfer", readonly=True, index='btree_not_null', ondelete='set null')
    called_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    called_on = fields.Datetime("Called For On", readonly=True, copy=False)
    previous_id = fields.Many2one(
        'order.desk.inspection', "Repeats", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    attempt = fields.Integer(default=1, readonly=True, copy=False)
    is_repeated = fields.Boolean(readonly=True, copy=False, help="A later inspection takes the place of this one.")
    state = fields.Selection(
        [('draft', "Being Inspected"), ('conditional', "Conditional: To Be Decided"), ('passed', "Passed"),
         ('accepted', "Accepted With Conditions"), ('failed', "Failed"), ('cancel', "Called Off")],
        required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    line_ids = fields.One2many('order.desk.inspection.line', 'inspection_id', string="Goods")
    point_ids = fields.One2many('order.desk.inspection.point', 'inspection_id', string="Inspection Points")
    picture_ids = fields.Many2many(
        'ir.attachment', 'order_desk_inspection_picture_rel', string="Pictures", copy=False)
    clerk_note = fields.Text("Remarks of the Order Desk", copy=False)
    quality_note = fields.Text("Remarks of Quality", copy=False)
    decision_note = fields.Text("Decision in Words", copy=False)
    clerk_id = fields.Many2one('res.users', "Signed for the Order Desk By", readonly=True, copy=False)
    clerk_on = fields.Datetime("Signed for the Order Desk On", readonly=True, copy=False)
    inspector_id = fields.Many2one('res.users', "Concluded By", readonly=True, copy=False)
    inspected_on = fields.Datetime("Concluded On", readonly=True, copy=False)
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    stocked_in_by_id = fields.Many2one('res.users', "Stock-In Completed By", readonly=True, copy=False)
    stocked_in_on = fields.Datetime("Stock-In Completed On", readonly=True, copy=False)
    is_to_stock_in = fields.Boolean("Stock-In Due", compute='_compute_is_to_stock_in')

    # === CONSTRAINTS === #

    _previous_uniq = models.UniqueIndex(
        '(previous_id) WHERE previous_id IS NOT NULL', "This inspection was repeated already.")

    # === COMPUTE METHODS === #

    @api.depends('state', 'stocked_in_on', 'production_id.state')
    def _compute_is_to_stock_in(self):
        for inspection in self:
            # sudo: the inspector need not read manufacturing orders
            production = inspection.sudo().production_id
            inspection.is_to_stock_in = bool(
                production and inspection.state in ACCEPTED and not inspection.stocked_in_on
                and production._desk_is_stock_in_open())

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may call quality
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        content = {'line_ids', 'point_ids', 'picture_ids', 'clerk_note', 'quality_note'}.intersection(vals)
        if content and not self.env.su:
            self._ensure_draft()
        if 'decision_note' in vals and not self.env.su:
            self._ensure_undecided()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "Inspection %(inspection)s is evidence and is kept. Call it off instead.", inspection=self[0].name))

    # === HELPERS === #

    def _ensure_draft(self):
        """Stop changes of what was concluded.

        :raise UserError: naming the inspections
        """
        kept = self.filtered(lambda inspection: inspection.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Inspection %(inspections)s is concluded and stays as it is. Inspect again instead.",
                inspections=", ".join(kept.mapped('name'))))

    def _ensure_undecided(self):
        kept = self.filtered('decided_by_id')
        if kept:
            raise UserError(self.env._(
                "Inspection %(inspections)s is decided already.", inspections=", ".join(kept.mapped('name'))))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'order_id', 'production_id', 'picking_id', 'called_by_id', 'called_on', 'previous_id', 'attempt',
            'is_repeated', 'state', 'clerk_id', 'clerk_on', 'inspector_id', 'inspected_on', 'decided_by_id',
            'decided_on', 'stocked_in_by_id', 'stocked_in_on',
        }

    @api.model
    def _get_field_roles(self):
        return {
            'clerk_note': (SALES,), 'quality_note': (QUALITY,), 'decision_note': DECIDERS,
            'line_ids': (SALES, QUALITY), 'point_ids': (SALES, QUALITY), 'picture_ids': (SALES, QUALITY),
        }
