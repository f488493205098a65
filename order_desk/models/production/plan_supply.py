"""What is on hand and what is on its way, from the host's own figures (PRD-13)."""
from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain

OPEN = ('waiting', 'confirmed', 'partially_available', 'assigned')


@dataclass
class Supply:
    """What there is of one product, in its unit of measure; what the plan's own task orders bring is left out."""
    on_hand: float = 0.0
    safety: float = 0.0
    made_before: float = 0.0
    made: float = 0.0
    bought_before: float = 0.0
    bought: float = 0.0
    tasks_before: float = 0.0
    tasks: float = 0.0
    own_closed: float = 0.0  # of the plan's task orders: in manufacturing orders, or done

    def add(self, name, span, day, quantity):
        """Count what comes on a day, unless it comes after the period."""
        if day <= span.last:
            name = f'{name}_before' if span.is_before(day) else name
            setattr(self, name, getattr(self, name) + quantity)


class OrderDeskPlanFigures(models.AbstractModel):
    _inherit = 'order.desk.plan.figures'

    # === BUSINESS METHODS === #

    @api.model
    def _get_supply(self, plan, span, products):
        """Return ``{product id: Supply}`` in a constant number of queries."""
        products = products.with_env(self.env)
        supply = defaultdict(Supply)
        for product in products:
            supply[product.id].on_hand = product.qty_available
        for product, minimum in self.env['stock.warehouse.orderpoint']._read_group([
                ('product_id', 'in', products.ids), ('company_id', '=', span.company.id)],
                ['product_id'], ['product_min_qty:sum']):
            supply[product.id].safety = minimum
        own = self._take_own_tasks(plan, supply)
        self._add_receipts(span, products, own.production_id, supply)
        for task in self.env['order.desk.production.task'].search([
                ('product_id', 'in', products.ids), ('company_id', '=', span.company.id), ('id', 'not in', own.ids),
                ('production_id', '=', False), ('state', 'in', ('draft', 'issued', 'accepted'))]):
            quantity = task.uom_id._compute_quantity(task.quantity, task.product_id.uom_id, round=False)
            supply[task.product_id.id].add('tasks', span, task.needed_on, quantity)
        return supply

    # === HELPERS === #

    @api.model
    def _take_own_tasks(self, plan, supply):
        """Leave out what the plan's own task orders have brought: they are how it is fulfilled.

        :return: these task orders
        """
        tasks = plan.line_ids.task_ids._get_standing()
        for task in tasks:
            quantity = task.uom_id._compute_quantity(task.quantity, task.product_id.uom_id, round=False)
            figures = supply[task.product_id.id]
            if task.production_id or task.state == 'done':
                figures.own_closed += quantity
            if task.production_state == 'done' or (task.state == 'done' and not task.production_id):
                figures.on_hand -= quantity
        return tasks

    @api.model
    def _add_receipts(self, span, products, own, supply):
        Move = self.env['stock.move']
        mine = Domain('product_id', 'in', products.ids)
        incoming = mine & products._get_domain_locations()[1]
        made = incoming & Domain('production_id', '!=', False) & Domain('production_id', 'not in', own.ids) \
            & Domain('state', 'in', ('draft', *OPEN))
        bought = incoming & Domain('production_id', '=', False) & Domain('state', 'in', OPEN)
        for name, domain in (('made', made), ('bought', bought)):
            for product, day, quantity in Move._read_group(
                    domain, ['product_id', 'date:day'], ['product_qty:sum']):
                supply[product.id].add(name, span, day.date(), quantity)
        # As the host's own reordering does: what is asked of a supplier is on its way.
        asked = mine & Domain([
            ('order_id.state', 'in', ('draft', 'sent', 'to approve')), ('company_id', '=', span.company.id),
            ('date_planned', '!=', False)])
        for product, day, quantity in self.env['purchase.order.line']._read_group(
                asked, ['product_id', 'date_planned:day'], ['product_uom_qty:sum']):
            supply[product.id].add('bought', span, day.date(), quantity)

    @api.model
    def _get_consumed(self, span, products):
        """Return ``{product: (before, within)}``: what manufacturing orders that are there take of these products."""
        found = defaultdict(lambda: [0.0, 0.0])
        for product, day, quantity in self.env['stock.move']._read_group([
                ('product_id', 'in', products.ids), ('raw_material_production_id', '!=', False),
                ('company_id', '=', span.company.id), ('state', 'in', ('draft', *OPEN))],
                ['product_id', 'date:day'], ['product_qty:sum']):
            if day.date() <= span.last:
                found[product][0 if span.is_before(day.date()) else 1] += quantity
        return found
