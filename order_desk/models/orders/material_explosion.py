from collections import defaultdict
from typing import Any, NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import frozendict


class Stock(NamedTuple):
    """What a warehouse has of a product, in the product's unit of measure."""
    on_hand: float = 0.0
    reserved: float = 0.0
    claimed: float = 0.0
    arrivals: tuple = ()  # moves of open purchase receipts, the earliest first

    @property
    def free(self):
        """What nobody has taken or asked for."""
        return max(self.on_hand - max(self.reserved, self.claimed), 0.0)

    @property
    def incoming(self):
        return sum(move.product_qty for move in self.arrivals)


class Need(NamedTuple):
    """What an order takes of a product, in the product's unit of measure."""
    product: Any
    bom: Any
    needed: float
    stock: Stock
    shortage: float
    arrives_on: Any = None  # moment at which the last receipt that is needed arrives


class OrderDeskMaterialExplosion(models.AbstractModel):
    """From order lines to the materials they take, through all levels of bills of materials (MAT-01).

    The host explodes kits only; here sub-assemblies that are made in the house are followed as
    well. What lies free on a shelf is taken before anything is made of it. The number of queries
    depends on the depth of the bills of materials, not on the number of orders.
    """
    _name = 'order.desk.material.explosion'
    _description = "Material Explosion"

    # === BUSINESS METHODS === #

    @api.model
    def _get_needs(self, orders, strict=True):
        """Return what each of these orders needs.

        :param orders: sale.order records of one company
        :param bool strict: refuse bad lines; otherwise they are left out
        :return: ``{order: [Need]}``, products made in the house first, then what they are made of
        :raise UserError: for a quantity that is not positive, an archived product, or a bill of
            materials that contains itself, naming it and the remedy
        """
        lines = orders.order_line.filtered(self._is_goods)
        if strict:
            self._ensure_sound(lines)
        else:
            lines = lines.filtered(lambda line: line.product_uom_qty > 0)
        roots = {line: self._get_key(line) for line in lines}
        structure = self._get_structure(set(roots.values()), orders.company_id)
        sequence = self._get_sequence(structure)
        products = self.env['product.product'].browse(
            dict.fromkeys(product.id for product, _never in sequence))
        made_to_order = self._get_made_to_order(products)
        needs = {}
        for warehouse, same in orders.grouped('warehouse_id').items():
            stocks = self._get_stocks(products, warehouse)
            for order in same:
                demand = defaultdict(float)
                for line in lines & order.order_line:
                    demand[roots[line]] += line.product_uom_id._compute_quantity(
                        line.product_uom_qty, line.product_id.uom_id, round=False)
                needs[order] = self._run_down(demand, sequence, structure, stocks, made_to_order)
        return needs

    # === HELPERS - DEMAND === #

    @api.model
    def _is_goods(self, line):
        return not line.display_type and not line.is_downpayment and line.product_id.type == 'consu'

    @api.model
    def _get_key(self, line):
        # Values of attributes that create no variant choose lines of a bill of materials as well.
        return line.product_id, line.product_no_variant_attribute_value_ids

    @api.model
    def _ensure_sound(self, lines):
        for line in lines:
            if line.product_uom_id.compare(line.product_uom_qty, 0.0) <= 0:
                raise UserError(self.env._(
                    "%(line)s of %(order)s has quantity %(quantity)s: enter a quantity above zero or remove the line.",
                    line=line._desk_get_label(), order=line.order_id.name, quantity=line.product_uom_qty))
            if not line.product_id.active:
                raise UserError(self.env._(
                    "%(order)s: product %(product)s is archived. Unarchive it or choose another product.",
                    order=line.order_id.name, product=line.product_id.display_name))

    @api.model
    def _run_down(self, demand, sequence, structure, stocks, made_to_order):
        """Return the needs of one order: demand is passed down level by level."""
        needs = {}
        for key in sequence:
            quantity = demand.get(key, 0.0)
            product = key[0]
            if quantity <= 0.0:
                continue
            bom, components = structure[key]
            stock = stocks.get(product.id, Stock())
            earlier = needs.get(product.id)
            to_make = quantity
            if bom and product.is_storable and product.id not in made_to_order:
                left = stock.free - (earlier.needed if earlier else 0.0)
                to_make = max(quantity - max(left, 0.0), 0.0)
            for component, per_unit in components:
                demand[component] += to_make * per_unit
            needed = product.uom_id.round(quantity + (earlier.needed if earlier else 0.0), rounding_method='UP')
            needs[product.id] = self._weigh(product, bom, needed, stock)
        return list(needs.values())

    @api.model
    def _weigh(self, product, bom, needed, stock):
        """Return the :class:`Need` of a product: what is short, and when the last receipt is needed."""
        uom = product.uom_id
        missing = needed - stock.free
        if bom or not product.is_storable or uom.compare(missing, 0.0) <= 0:
            # Made in the house, or not counted: nothing to wait for here.
            return Need(product, bom, needed, stock, 0.0)
        arrives_on = None
        for move in stock.arrivals:
            if uom.compare(missing, 0.0) <= 0:
                break
            missing -= move.product_qty
            arrives_on = move.date
        return Need(product, bom, needed, stock, max(uom.round(missing, rounding_method='UP'), 0.0), arrives_on)

    # === HELPERS - STRUCTURE === #

    @api.model
    def _get_structure(self, keys, company):
        """Return what everything is made of, level by level, each product once.

        :param keys: set of (product, no-variant attribute values)
        :return: ``{key: (bill of materials, [(key of component, quantity for one unit)])}``
        """
        structure = {}
        pending = keys
        while pending:
            products = self.env['product.product'].browse(dict.fromkeys(product.id for product, _never in pending))
            boms = self.env['mrp.bom']._bom_find(products, company_id=company.id)
            level, pending = pending, set()
            for key in level:
                structure[key] = self._get_components(boms[key[0]], *key)
                pending.update(component for component, _quantity in structure[key][1])
            pending -= structure.keys()
        return structure

    @api.model
    def _get_components(self, bom, product, never):
        if not bom or not bom.product_qty:
            return self.env['mrp.bom'], []
        factor = product.uom_id._compute_quantity(1.0, bom.product_uom_id, round=False) / bom.product_qty
        components = []
        for line in bom.bom_line_ids:
            component = line.product_id
            if line._skip_bom_line(product, never) or component.type != 'consu':
                continue
            if not component.active:
                raise UserError(self.env._(
                    "Bill of materials %(bom)s asks for %(product)s, which is archived. "
                    "Replace it there, or unarchive it.", bom=bom.display_name, product=component.display_name))
            quantity = line.product_uom_id._compute_quantity(line.product_qty * factor, component.uom_id, round=False)
            components.append(((component, never), quantity))
        return bom, components

    @api.model
    def _get_sequence(self, structure):
        """Return the keys of ``structure``, each after everything it goes into.

        :raise UserError: naming a bill of materials that contains itself
        """
        done, sequence = set(), []
        for root in structure:
            # Depth first without recursion: a deep bill of materials is no reason to fail.
            path, stack = {}, [(root, None)]
            while stack:
                key, components = stack.pop()
                if key in done:
                    continue
                if components is None:
                    if key in path:
                        self._raise_cycle(key, list(path), structure)
                    path[key] = True
                    components = iter(structure[key][1])
                for component, _quantity in components:
                    if component not in done:
                        stack.append((key, components))
                        stack.append((component, None))
                        break
                else:
                    del path[key]
                    done.add(key)
                    sequence.append(key)
        return sequence[::-1]

    @api.model
    def _raise_cycle(self, key, path, structure):
        cycle = path[path.index(key):]
        boms = " → ".join(structure[part][0].display_name for part in [*cycle, key])
        raise UserError(self.env._(
            "The bill of materials %(bom)s contains itself (%(path)s). Correct it, then fill in the statement again.",
            bom=structure[key][0].display_name, path=boms))

    # === HELPERS - STOCK === #

    @api.model
    def _get_made_to_order(self, products):
        """Return the ids of products that are made or bought anew for every order."""
        routes = {product.id: product.route_ids | product.categ_id.total_route_ids for product in products}
        return {
            product_id for product_id, found in routes.items()
            if any(rule.procure_method == 'make_to_order' and rule.action != 'push' for rule in found.rule_ids)
        }

    @api.model
    def _get_stocks(self, products, warehouse):
        """Return ``{product id: Stock}`` of a warehouse, in three queries."""
        inside = ('location_id', 'child_of', warehouse.view_location_id.id)
        mine = ('product_id', 'in', products.ids)
        quants = self.env['stock.quant']._read_group(
            [mine, inside, ('location_id.usage', '=', 'internal')],
            ['product_id'], ['quantity:sum', 'reserved_quantity:sum'])
        Move = self.env['stock.move']
        claims = Move._read_group([
            mine, inside, '!', ('location_dest_id', 'child_of', warehouse.view_location_id.id),
            ('state', 'in', ('waiting', 'confirmed', 'partially_available', 'assigned')),
        ], ['product_id'], ['product_qty:sum'])
        moves = Move.search_fetch([
            mine, ('location_dest_id', 'child_of', warehouse.view_location_id.id),
            ('location_id.usage', 'in', ('supplier', 'transit')), ('purchase_line_id', '!=', False),
            ('state', 'not in', ('draft', 'done', 'cancel')),
        ], ['product_id', 'product_qty', 'date', 'state'], order='date, id')
        claimed = {product.id: quantity for product, quantity in claims}
        counted = {product.id: (quantity, reserved) for product, quantity, reserved in quants}
        arrivals = moves.grouped('product_id')
        return frozendict({
            product.id: Stock(
                *counted.get(product.id, (0.0, 0.0)), claimed.get(product.id, 0.0), tuple(arrivals.get(product, ())))
            for product in products
        })
