from typing import NamedTuple

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..orders.impact import get_lowered, get_procured, get_quantity, impact
from ..orders.promise_days import local_day
from .mrp_production_release import RUNNING_STATES

_lt = LazyTranslate(__name__)


class ProductionPlan(NamedTuple):
    """What manufacturing orders become when less is wanted.

    :param dict quantities: ``{mrp.production: new quantity in its own unit}``; zero stops it
    :param list obstacles: rows of the impact sheet that keep the change from being carried out
    """
    quantities: dict
    obstacles: list


class SaleOrder(models.Model):
    """Manufacturing orders of an order that changes: what they have used, what they can be lowered to [CHG]."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_line_productions(self, lines):
        """Return the manufacturing orders made for lines, their children left out; one query.

        :rtype: dict[sale.order.line, mrp.production]
        """
        # sudo: who changes an order need not see production
        productions = self.env['mrp.production'].sudo().search([
            ('sale_line_id', 'in', lines.ids), ('state', '!=', 'cancel')], order='id desc')
        by_line = productions.grouped('sale_line_id')
        return {line: by_line[line] for line in lines.sudo() if line in by_line}  # sudo: as above

    def _desk_plan_productions(self, proposal):
        """Return how manufacturing orders are lowered or stopped, for a proposal that wants less.

        The host raises quantities by itself and lowers none. What has been made stays made; what runs
        is lowered to no less than it has begun and stopped by production only.

        :rtype: ProductionPlan
        """
        quantities, obstacles = {}, []
        lowered = get_lowered(proposal, self.order_line)
        for line, productions in self._desk_get_line_productions(lowered).items():
            kept = get_quantity(proposal, line) / get_procured(line)
            for product, group in productions.grouped('product_id').items():
                excess = _get_excess(line, product, group, kept, proposal)
                for production in group.sorted(lambda production: production.state in RUNNING_STATES):
                    room = _get_room(production)
                    taken = min(excess, room)
                    if product.uom_id.compare(taken, 0.0) <= 0:
                        continue
                    excess -= taken
                    left = product.uom_id._compute_quantity(
                        production.product_uom_qty - taken, production.product_uom_id)
                    quantities[production] = max(production.product_uom_id.round(left), 0.0)
                if product.uom_id.compare(excess, 0.0) > 0:
                    obstacles.append(_prepare_obstacle(product, group, excess))
        self._desk_plan_children(quantities, obstacles)
        return ProductionPlan(quantities, obstacles)

    def _desk_plan_children(self, quantities, obstacles):
        """Lower what was ordered for the parents by what they no longer use, level by level."""
        level, taken = dict(quantities), self.env['mrp.production'].union(*quantities)
        while level:
            fewer = {}
            for parent, quantity in level.items():
                # The host knows one parent of a child; those that draw from it as well are linked by their material.
                children = parent._get_children() | parent.move_raw_ids.move_orig_ids.production_id
                for child in children.filtered(lambda child: child.state not in ('done', 'cancel')) - taken:
                    share = 1 - quantity / parent.product_qty
                    fewer[child] = fewer.get(child, 0.0) + _get_drawn(parent, child) * share
            level = {}
            for child, wanted in fewer.items():
                if not wanted:
                    continue
                unit, room = child.product_id.uom_id, _get_room(child)
                wanted = min(wanted, child.product_uom_qty)
                if unit.compare(wanted, room) > 0:
                    obstacles.append(_prepare_obstacle(child.product_id, child, wanted - room))
                    continue
                left = unit._compute_quantity(child.product_uom_qty - wanted, child.product_uom_id)
                level[child] = quantities[child] = max(child.product_uom_id.round(left), 0.0)
            taken |= taken.union(*level)

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        # EXTENDS order_desk: what is being made, what was issued for it, what it costs
        rows = super()._desk_get_impact(proposal)
        order = self.sudo()  # sudo: the sheet rests on all facts, whoever asks for it
        if order.state != 'sale':
            return rows
        touched = order._desk_get_touched_lines(proposal)
        for line, productions in order._desk_get_line_productions(touched).items():
            rows += [order._desk_prepare_production_impact(line, production) for production in productions]
            rows += [row for production in productions for row in order._desk_get_material_impact(production)]
        if proposal is not None:
            rows += order._desk_plan_productions(proposal).obstacles
        return rows + order._desk_get_cost_impact(proposal)

    def _desk_prepare_production_impact(self, line, production):
        unit = production.product_uom_id.name
        if production.state == 'done':
            message = _lt("%(production)s has made %(quantity)s %(unit)s of %(product)s.",
                          quantity=production.qty_produced, production=production.name, unit=unit,
                          product=production.product_id.display_name)
        elif production.state in RUNNING_STATES:
            message = _lt("%(production)s is running: %(quantity)s %(unit)s of %(product)s, %(begun)s begun.",
                          production=production.name, quantity=production.product_qty, unit=unit,
                          product=production.product_id.display_name, begun=production.qty_producing)
        else:
            message = _lt("%(production)s has not started: %(quantity)s %(unit)s of %(product)s.",
                          production=production.name, quantity=production.product_qty, unit=unit,
                          product=production.product_id.display_name)
        return impact('production', message, production)

    def _desk_get_material_impact(self, production):
        issued = production.move_raw_ids.filtered(
            lambda move: move.state != 'cancel' and move.picked and move.quantity)
        if not issued:
            return []
        cost = self._desk_from_currency(sum(
            move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
            * move.product_id.with_company(self.company_id).standard_price for move in issued),
            self.company_id.currency_id)
        return [impact('material', _lt(
            "%(count)s components worth %(cost)s were issued for %(production)s.", count=len(issued),
            cost=self._desk_format_amount(cost), production=production.name), production, cost)]

    def _desk_get_cost_impact(self, proposal):
        def cost(product, unit, quantity):
            return unit._compute_quantity(quantity, product.uom_id) * product.with_company(
                self.company_id).standard_price

        lines = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        total = sum(
            cost(line.product_id, line.product_uom_id, get_quantity(proposal, line) - line.product_uom_qty)
            for line in lines)
        added = () if proposal is None else [vals for vals in proposal.added if vals.get('product_id')]
        products = self.env['product.product'].browse(vals['product_id'] for vals in added)
        for vals, product in zip(added, products, strict=True):
            unit = self.env['uom.uom'].browse(vals.get('product_uom_id')) or product.uom_id
            total += cost(product, unit, vals.get('product_uom_qty', 0.0))
        total = self.currency_id.round(self._desk_from_currency(total, self.company_id.currency_id))
        if not total:
            return []
        return [impact('cost', _lt(
            "The cost of the goods changes by %(cost)s.", cost=self._desk_format_amount(total)), amount=total)]

    # === HELPERS === #

    def _desk_from_currency(self, amount, currency):
        """Return an amount in the order's currency, at today's rate."""
        today = local_day(fields.Datetime.now(), self.company_id)
        return currency._convert(amount, self.currency_id, self.company_id, today, round=False)


def _get_room(production):
    """Return by how much, in the product's unit, a manufacturing order can be lowered."""
    if production.state == 'done':
        return 0.0
    if production.state not in RUNNING_STATES:
        return production.product_uom_qty
    begun = production.product_uom_id._compute_quantity(
        max(production.qty_producing, production.qty_produced), production.product_id.uom_id)
    # What runs is stopped altogether by production itself, which knows what becomes of the material.
    smallest = production.product_id.uom_id.rounding
    return max(production.product_uom_qty - max(begun, smallest), 0.0)


def _get_drawn(parent, child):
    """Return what a parent draws of a child's product, in its unit: one child may serve others as well."""
    drawn = parent.move_raw_ids.filtered(
        lambda move: move.state != 'cancel' and move.product_id == child.product_id
        and move.move_orig_ids & child.move_finished_ids)
    if not drawn and child.production_group_id.parent_ids - parent.production_group_id:
        return 0.0  # nothing tells whose it is: left as it is
    return sum(drawn.mapped('product_qty')) or child.product_uom_qty


def _get_excess(line, product, productions, kept, proposal):
    """Return what is too much of a product made for a line, in the product's unit."""
    total = sum(
        production.product_uom_id._compute_quantity(production.qty_produced, product.uom_id)
        if production.state == 'done' else production.product_uom_qty for production in productions)
    if product != line.product_id:  # a part of a kit
        return total * (1 - kept)
    wanted = line.product_uom_id._compute_quantity(get_quantity(proposal, line), product.uom_id)
    fewer = line.product_uom_id._compute_quantity(get_procured(line), product.uom_id) - wanted
    return max(min(total - wanted, fewer), 0.0)


def _prepare_obstacle(product, productions, excess):
    names = ", ".join(productions.mapped('name'))
    return impact('production', _lt(
        "%(productions)s: %(quantity)s %(unit)s of %(product)s too many are made or running. "
        "Production stops them first, or the quantity stays.",
        productions=names, quantity=product.uom_id.round(excess), unit=product.uom_id.name,
        product=product.display_name), productions[:1], is_blocking=True)
