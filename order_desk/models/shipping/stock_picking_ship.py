from odoo import fields, models
from odoo.exceptions import UserError

from ..core.finding import Clearance
from ..core.gate import STAGE_ORDER

SHIP_STAGES = [stage for stage in STAGE_ORDER if stage != 'close']


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
        gated = transfers._desk_get_enrolled().filtered(lambda picking: picking.state not in ('done', 'cancel'))
        verdicts = gated._desk_ensure_may_ship()
        pickings = self.with_context(desk_clearance=Clearance('ship', gated.ids)) if gated else self
        with self._desk_batch() as batch:
            result = super(StockPicking, pickings)._action_done()
            if gated:
                gated._desk_after_shipping(verdicts, batch['order_ids'])
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
            # sudo: whoever cancels a transfer need not read the sales order
            self.sudo().move_ids.sale_line_id.order_id._desk_mark_changed()
        return result

    # === BUSINESS METHODS === #

    def _desk_ensure_may_ship(self):
        """Stop unless every blocking gate up to ``ship`` is settled, on these transfers and all their orders.

        :raise UserError: naming every transfer, every order and every finding at once
        :return: the verdicts of the orders at all stages, and of the transfers up to ``ship``
        :rtype: list[Verdict]
        """
        if not self:
            return []
        orders = self._desk_get_orders()
        verdicts = orders._desk_evaluate(STAGE_ORDER) + self._desk_evaluate(SHIP_STAGES)
        blocking = {}
        for verdict in verdicts:
            if self._desk_is_blocking(verdict) and verdict.gate._get_spec().stage != 'close':
                blocking.setdefault(verdict.document, []).append(verdict)
        self._desk_raise_unreleased(orders, blocking)
        return verdicts

    def _desk_raise_unreleased(self, orders, blocking):
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

    def _desk_after_shipping(self, verdicts, changed_ids):
        """Note that these transfers have left; store what was judged and judge what comes now.

        :param verdicts: what :meth:`_desk_ensure_may_ship` returned
        :param set changed_ids: ids of the orders on which the host has changed a fact meanwhile, such
            as by a line for goods added by hand; they are evaluated anew at the end of the batch
        """
        shipped = self.filtered(lambda picking: picking.state == 'done')
        shipped._desk_write_facts({'desk_shipped_on': fields.Datetime.now()})
        orders = self._desk_get_orders().filtered(lambda order: order.id not in changed_ids)
        # Shipping changes no fact of the orders: their verdicts are stored as they were, and only
        # the transfers, those made for what stayed here included, are judged on what comes next.
        # Whole, or the host would have to write the rest of what it computes a second time.
        self.env['stock.move'].flush_model()
        documents = orders._desk_get_documents()
        judged = {(document._name, document_id) for document in (orders, shipped) for document_id in document.ids}
        kept = [
            verdict for verdict in verdicts if (verdict.document._name, verdict.document.id) in judged
            and verdict.document._desk_get_orders() & orders]
        orders._desk_store(kept + documents[1]._desk_evaluate(STAGE_ORDER), documents)
