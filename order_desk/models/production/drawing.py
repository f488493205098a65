from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Production works to the drawing that the customer approved, and to no other (TEC-03)."""
    _inherit = 'mrp.production'

    # === FIELDS === #

    desk_drawing_id = fields.Many2one(
        'order.desk.drawing', "Drawing", copy=True, index='btree_not_null',
        help="The revision to which this manufacturing order works.")
    desk_approved_drawing_id = fields.Many2one(
        'order.desk.drawing', "Approved Drawing", related='sale_line_id.desk_drawing_id')

    # === ACTIONS === #

    def action_confirm(self):
        # EXTENDS mrp
        self._desk_ensure_drawing()
        return super().action_confirm()

    def button_mark_done(self):
        # EXTENDS mrp
        self._desk_ensure_drawing()
        return super().button_mark_done()

    # === BUSINESS METHODS === #

    def _desk_get_drawn(self):
        """Return the manufacturing orders that are bound to an approved drawing."""
        # sudo: the shop floor need not read sales orders
        return self.filtered(lambda mo: mo.sale_line_id).sudo().filtered(
            lambda mo: mo.sale_line_id.order_id.desk_enrolled and mo.sale_line_id.desk_nonstandard)

    def _desk_ensure_drawing(self):
        """Refuse to make something else than the customer approved, naming every case at once.

        Manufacturing orders without a drawing take over the approved one.

        :raise UserError: for another revision than the approved one, or one that is obsolete
        """
        drawn = self._desk_get_drawn()
        if not drawn:
            return
        waived = self._desk_get_drawing_waived(drawn)
        problems = []
        for mo in drawn:
            approved = mo.sale_line_id.desk_drawing_id
            if not mo.desk_drawing_id and approved:
                mo.desk_drawing_id = approved
            problem = mo._desk_get_drawing_problem(approved, mo.sale_line_id.order_id.id in waived)
            if problem:
                problems.append(problem)
        if problems:
            raise UserError("\n".join(problems))

    def _desk_get_drawing_problem(self, approved, is_waived):
        """Return the sentence for what is wrong with the drawing, or None."""
        self.ensure_one()
        order = self.sale_line_id.order_id
        if self.desk_drawing_id and self.desk_drawing_id != approved:
            return self.env._(
                "%(production)s works to %(drawing)s, but the customer of %(order)s approved %(approved)s. "
                "Set the approved drawing, or have the customer approve the other one.",
                production=self.display_name, drawing=self.desk_drawing_id.display_name, order=order.name,
                approved=approved.display_name if approved else self.env._("none"))
        if is_waived:
            return None
        if not approved:
            return self.env._(
                "%(production)s: the customer of %(order)s has not approved a drawing of %(line)s yet. "
                "Record the approval on the order.",
                production=self.display_name, order=order.name, line=self.sale_line_id._desk_get_label())
        if approved.state != 'released':
            return self.env._(
                "%(production)s works to %(drawing)s of %(order)s, which is obsolete. Have the customer approve the "
                "released revision, and set it here.",
                production=self.display_name, drawing=approved.display_name, order=order.name)
        return None

    @api.model
    def _desk_get_drawing_waived(self, drawn):
        """Return the ids of orders whose drawing gate is waived or switched off."""
        orders = drawn.sale_line_id.order_id
        gates = self.env['order.desk.gate']
        asked = {
            company.id for company in orders.company_id
            if any(gate._get_spec().code == 'drawing' for gate in gates._get_gates(company, ('review',)))
        }
        checks = self.env['order.desk.check'].sudo().search([  # sudo: the verdict counts, whoever produces
            ('order_id', 'in', orders.ids), ('gate_id.code', '=', 'drawing'), ('state', '=', 'waived')])
        return set(checks.order_id.ids) | {order.id for order in orders if order.company_id.id not in asked}


class StockRule(models.Model):
    _inherit = 'stock.rule'

    # === HOOKS === #

    def _prepare_mo_vals(
            self, product_id, product_qty, product_uom, location_dest_id, name, origin, company_id, values, bom):
        # EXTENDS mrp: the approved drawing, and the date to which production is bound (MAT-03, DEL-05)
        vals = super()._prepare_mo_vals(
            product_id, product_qty, product_uom, location_dest_id, name, origin, company_id, values, bom)
        line = self.env['sale.order.line'].sudo().browse(values.get('sale_line_id'))  # sudo: facts of the order
        order = line.order_id
        if not order.desk_enrolled:
            return vals
        if line.desk_nonstandard:
            vals['desk_drawing_id'] = line.desk_drawing_id.id
        if order.desk_bound_date and order.company_id.desk_booked_to != 'none':
            vals['date_deadline'] = order._desk_get_moment(order.desk_bound_date)
        return vals
