from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.messages import number
from .inspection import QUALITY, SALES

RESULTS = [('ok', "In order"), ('deviation', "Deviation")]


class OrderDeskInspectionLine(models.Model):
    """Goods of an inspection; quantities in the product's unit of measure."""
    _name = 'order.desk.inspection.line'
    _inherit = ['order.desk.paper']
    _description = "Inspected Goods"
    _order = 'id'
    _rec_name = 'product_id'

    # === FIELDS === #

    inspection_id = fields.Many2one(
        'order.desk.inspection', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='inspection_id.order_id', store=True, index=True)
    company_id = fields.Many2one(related='inspection_id.company_id', store=True, index=True)
    state = fields.Selection(related='inspection_id.state')
    order_line_id = fields.Many2one('sale.order.line', readonly=True, index='btree_not_null', ondelete='cascade')
    product_id = fields.Many2one('product.product', required=True, readonly=True, ondelete='restrict')
    uom_id = fields.Many2one(related='product_id.uom_id', string="Unit")
    ordered = fields.Float(digits='Product Unit', readonly=True, help="What is to be inspected by order or transfer.")
    presented = fields.Float("Quantity Counted", digits='Product Unit', help="Quantity counted at the inspection.")
    rejected = fields.Float(
        "Quantity Not in Order", digits='Product Unit', help="Of the quantity counted, what is not in order.")
    accepted = fields.Float(
        "Quantity Accepted", digits='Product Unit', readonly=True, copy=False,
        help="What may be stocked in and shipped by this inspection.")
    lot_names = fields.Char("Lots", help="Lot or serial numbers seen at the inspection.")

    # === CONSTRAINTS === #

    @api.constrains('presented', 'rejected')
    def _check_quantities(self):
        for line in self:
            unit = line.product_id.uom_id
            if unit.compare(line.rejected, 0) < 0 or unit.compare(line.presented, line.rejected) < 0:
                raise ValidationError(self.env._(
                    "%(product)s: the rejected quantity lies between zero and the quantity counted.",
                    product=line.product_id.display_name))

    # === CRUD === #

    def write(self, vals):
        if not self.env.su:
            self.inspection_id._ensure_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Goods of an inspection are evidence and are kept."))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'inspection_id', 'order_line_id', 'product_id', 'ordered', 'accepted'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('presented', 'lot_names'), (SALES, QUALITY)) | {'rejected': (QUALITY,)}


class OrderDeskInspectionPoint(models.Model):
    """One point of an inspection with its results, limits kept as they were in the standard on that day."""
    _name = 'order.desk.inspection.point'
    _inherit = ['order.desk.paper']
    _description = "Inspected Point"
    _order = 'line_id, sequence, id'

    # === FIELDS === #

    inspection_id = fields.Many2one(
        'order.desk.inspection', required=True, readonly=True, index=True, ondelete='cascade')
    line_id = fields.Many2one(
        'order.desk.inspection.line', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='inspection_id.order_id')
    company_id = fields.Many2one(related='inspection_id.company_id', store=True, index=True)
    state = fields.Selection(related='inspection_id.state')
    product_id = fields.Many2one(related='line_id.product_id')
    standard_id = fields.Many2one('order.desk.product.standard', readonly=True, ondelete='set null')
    sequence = fields.Integer(readonly=True)
    name = fields.Char("Point", required=True, readonly=True)
    kind = fields.Selection([('check', "Look at"), ('measure', "Measure")], required=True, readonly=True)
    side = fields.Selection(
        [('both', "Order desk and quality"), ('sales', "Order desk"), ('quality', "Quality")], "Judged By",
        required=True, readonly=True)
    lower = fields.Float("Lower Limit", digits=(16, 4), readonly=True)
    upper = fields.Float("Upper Limit", digits=(16, 4), readonly=True)
    unit = fields.Char(readonly=True)
    method = fields.Char(readonly=True)
    limits = fields.Char(compute='_compute_limits')
    measured = fields.Char("Measured Value", help="The number read, such as 12.03; it is compared with the limits.")
    clerk_result = fields.Selection(RESULTS, "Order Desk Says")
    quality_result = fields.Selection(RESULTS, "Quality Says")
    note = fields.Char("Remark")

    # === COMPUTE METHODS === #

    @api.depends('kind', 'lower', 'upper', 'unit')
    def _compute_limits(self):
        for point in self:
            point.limits = f"{number(point.lower)} – {number(point.upper)} {point.unit or ''}".strip() if (
                point.kind == 'measure') else False

    # === CRUD === #

    def write(self, vals):
        if not self.env.su:
            self.inspection_id._ensure_draft()
        if 'measured' in vals or 'quality_result' in vals:
            # The verdict on a value follows from its limits, whoever writes what.
            for point in self:
                super(OrderDeskInspectionPoint, point).write(point._prepare_judged(vals))
            return True
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Points of an inspection are evidence and are kept."))

    # === BUSINESS METHODS === #

    def _prepare_judged(self, vals):
        if self.kind != 'measure':
            return vals
        value = self._parse(vals.get('measured', self.measured) or '')
        if value is None:
            return {**vals, 'quality_result': False}
        return {**vals, 'quality_result': 'ok' if self.lower <= value <= self.upper else 'deviation'}

    def _parse(self, text):
        """Return the measured number, None for no text.

        :raise UserError: when the text is no number
        """
        text = str(text).strip().replace(',', '.')
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float('nan')
        if value != value or value in (float('inf'), float('-inf')):  # noqa: PLR0124 - not a number
            raise UserError(self.env._(
                "%(point)s: %(value)s is no number.", point=self.name, value=text))
        return value

    def _get_missing(self, field):
        """Return the points of these that one side has still to judge."""
        sides = ('both', 'sales') if field == 'clerk_result' else ('both', 'quality')
        return self.filtered(lambda point: point.side in sides and not point[field])

    def _get_deviations(self):
        return self.filtered(lambda point: 'deviation' in (point.clerk_result, point.quality_result))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'inspection_id', 'line_id', 'standard_id', 'sequence', 'name', 'kind', 'side', 'lower', 'upper', 'unit',
            'method',
        }

    @api.model
    def _get_field_roles(self):
        return {'clerk_result': (SALES,), 'quality_result': (QUALITY,), 'measured': (QUALITY,),
                'note': (SALES, QUALITY)}
