from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.finding import Clearance
from ..core.gate import STAGE_ORDER

SHIP_STAGES = [stage for stage in STAGE_ORDER if stage != 'close']


class Judged(NamedTuple):
    """What the choke point found: the orders at all stages, their transfers up to shipping.

    :param list verdicts: of the orders and of the transfers
    :param dict decisions: those taken on the transfers, by gate and transfer
    """
    verdicts: list
    decisions: dict


class StockPicking(models.Model):
    """The choke point between goods on the shelf and goods that have left (SHP-03)."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def _action_done(self):
        # EXTENDS stock: every gate up to shipping, before any side effect
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if not enabled:
            return super()._action_done()
        # sudo: whoever moves goods need not read the sales order
        transfers = self.sudo().filtered(lambda picking: picking.company_id.id in enabled)
        live = transfers.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        gated = live.with_prefetch(transfers._prefetch_ids)._desk_with_memo()._desk_get_enrolled()
        judged = gated._desk_ensure_may_ship()
        pickings = self.with_context(desk_clearance=Clearance('ship', gated.ids)) if gated else self
        with self._desk_batch() as batch:
            result = super(StockPicking, pickings)._action_done()
            if gated:
                gated._desk_after_shipping(judged, batch['order_ids'])
            # A leg before the last one, or a return, changes what can be shipped.
            (transfers - gated).move_ids.sale_line_id.order_id._desk_mark_changed()
        return result

    def _pre_action_done_hook(self):
        # EXTENDS stock: nobody answers questions about a shipment that may not leave
        result = super()._pre_action_done_hook()
        if result is not True:
            # sudo: whoever moves goods need not read the sales order
            self.sudo()._desk_get_enrolled()._desk_ensure_may_ship()
        return result

    def action_cancel(self):
        # EXTENDS stock: with the last transfer gone an order may have nothing left to ship
        result = super().action_cancel()
        if self.env['res.company']._desk_get_enabled_ids():
            # sudo: checks are the engine's
            self.env['order.desk.check'].sudo().search([('picking_id', 'in', self.ids)])._retire()
            # sudo: whoever cancels a transfer need not read the sales order
            self.sudo().move_ids.sale_line_id.order_id._desk_mark_changed()
        return result

    # === BUSINESS METHODS === #

    def _desk_ensure_may_ship(self):
        """Stop unless every blocking gate up to ``ship`` is settled, on these transfers and all their orders.

        :raise UserError: naming every transfer, every order and every finding at once
        :rtype: Judged
        """
        if not self:
            return Judged([], {})
        orders = self._desk_get_orders()
        # sudo: all decisions count, whoever may read them
        decisions = self.env['order.desk.decision'].sudo()._get_by_document(self)
        verdicts = orders._desk_evaluate(STAGE_ORDER) + self._desk_evaluate(SHIP_STAGES, decisions)
        blocking = {}
        for verdict in verdicts:
            if self._desk_is_blocking(verdict) and verdict.spec.stage != 'close':
                blocking.setdefault(verdict.document, []).append(verdict)
        self._desk_raise_unreleased(blocking)
        return Judged(verdicts, decisions)

    def _desk_raise_unreleased(self, blocking):
        """Raise one message about all transfers that may not leave.

        :param dict blocking: the open blocking verdicts of each document
        """
        lines = []
        for picking in self:
            own = [self._desk_describe(verdict) for verdict in blocking.get(picking, ())]
            for order in picking._desk_get_orders():
                findings = [self._desk_describe(verdict) for verdict in blocking.get(order, ())]
                if not order.desk_released:
                    findings.append(self.env._("It is not released yet."))
                own += [self.env._(
                    "%(order)s: %(finding)s", order=order.name, finding=finding) for finding in findings]
            if own:
                lines.append(self.env._("%(document)s cannot be shipped yet:", document=picking.display_name))
                lines += [f"• {finding}" for finding in own]
        if lines:
            raise UserError("\n".join(lines))

    def _desk_after_shipping(self, judged, changed_ids):
        """Note that these transfers have left; store what was judged and judge what comes now.

        :param Judged judged: what :meth:`_desk_ensure_may_ship` returned
        :param set changed_ids: ids of the orders on which the host has changed a fact meanwhile, such
            as by a line for goods added by hand; they are evaluated anew at the end of the batch
        """
        shipped = self.filtered(lambda picking: picking.state == 'done')
        shipped._desk_write_facts({'desk_shipped_on': fields.Datetime.now()})
        orders = self._desk_get_orders().filtered(lambda order: order.id not in changed_ids)
        # Whole, or the host would have to write the rest of what it computes a second time.
        self.env['stock.move'].flush_model()
        # Shipping changes no fact of the orders: their verdicts are stored as they were, and only
        # the transfers, those made for what stayed here included, are judged on what comes next.
        documents = orders._desk_get_documents()
        order_ids = set(orders._ids)
        shipped_ids = {picking.id for picking in shipped if not order_ids.isdisjoint(picking._desk_get_orders()._ids)}
        kept = [
            verdict for verdict in judged.verdicts
            if verdict.document.id in (shipped_ids if verdict.document._name == self._name else order_ids)]
        orders._desk_store(kept + self._desk_judge_again(documents[1], judged.decisions), documents)

    def _desk_judge_again(self, pickings, decisions):
        """Return the verdicts of transfers after these ones have left.

        :param pickings: all transfers of their orders
        :param dict decisions: those taken on the transfers that have left
        """
        unread = pickings.filtered(lambda picking: picking not in self and picking.backorder_id not in self)
        if unread:
            # sudo: all decisions count, whoever may read them
            decisions = decisions | self.env['order.desk.decision'].sudo()._get_by_document(unread)
        return pickings._desk_evaluate(STAGE_ORDER, decisions)
