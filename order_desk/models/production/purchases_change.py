from typing import NamedTuple

from odoo import fields, models
from odoo.tools.misc import format_date
from odoo.tools.translate import LazyTranslate

from ..orders.impact import get_lowered, get_procured, get_quantity, impact
from ..orders.promise_days import local_day

_lt = LazyTranslate(__name__)


class PurchasePlan(NamedTuple):
    """What purchase order lines become when less is wanted.

    :param dict quantities: ``{purchase.order.line: new quantity in its own unit}``
    :param list obstacles: rows of the impact sheet that keep the change from being carried out
    """
    quantities: dict
    obstacles: list


class SaleOrder(models.Model):
    """What was bought for an order that changes, and what suppliers must be told (CHG-08)."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_moves_lowered(self, proposal):
        """Return the demand that a proposal takes back: of deliveries, and of materials for production.

        :return: ``{stock.move: quantity in the product's unit}``
        :rtype: dict
        """
        demand = {}
        for line in get_lowered(proposal, self.order_line):
            share = 1 - get_quantity(proposal, line) / get_procured(line)
            for move in line.move_ids:
                if move.state not in ('done', 'cancel') and move.location_dest_id.usage == 'customer':
                    demand[move] = move.product_qty * share
        for production, quantity in self._desk_plan_productions(proposal).quantities.items():
            share = 1 - quantity / production.product_qty
            for move in production.move_raw_ids:
                if move.state not in ('done', 'cancel'):
                    demand[move] = move.product_qty * share
        return demand

    def _desk_get_purchase_lines(self, moves):
        """Return the purchase order lines made for moves, and which of these moves each serves.

        :rtype: dict[purchase.order.line, stock.move]
        """
        served = {}
        origins = moves._rollup_move_origs() if moves else ()
        # sudo: who changes an order need not see purchases
        lines = self.env['purchase.order.line'].sudo().search([
            ('state', '!=', 'cancel'), '|', ('move_dest_ids', 'in', moves.ids), ('move_ids', 'in', list(origins)),
        ]) if moves else self.env['purchase.order.line']
        for line in lines:
            behind = self.env['stock.move'].sudo().browse(  # sudo: as above
                (line.move_dest_ids | line.move_ids)._rollup_move_dests()) | line.move_dest_ids
            served[line] = behind & moves.sudo()  # sudo: as above
        return served

    def _desk_plan_purchases(self, proposal):
        """Return how purchase order lines are lowered for a proposal that wants less.

        Requests and orders that have not arrived are lowered; what has arrived, and what is locked, stays.

        :rtype: PurchasePlan
        """
        quantities, obstacles = {}, []
        demand = self._desk_get_moves_lowered(proposal)
        for line, moves in self._desk_get_purchase_lines(self.env['stock.move'].union(*demand)).items():
            fewer = line.product_id.uom_id._compute_quantity(
                sum(demand[move] for move in moves), line.product_uom_id)
            quantity = line.product_uom_id.round(max(line.product_qty - fewer, 0.0))
            if line.product_uom_id.compare(quantity, line.product_qty) >= 0:
                continue
            if line.product_uom_id.compare(quantity, line.qty_received) < 0:
                obstacles.append(impact('purchase', _lt(
                    "%(received)s %(unit)s of %(product)s have arrived on %(purchase)s, only %(wanted)s would be "
                    "wanted. Return them first, or the quantity stays.",
                    received=line.qty_received, unit=line.product_uom_id.name, product=line.product_id.display_name,
                    purchase=line.order_id.name, wanted=quantity), line.order_id, is_blocking=True))
            elif line.order_id.locked:
                obstacles.append(impact('purchase', _lt(
                    "%(purchase)s is locked: purchasing unlocks it before %(product)s is lowered.",
                    purchase=line.order_id.name, product=line.product_id.display_name),
                    line.order_id, is_blocking=True))
            else:
                quantities[line] = quantity
        return PurchasePlan(quantities, obstacles)

    def _desk_plan_purchase_dates(self, proposal):
        """Return when goods bought for this order are wanted, were its delivery date moved as proposed.

        :return: ``{purchase.order.line: moment}``, without what has arrived
        :rtype: dict
        """
        wanted = proposal.values.get('commitment_date')
        before = self.commitment_date or self.expected_date
        if not wanted or not before:
            return {}
        shift = fields.Datetime.to_datetime(wanted) - before
        moves = self.order_line.move_ids | self._desk_get_open_productions().move_raw_ids
        lines = self._desk_get_purchase_lines(moves.filtered(lambda move: move.state not in ('done', 'cancel')))
        return {
            line: line.date_planned + shift for line in lines
            if line.date_planned and line.product_uom_id.compare(line.qty_received, line.product_qty) < 0}

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        # EXTENDS order_desk: what was bought for it
        rows = super()._desk_get_impact(proposal)
        order = self.sudo()  # sudo: the sheet rests on all facts, whoever asks for it
        if order.state != 'sale':
            return rows
        if proposal is not None:
            rows += [impact('purchase', _lt(
                "%(purchase)s of %(supplier)s is planned for %(old)s and would be wanted on %(new)s.",
                purchase=line.order_id.name, supplier=line.partner_id.display_name,
                old=format_date(self.env, local_day(line.date_planned, line.company_id)),
                new=format_date(self.env, local_day(day, line.company_id))),
                line.order_id) for line, day in order._desk_plan_purchase_dates(proposal).items()]
        if not get_lowered(proposal, order.order_line):
            return rows
        plan = order._desk_plan_purchases(proposal)
        for line, quantity in plan.quantities.items():
            is_firm = line.state == 'purchase'
            text = _lt(
                "%(purchase)s of %(supplier)s is lowered from %(old)s to %(new)s %(unit)s of %(product)s: "
                "the supplier is told.",
                purchase=line.order_id.name, supplier=line.partner_id.display_name, old=line.product_qty, new=quantity,
                unit=line.product_uom_id.name, product=line.product_id.display_name,
            ) if is_firm else _lt(
                "Request %(purchase)s of %(supplier)s is lowered from %(old)s to %(new)s %(unit)s of %(product)s.",
                purchase=line.order_id.name, supplier=line.partner_id.display_name, old=line.product_qty, new=quantity,
                unit=line.product_uom_id.name, product=line.product_id.display_name)
            rows.append(impact('purchase', text, line.order_id, order._desk_from_currency(
                (line.product_qty - quantity) * line.price_unit, line.currency_id)))
        return rows + plan.obstacles
