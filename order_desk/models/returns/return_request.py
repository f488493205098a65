from odoo import fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role
from .return_case import CLERK, SALES, SERVICE, SHIPPING, WISHES


class SaleOrder(models.Model):
    """Asking for a return: by the customer on his page, or by whoever speaks with him (RET-04, RET-07)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_return_case_ids = fields.One2many(
        'order.desk.return', 'order_id', string="Returns", copy=False,
        groups=f'{OFFICE},stock.group_stock_user,account.group_account_readonly')
    desk_return_case_count = fields.Integer("Return Count", compute='_compute_desk_return_case_count')

    # === COMPUTE METHODS === #

    def _compute_desk_return_case_count(self):
        enrolled = self.filtered('desk_enrolled')
        # sudo: that there are returns is no secret to whoever reads the order
        counts = dict(self.env['order.desk.return'].sudo()._read_group(
            [('order_id', 'in', enrolled.ids)], ['order_id'], ['__count'])) if enrolled else {}
        for order in self:
            order.desk_return_case_count = counts.get(order._origin, 0)

    # === ACTIONS === #

    def action_desk_request_return(self):
        """Open the form in which a return of goods of this order is asked for.

        :raise AccessError: for others than order desk, service, sales and shipping
        """
        self.ensure_one()
        ensure_role(self.env, CLERK, SALES, SERVICE, SHIPPING)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Request a Return"),
            'res_model': 'order.desk.return.request',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_order_id': self.id},
        }

    def action_desk_open_return_cases(self):
        """Open the returns of this order."""
        self.ensure_one()
        return self.desk_return_case_ids._get_records_action(name=self.env._("Returns"))

    # === BUSINESS METHODS === #

    def _desk_request_return(self, lines, reason, text='', files=None, origin='desk', wish='return'):
        """Register the request to send goods of this order back; the caller has checked who asks.

        Side effects: a case with copies of the files, an activity for whoever authorises returns.
        Source: RET-04, RET-07.

        :param list lines: dicts with ``quantity`` and either ``move_id`` (in its unit) or ``sale_line_id`` (in the
            unit of the order line; of a kit in kits), optionally ``lot_id``; ids or records
        :param reason: an ``order.desk.return.reason``, its id, or its code
        :param str text: what is wrong, in the customer's words
        :param files: ir.attachment records that the caller may show
        :param str origin: ``desk``, ``portal`` or ``dock``
        :param str wish: ``return``, ``exchange``, ``reship`` or ``credit``
        :return: the new ``order.desk.return``
        :raise UserError: for goods that were not shipped, more than is left to return, or credited in full
        """
        self.ensure_one()
        order = self.sudo()  # sudo: what may come back does not depend on the reader
        if not order._desk_get_enrolled():
            raise UserError(self.env._(
                "%(order)s is not handled by the order desk: return its transfer in the warehouse.", order=order.name))
        reason = order._desk_read_return_reason(reason)
        if wish not in dict(WISHES):
            raise UserError(self.env._("%(order)s: choose what the customer wants.", order=order.name))
        goods = order._desk_read_returned(lines)
        order._desk_ensure_not_credited(goods)
        case = self.env['order.desk.return'].sudo()._create_case(  # sudo: rows come from the product's acts only
            order, [{**values, 'reason_id': reason.id} for values in goods], {
                'origin': origin, 'wish': wish, 'description': text or False, 'requested_by_id': self.env.uid})
        if files:
            # sudo: the caller has checked the files; the case keeps copies of its own
            case.picture_ids = self.env['order.desk.decision'].sudo()._copy_evidence(files.sudo(), case)
        case._after_request()
        return case.with_env(self.env)

    def _desk_read_return_reason(self, reason):
        """Return the reason that a caller meant by record, id or code.

        :raise UserError: for none, or one of another company
        """
        model = self.env['order.desk.return.reason']
        if isinstance(reason, str):
            found = model._get_by_code(reason, self.company_id)
        else:
            found = model.browse(getattr(reason, 'id', reason) or ()).exists()
        if not found or found.company_id not in (self.company_id, self.env['res.company']):
            raise UserError(self.env._("%(order)s: choose the reason of the return.", order=self.name))
        return found.with_env(self.env)

    def _desk_read_returned(self, lines):
        """Return the values of the case's lines for what a caller asks back (sudoed order).

        :raise UserError: naming the goods
        """
        moves = self.order_line.move_ids.filtered(lambda move: move.state == 'done' and move._desk_is_leaving())
        left = moves._desk_get_returnable(requested=True)
        goods = []
        for asked in lines:
            quantity = asked.get('quantity')
            if isinstance(quantity, bool) or not isinstance(quantity, int | float) or not 0 <= quantity < 1e12:
                raise UserError(self.env._("%(order)s: state how much comes back.", order=self.name))
            if not quantity:
                continue
            move_id, line_id, lot_id = (
                getattr(asked.get(key), 'id', asked.get(key)) for key in ('move_id', 'sale_line_id', 'lot_id'))
            if move_id:
                shares = [(moves.filtered(lambda move, id_=move_id: move.id == id_), quantity)]
            else:
                line = self.order_line.filtered(lambda line, id_=line_id: line.id == id_)
                shares = line._desk_share_returned(quantity, left)
            for move, share in shares:
                goods.append(self._desk_take_returned(move, share, left, lot_id))
        if not goods:
            raise UserError(self.env._("%(order)s: state which goods come back, and how many.", order=self.name))
        return goods

    def _desk_take_returned(self, move, quantity, left, lot_id):
        """Return the values for a quantity of one shipped move, and count it off.

        :param dict left: ``{move: what may still come back}``, changed
        """
        if not move or move.product_uom.compare(quantity, left[move]) > 0:
            raise UserError(self.env._(
                "%(order)s: %(quantity)s %(unit)s of %(product)s cannot come back, %(left)s are left to return of what "
                "was shipped.", order=self.name, quantity=quantity, unit=move.product_uom.name or "",
                product=move.product_id.display_name or self.env._("other goods"), left=left.get(move, 0.0)))
        left[move] -= quantity
        lot = self.env['stock.lot'].browse(lot_id or ())
        if lot and lot not in move.move_line_ids.lot_id:
            raise UserError(self.env._(
                "%(order)s: lot %(lot)s was not shipped with %(transfer)s.", order=self.name,
                lot=lot.exists().name or lot.id, transfer=move.picking_id.name))
        if lot:
            move._desk_ensure_lot_left(lot, quantity)
        return move._desk_prepare_return_line(quantity, lot)

    def _desk_ensure_not_credited(self, goods):
        """Refuse a request for goods whose order lines are credited in full already.

        :raise UserError: naming the credit notes
        """
        lines = self.env['sale.order.line'].browse({values['sale_line_id'] for values in goods})
        for line in lines:
            notes = line.invoice_lines.filtered(lambda item: (
                item.parent_state == 'posted' and item.move_id.move_type == 'out_refund')).move_id
            if notes and line.currency_id.compare_amounts(line.untaxed_amount_invoiced, 0.0) <= 0:
                raise UserError(self.env._(
                    "%(order)s: %(product)s is credited in full by %(notes)s. There is nothing left to credit; goods "
                    "that come back all the same are returned with their transfer.", order=self.name,
                    product=line.product_id.display_name, notes=", ".join(notes.mapped('name'))))


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HELPERS === #

    def _desk_share_returned(self, quantity, left):
        """Spread a quantity of an order line over its shipments, the latest first.

        :param float quantity: in the unit of the order line, of a kit in kits
        :param dict left: ``{move: what may still come back}``
        :return: list of (move, quantity in its unit); whatever is too much comes with the last move
        """
        if not self:
            return [(self.env['stock.move'], quantity)]
        own = self.move_ids.filtered(lambda move: move in left).sorted(lambda move: (move.date, move.id), reverse=True)
        if not own:
            return [(own, quantity)]
        shares = []
        for product, moves in own.grouped('product_id').items():
            wanted = self._desk_to_component(product, quantity)
            unit = product.uom_id
            for number, move in enumerate(moves, start=1):
                free = move.product_uom._compute_quantity(left[move], unit)
                part = wanted if number == len(moves) else min(free, wanted)
                if unit.compare(part, 0.0) > 0:
                    shares.append((move, unit._compute_quantity(part, move.product_uom)))
                wanted -= part
        return shares

    def _desk_to_component(self, product, quantity):
        """Return how much of a shipped product makes up a quantity of this order line, in the product's unit."""
        if product == self.product_id:
            return self.product_uom_id._compute_quantity(quantity, product.uom_id)
        per_kit = self._desk_get_kit_quantities().get(product.id)
        return quantity * per_kit if per_kit else quantity

    def _desk_get_kit_quantities(self):
        """Return what one unit of this order line consists of, in units of the products; empty for no kit."""
        bom = self.move_ids.bom_line_id.bom_id.filtered(lambda bom: bom.type == 'phantom' and (
            bom.product_id == self.product_id
            or (bom.product_tmpl_id == self.product_id.product_tmpl_id and not bom.product_id)))[:1]
        if not bom:
            return {}
        factor = self.product_uom_id._compute_quantity(1.0, self.product_id.uom_id)
        return {
            product_id: factor * item['qty'] for product_id, item in self._get_bom_component_qty(bom).items()}


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === HELPERS === #

    def _desk_prepare_return_line(self, quantity, lot=None, **values):
        """Return the values of the line under which a quantity of this shipped move comes back."""
        self.ensure_one()
        return {
            'sale_line_id': self.sale_line_id.id, 'move_id': self.id, 'product_id': self.product_id.id,
            'uom_id': self.product_uom.id, 'lot_id': lot.id if lot else False, 'quantity': quantity, **values,
        }

    def _desk_ensure_lot_left(self, lot, quantity):
        """Stop more of a lot than was shipped of it and has not come back.

        :raise UserError: naming lot and transfer
        """
        left = self._desk_get_lot_quantities().get(lot, 0.0)
        for back in self.returned_move_ids.filtered(lambda move: move.state == 'done' and move._desk_is_returning()):
            left -= back._desk_get_lot_quantities().get(lot, 0.0)
        if self.product_uom.compare(quantity, left) > 0:
            raise UserError(self.env._(
                "%(transfer)s: %(quantity)s of lot %(lot)s cannot come back, %(left)s are left to return.",
                transfer=self.picking_id.name, quantity=quantity, lot=lot.name, left=left))
