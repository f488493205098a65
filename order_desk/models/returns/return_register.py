from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class ReturnLines:
    """The lines of authorised cases for which a return transfer is being made.

    It travels in the context. A remote caller can send any context, but never an instance of this class.
    """
    __slots__ = ('lines',)

    def __init__(self, lines):
        self.lines = lines


class StockReturnPicking(models.TransientModel):
    """Odoo's own return of a shipment registers the case: with its reason, and never more than was shipped (RET-01)."""
    _inherit = 'stock.return.picking'

    # === FIELDS === #

    desk_return_reason_id = fields.Many2one('order.desk.return.reason', "Return Reason")
    desk_description = fields.Text("What Is Wrong", help="In the customer's words.")
    desk_is_case = fields.Boolean(compute='_compute_desk_is_case', help="The order desk keeps a case of this return.")

    # === COMPUTE METHODS === #

    @api.depends('picking_id')
    def _compute_desk_is_case(self):
        for wizard in self:
            wizard.desk_is_case = bool(wizard._desk_get_orders())

    # === ACTIONS === #

    def action_create_exchanges(self):
        # EXTENDS stock: the goods that go out instead belong to the case
        orders = self._desk_get_orders()
        before = orders.order_line.move_ids
        action = super().action_create_exchanges()
        if orders:
            # sudo: whoever returns goods need not write cases
            orders.invalidate_recordset(['order_line'])
            orders.order_line.invalidate_recordset(['move_ids'])
            cases = self.env['order.desk.return.line'].sudo().search([
                ('return_move_id.picking_id', '=', action['res_id'])]).return_id
            cases._write_evidence({'wish': 'exchange'})
            cases._adopt_reshipment(orders.order_line.move_ids - before)
        return action

    # === BUSINESS METHODS === #

    def _create_return(self):
        # EXTENDS stock: the return of an enrolled order's goods becomes a case, or belongs to one
        orders = self._desk_get_orders()
        if not orders:
            return super()._create_return()
        self._desk_ensure_returnable()
        picking = super()._create_return()
        # sudo: whoever moves goods need not write cases
        self.sudo()._desk_register(picking.sudo(), orders)
        return picking

    def _desk_get_orders(self):
        """Return the enrolled orders whose shipment is returned (sudo); none where the desk has no part in it.

        Where a company has no active gate its returns are the host's, as its cancellations are.
        """
        self.ensure_one()
        # sudo: whoever moves goods need not read the sales order
        picking = self.sudo().picking_id
        orders = self.env['sale.order'].sudo()  # sudo: as above
        if picking.company_id.id not in self.env['res.company']._desk_get_enabled_ids():
            return orders
        if picking.state != 'done' or not any(move._desk_is_leaving() for move in picking.move_ids):
            return orders
        return picking._desk_get_orders()._desk_get_gated()

    def _desk_ensure_returnable(self):
        """Refuse to take back more of a shipment than is left of it, before anything is made.

        :raise UserError: naming every product that is too much
        """
        asked = defaultdict(float)
        for line in self.product_return_moves:
            if line.move_id:
                asked[line.move_id] += line.uom_id._compute_quantity(line.quantity, line.move_id.product_uom)
        # sudo: what may come back does not depend on the reader
        moves = self.env['stock.move'].sudo().browse(move.id for move in asked)
        left = moves._desk_get_returnable()
        too_much = [move for move, quantity in asked.items() if move.product_uom.compare(quantity, left[move]) > 0]
        if too_much:
            raise UserError("\n".join(self.env._(
                "%(transfer)s: %(quantity)s %(unit)s of %(product)s cannot come back, %(left)s are left to return of "
                "what was shipped.", transfer=self.picking_id.name, quantity=asked[move], unit=move.product_uom.name,
                product=move.product_id.display_name, left=left[move]) for move in too_much))

    def _desk_register(self, picking, orders):
        """Open the case of a return transfer that was just made (sudo), or tie it to the case it was made for."""
        self.ensure_one()
        token = self.env.context.get('desk_return_lines')
        if isinstance(token, ReturnLines):
            backs = {move.origin_returned_move_id: move for move in picking.move_ids}
            for line in token.lines:
                line._write_evidence({'return_move_id': backs[line.move_id].id})
            return
        by_order = defaultdict(list)
        for move in picking.move_ids:
            order = (move.origin_returned_move_id.sale_line_id.order_id & orders) or orders[:1]
            by_order[order].append((move.origin_returned_move_id or move)._desk_prepare_return_line(
                move.product_uom_qty, return_move_id=move.id, reason_id=self.desk_return_reason_id.id,
                **({} if move.origin_returned_move_id else {'move_id': False})))
        now, uid = fields.Datetime.now(), self.env.uid
        for order, goods in by_order.items():
            case = self.env['order.desk.return']._create_case(
                order, goods, {'requested_by_id': uid, 'description': self.desk_description})
            if self.desk_return_reason_id and case.with_user(uid).can_authorise:
                case._write_evidence({
                    'state': 'authorised', 'planned': True, 'authorised_by_id': uid, 'authorised_on': now,
                    'deadline': case._get_deadline('authorised', case.company_id)})

    # === HOOKS === #

    def _prepare_picking_default_values_based_on(self, picking):
        # EXTENDS stock: the reason travels with the goods, and they wait where they are inspected
        values = super()._prepare_picking_default_values_based_on(picking)
        values['desk_return_reason_id'] = self.desk_return_reason_id.id
        if picking == self.picking_id and self._desk_get_orders():
            # sudo: where returned goods wait is a setting of the company
            location = picking.company_id.sudo().desk_return_location_id
            if location:
                values['location_dest_id'] = location.id
        return values
