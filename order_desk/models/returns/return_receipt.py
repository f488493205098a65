"""Goods come back: what was expected is counted in, what was not becomes a case at the dock."""
from odoo import fields, models

from .return_case import QUALITY


class StockMove(models.Model):
    _inherit = 'stock.move'

    # === BUSINESS METHODS === #

    def _action_done(self, cancel_backorder=False):
        # EXTENDS stock: goods that come back are never stopped, only noted
        done = super()._action_done(cancel_backorder=cancel_backorder)
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if enabled:
            # sudo: whoever moves goods need not write cases
            back = done.sudo().filtered(lambda move: (
                move.state == 'done' and move.company_id.id in enabled and move._desk_is_returning()))
            if back:
                self.env['order.desk.return'].sudo()._receive(back)  # sudo: as above
        return done

    # === HELPERS === #

    def _desk_get_returned_order(self):
        """Return the enrolled order whose goods this move brings back, if any (sudo)."""
        self.ensure_one()
        line = self.origin_returned_move_id.sale_line_id or self.sale_line_id
        orders = line.order_id or self.picking_id.reference_ids.sale_ids or self.picking_id.return_id.sale_id
        return orders._desk_get_gated()[:1]


class OrderDeskReturn(models.Model):
    """The goods are there (RET-01)."""
    _inherit = 'order.desk.return'

    # === BUSINESS METHODS === #

    def _receive(self, moves):
        """Count in what came back with these done moves (sudo); what nobody announced becomes a case of its own.

        Side effects: state and time of the cases, an activity for quality.
        """
        lines = self.env['order.desk.return.line'].search([
            ('move_id', 'in', moves.origin_returned_move_id.ids), ('move_id', '!=', False),
            ('return_id.state', 'not in', ('inspected', 'settled'))], order='id')
        extra = self.env['order.desk.return.line'].search([
            ('return_move_id', 'in', moves.ids), ('move_id', '=', False),
            ('return_id.state', 'not in', ('inspected', 'settled'))])
        cases, unknown = self.browse(), {}
        for move in moves:
            own = (lines.filtered(lambda line, move=move: line.move_id == move.origin_returned_move_id)
                   ._match_receipt(move)) or extra.filtered(lambda line, move=move: line.return_move_id == move)
            if own:
                own._take_in(move)
                cases |= own.return_id
                continue
            order = move._desk_get_returned_order()
            if order:
                unknown.setdefault((move.picking_id, order), []).append(move)
        for (picking, order), some in unknown.items():
            cases |= cases._open_at_dock(picking, order, some)
        cases._mark_received()

    def _open_at_dock(self, picking, order, moves):
        """Return the case under which goods are kept that nobody announced; one of the same transfer takes them in."""
        goods = []
        for move in moves:
            shipped = move.origin_returned_move_id
            for lot, quantity in move._desk_get_lot_quantities().items():
                goods.append({**move._desk_prepare_return_line(quantity, lot), 'move_id': shipped.id,
                              'sale_line_id': (shipped.sale_line_id or move.sale_line_id).id,
                              'return_move_id': move.id, 'reason_id': picking.desk_return_reason_id.id,
                              'quantity_received': quantity})
        case = self.filtered(lambda case: case.order_id == order and picking in case.return_picking_ids)[:1]
        if case:
            self.env['order.desk.return.line'].create([{**item, 'return_id': case.id} for item in goods])
            return case
        return self._create_case(order, goods, {'origin': 'dock', 'requested_by_id': self.env.uid})

    def _mark_received(self):
        """Let these cases wait for their inspection; the reason named at the dock counts for goods without one."""
        now = fields.Datetime.now()
        for case in self:
            reason = case.return_picking_ids.desk_return_reason_id[:1]
            silent = case.line_ids.filtered(lambda line: not line.reason_id)
            if reason and silent:
                silent._write_evidence({'reason_id': reason.id})
            for reason, lines in case.line_ids.filtered(
                    lambda line: line.reason_id.responsible and not line.responsible).grouped('reason_id').items():
                lines._write_evidence({'responsible': reason.responsible})
        fresh = self.filtered(lambda case: case.state != 'received')
        fresh.filtered(lambda case: not case.received_on)._write_evidence({'received_on': now})
        fresh._set_state('received')
        users = fresh.order_id._desk_get_activity_users(self.env.ref(QUALITY).ids)
        for case in fresh:
            case.activity_schedule(
                'order_desk.activity_type_return', date_deadline=case.deadline,
                summary=self.env._("Inspect the returned goods"), user_id=users[case.order_id].id)
            case._message_log(body=self.env._(
                "Goods are back with %(transfers)s.", transfers=", ".join(case.return_picking_ids.mapped('name'))))


class OrderDeskReturnLine(models.Model):
    _inherit = 'order.desk.return.line'

    # === BUSINESS METHODS === #

    def _match_receipt(self, move):
        """Return those of these lines, all of one shipped move, under which a return move comes in.

        Those whose transfer it is, or whose transfer it is the rest of; else those without any transfer.
        """
        exact = self.filtered(lambda line: line.return_move_id == move)
        if exact:
            return exact
        earlier, picking = self.env['stock.picking'], move.picking_id
        while picking.backorder_id - earlier:
            picking = picking.backorder_id
            earlier |= picking
        rest = self.filtered(lambda line: line.return_move_id.picking_id & earlier)
        found = rest or self.filtered(lambda line: not line.return_move_id)
        found = found.filtered(lambda line: line.return_id == found[0].return_id)
        found.filtered(lambda line: not line.return_move_id)._write_evidence({'return_move_id': move.id})
        return found

    def _take_in(self, move):
        """Count in what one return move brought, lot by lot; a lot that was not announced gets a line of its own."""
        for lot, amount in move._desk_get_lot_quantities().items():
            quantity = move.product_uom._compute_quantity(amount, self[0].uom_id)
            line = self.filtered(lambda line, lot=lot: line.lot_id == lot)[:1] or self.filtered(
                lambda line: not line.lot_id and not line.quantity_received)[:1]
            if line:
                line._write_evidence({
                    'lot_id': lot.id, 'quantity_received': line.uom_id.round(line.quantity_received + quantity)})
                continue
            first = self.filtered(lambda line: line.uom_id.compare(line.quantity, line.quantity_received) > 0)[:1]
            surplus = min(quantity, first.quantity - first.quantity_received) if first else 0.0
            if first:
                first._write_evidence({'quantity': first.uom_id.round(first.quantity - surplus)})
            self |= self[0].copy({
                'lot_id': lot.id, 'quantity': surplus, 'quantity_received': quantity, 'return_move_id': move.id})
