from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    # === FIELDS === #

    desk_quantity_tolerance_percent = fields.Float(
        "Quantity Tolerance (%)", digits=(5, 2),
        help="Plus or minus, of the ordered quantity. 0: what the production instruction or the company says.")

    # === CONSTRAINTS === #

    @api.constrains('desk_quantity_tolerance_percent')
    def _check_desk_quantity_tolerance(self):
        for product in self:
            if not 0 <= product.desk_quantity_tolerance_percent <= 100:
                raise ValidationError(self.env._(
                    "%(product)s: the tolerance is a percentage between 0 and 100.", product=product.display_name))


class SaleOrderLine(models.Model):
    """How far the finished quantity may differ from the ordered one, and what lies outside (PRD-03, QCS-01)."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_quantity_tolerance_percent = fields.Float(
        "Quantity Tolerance (%)", digits=(5, 2), copy=True,
        help="Agreed for this line: plus or minus, of the ordered quantity. "
             "0: what the production instruction, the product or the company says.")

    # === CONSTRAINTS === #

    @api.constrains('desk_quantity_tolerance_percent')
    def _check_desk_quantity_tolerance(self):
        for line in self:
            if not 0 <= line.desk_quantity_tolerance_percent <= 100:
                raise ValidationError(self.env._(
                    "%(line)s: the tolerance is a percentage between 0 and 100.", line=line.display_name))

    # === CRUD === #

    def write(self, vals):
        # EXTENDS sale: another quantity may be what was made
        result = super().write(vals)
        if not {'product_uom_qty', 'product_uom_id', 'desk_quantity_tolerance_percent'}.isdisjoint(vals):
            self.order_id._desk_get_enrolled().filtered('desk_quantities_outside')._desk_check_quantities()
        return result

    # === BUSINESS METHODS === #

    def _desk_get_tolerances(self):
        """Return the permitted deviation of each line: agreed for it, signed, the product's, the company's.

        :rtype: dict[sale.order.line, float]
        :return: percent, plus or minus, of the ordered quantity
        """
        tolerances = {}
        for line in self.sudo():  # sudo: the warehouse asks, and need not read instructions
            instruction = line.order_id.desk_instruction_ids[:1]
            tolerances[line] = line.desk_quantity_tolerance_percent or (
                instruction.tolerance_percent if instruction else (
                    line.product_id.desk_quantity_tolerance_percent or line.company_id.desk_default_tolerance))
        return tolerances

    def _desk_get_quantities_outside(self):
        """Return the lines whose production left the tolerance; constant number of queries.

        Too much counts at once, too little when every manufacturing order of the line is through. What
        comes from stock is delivered as it is asked for, and not judged.

        :return: ``{line: {'ordered': …, 'finished': …, 'tolerance': …}}``, in the unit of the line
        """
        lines = self.filtered(lambda line: line.id and line.product_id.type == 'consu' and not line.display_type)
        running, made = set(), set()
        # sudo: sales and finance need not read manufacturing orders
        for line, product, state, _count in self.env['mrp.production'].sudo()._read_group(
                [('sale_line_id', 'in', lines.ids), ('state', '!=', 'cancel')],
                ['sale_line_id', 'product_id', 'state'], ['__count']):
            if product == line.product_id:
                made.add(line)
                if state != 'done':
                    running.add(line)
        produced = lines.filtered(lambda line: line in made)
        if not produced:
            return {}
        finished, tolerances = produced._desk_get_finished_quantities(), produced._desk_get_tolerances()
        outside = {}
        for line in produced:
            margin = line.product_uom_qty * tolerances[line] / 100
            unit = line.product_uom_id
            too_much = unit.compare(finished[line], line.product_uom_qty + margin) > 0
            too_little = line not in running and unit.compare(finished[line], line.product_uom_qty - margin) < 0
            if too_much or too_little:
                outside[line] = {
                    'ordered': line.product_uom_qty, 'finished': finished[line], 'tolerance': tolerances[line]}
        return outside


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_quantities_outside = fields.Json(
        "Quantities Outside Tolerance", copy=False, help="Per line: ordered, finished, tolerance. Empty: all within.")

    # === BUSINESS METHODS === #

    def _desk_check_quantities(self):
        """Keep on each order which finished quantities lie outside their tolerance; a new one is an anomaly.

        Side effects: the fact on the order, an anomaly per line that was within until now, the gates.
        Source: issue of production follow-up; reading of the permitted tolerance.
        """
        # sudo: whoever finishes goods need not write orders
        orders = self.sudo()._desk_get_enrolled()
        outside = orders.order_line._desk_get_quantities_outside()
        anomalies = []
        for order in orders:
            before = order.desk_quantities_outside or {}
            now = {str(line.id): values for line, values in outside.items() if line.order_id == order}
            if now == before:
                continue
            order._desk_write_facts({'desk_quantities_outside': now or False})
            anomalies += [
                {'order_id': order.id, 'kind': 'quantity', 'description': line._desk_describe_outside(outside[line])}
                for line in outside if line.order_id == order and str(line.id) not in before]
        if anomalies:
            self.env['order.desk.anomaly']._desk_report(anomalies)
        orders._desk_mark_changed()

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_quantities_outside'}
