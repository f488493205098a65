from odoo import fields, models
from odoo.exceptions import UserError

from .mrp_production_release import RUNNING_STATES


class OrderDeskWithdrawal(models.Model):
    """Manufacturing orders and purchases of a withdrawal, as they are and what becomes of them (CHG-06)."""
    _inherit = 'order.desk.withdrawal'

    # === FIELDS === #

    line_ids = fields.One2many('order.desk.withdrawal.line', 'withdrawal_id', string="Made and Bought")

    # === BUSINESS METHODS === #

    def _prepare_lines(self):
        """Return commands that bring the rows in line with what runs now; choices made so far stay (one, sudoed)."""
        existing = {line.production_id or line.purchase_line_id: line for line in self.line_ids}
        rows = [self._prepare_production_line(production) for production in self._get_productions()]
        rows += [
            self._prepare_purchase_line(line)
            for line in self.order_id._desk_get_purchase_lines(self._get_moves())]
        commands, seen = [], set()
        for document, proposed, values in rows:
            seen.add(document)
            line = existing.get(document)
            if line:
                act = line.act if line.chosen_by_id and (values['can_stop'] or line.act == 'keep') else proposed
                commands.append(fields.Command.update(line.id, {**values, 'act': act}))
            else:
                commands.append(fields.Command.create({**values, 'act': proposed}))
        gone = [line.id for document, line in existing.items() if document not in seen]
        return [*(fields.Command.delete(line_id) for line_id in gone), *commands]

    def _get_productions(self):
        """Return the manufacturing orders of one order, children included, that were not cancelled."""
        return self.env['mrp.production'].search([
            ('state', '!=', 'cancel'), '|', ('reference_ids.sale_ids', 'in', self.order_id.ids),
            ('sale_line_id.order_id', 'in', self.order_id.ids)], order='id')

    def _get_moves(self):
        """Return the open demand of one order: deliveries, and materials of its open manufacturing orders."""
        moves = self.order_id.order_line.move_ids | self.order_id.picking_ids.move_ids
        moves |= self.order_id._desk_get_open_productions().move_raw_ids
        return moves.filtered(lambda move: move.state not in ('done', 'cancel'))

    def _prepare_production_line(self, production):
        """Return document, what is proposed, and the values of its row."""
        done = production.state == 'done'
        # What has not started is stopped; what runs, production says.
        proposed = 'keep' if done else False if production.state in RUNNING_STATES else 'stop'
        return production, proposed, {
            'production_id': production.id, 'document': production.name, 'product_id': production.product_id.id,
            'quantity': production.product_qty, 'done': production.qty_produced, 'uom_id': production.product_uom_id.id,
            'state_then': production.state, 'can_stop': not done}

    def _prepare_purchase_line(self, line):
        received = line.product_uom_id.compare(line.qty_received, 0.0) > 0
        can_stop = not received and not line.order_id.locked
        proposed = 'keep' if not can_stop else 'stop' if line.state in ('draft', 'sent') else False
        return line, proposed, {
            'purchase_line_id': line.id, 'document': line.order_id.name, 'product_id': line.product_id.id,
            'quantity': line.product_qty, 'done': line.qty_received, 'uom_id': line.product_uom_id.id,
            'state_then': line.order_id.state, 'can_stop': can_stop}

    # === HOOKS === #

    def _get_progress(self):
        # EXTENDS order_desk: how far the goods have come, and what they have cost
        stage, cost = super()._get_progress()
        productions = self._get_productions()
        states = set(productions.mapped('state'))
        if states and states <= {'done'}:
            stage = 'made'
        elif states & {'done', *RUNNING_STATES}:
            stage = 'running'
        kept = self.line_ids.filtered(lambda line: line.act == 'keep').production_id
        return stage, cost + self.order_id._desk_from_currency(
            sum(self._get_cost(production) for production in productions - kept), self.company_id.currency_id)

    def _get_cost(self, production):
        """Return what was issued and worked for a manufacturing order, in the company's currency."""
        material = sum(
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            * move.product_id.with_company(self.company_id).standard_price
            for move in production.move_raw_ids
            if move.state == 'done' or (move.state != 'cancel' and move.picked))
        return material + sum(
            order.get_duration() / 60 * order.workcenter_id.costs_hour for order in production.workorder_ids)

    def _prepare_assessment(self):
        # EXTENDS order_desk: rows first, as the cost leaves out what is kept
        withdrawal = self.sudo()  # sudo: what runs is told to whoever may read the request
        withdrawal._write_evidence({'line_ids': withdrawal._prepare_lines()})
        return super()._prepare_assessment()

    def _ensure_complete(self):
        # EXTENDS order_desk
        open_lines = self.line_ids.filtered(lambda line: not line.act)
        if open_lines:
            raise UserError(self.env._(
                "%(withdrawal)s: choose for %(documents)s whether it is stopped or kept for stock.",
                withdrawal=self.name, documents=", ".join(open_lines.mapped('document'))))
        return super()._ensure_complete()
