from odoo import models

from ..core.finding import OPEN_STATES
from ..core.gate import STAGE_ORDER
from .stock_picking_ship import SHIP_STAGES


class StockPicking(models.Model):
    """What stands in the way of a transfer: its own gates and those of every order whose goods it takes."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def desk_dry_run(self, stage='ship', on_date=None):
        """Tell what stands in the way of these transfers and their orders; writes nothing.

        :param str stage: as for an order; ``close`` asks for the papers of what has left as well
        :param on_date: the day to judge on (date or ISO text), today by default
        :return: rows as ``desk_dry_run`` of orders gives them; ``transfer`` is False for a gate of an order
        :rtype: list[dict]
        :raise UserError: for an unknown stage or date
        """
        self._desk_ensure_reader()
        # sudo: whoever moves goods need not read the sales order
        pickings = self.sudo()._desk_as_of(stage, on_date)._desk_get_enrolled()
        stages = [word for word, position in STAGE_ORDER.items() if position <= STAGE_ORDER[stage]]
        orders = pickings._desk_get_orders()
        rows = pickings._desk_explain_verdicts(orders._desk_evaluate(stages) + pickings._desk_evaluate(stages))
        if 'ship' in stages:
            rows += pickings._desk_get_unreleased_rows()
        return rows

    # === BUSINESS METHODS === #

    def _desk_get_unreleased_rows(self):
        """Return a row for each order that is not released, where these transfers are still to leave."""
        live = self.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        return [{
            'gate': 'release', 'order': order.name, 'transfer': False,
            'message': self.env._("It is not released yet."), 'owner': '', 'amount': 0.0,
            'currency': order.currency_id.name, 'due': False, 'blocking': True, 'since': False,
            'next_act': self.env._("Release the order."), 'slip_days': 0, 'is_slipping': False, 'waiting_costs': '',
        } for order in live._desk_get_orders() if not order.desk_released]

    # === HOOKS === #

    def _desk_get_waiting_costs(self, stages):
        # EXTENDS order_desk: those of the order
        order = self.sudo()._desk_order()  # sudo: the warehouse need not read sales orders
        return order._desk_get_waiting_costs(stages) if order else super()._desk_get_waiting_costs(stages)


class SaleOrder(models.Model):
    """An order whose goods share a transfer waits for the others of that transfer as well."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_dry_run_rows(self, stages):
        # EXTENDS order_desk
        rows = super()._desk_get_dry_run_rows(stages)
        if 'ship' not in stages:
            return rows
        live = self._desk_get_pickings().filtered(lambda picking: picking.state not in ('done', 'cancel'))
        others = live._desk_get_orders() - self
        if others:
            rows += self._desk_explain_verdicts(others._desk_evaluate(SHIP_STAGES))
        return rows + live._desk_get_unreleased_rows()

    def _desk_find_open_checks(self):
        # EXTENDS order_desk: a check of a shared transfer hangs on one of its orders and is told on all of them
        found = dict(super()._desk_find_open_checks())
        # sudo: what an order waits for is told to everybody who may read the order
        Check = self.env['order.desk.check'].sudo()
        of_transfers = Check.union(*found.values()).filtered('picking_id') | Check.search([
            ('picking_id.move_ids.sale_line_id.order_id', 'in', self.ids), ('order_id', 'not in', self.ids),
            ('state', 'in', OPEN_STATES)])
        for check in of_transfers:
            for order in check.picking_id._desk_get_orders() & self:
                found[order] = found.get(order, check) | check
        return found
