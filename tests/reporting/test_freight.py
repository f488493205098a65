from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..shipping.transit_common import TransitCommon


@tagged('post_install', '-at_install')
class TestFreight(TransitCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf.weight, cls.box.weight = 10.0, 5.0
        cls.freight = cls.env['product.product'].create({'name': "Freight", 'type': 'service'})

    def _quoted(self, amount, **vals):
        """Return a shipment whose order quotes freight."""
        order = self._order([(self.shelf, 10, 100.0)], **vals)
        order.order_line = [Command.create({
            'product_id': self.freight.id, 'price_unit': amount, 'is_delivery': True, 'tax_ids': [Command.clear()]})]
        order.action_confirm()
        self._ship(self._pick(order.picking_ids))
        return order.picking_ids

    def _figures(self, groupby, domain):
        self.env.flush_all()
        return self.env['order.desk.freight.report'].with_user(self.users['finance_clerk'])._read_group(
            domain, [groupby], ['weight:sum', 'cost:sum', 'quoted:sum', 'gap:sum', 'sales:sum', 'cost_per_kg:avg'])

    def test_cost_against_quotation_and_weight(self):
        """TRN-01: the carrier's bill against the freight quoted and the weight, per order, customer and route."""
        first, second = self._quoted(50.0), self._quoted(80.0)
        first.carrier_price = 60.0
        second.with_user(self.shipper).desk_freight_cost = 20.0
        self.partner.city = "Suzhou"
        rows = self._figures('order_id', [('picking_id', 'in', (first | second).ids)])
        figures = {order: tuple(row) for order, *row in rows}
        self.assertEqual(figures[first.sale_id], (100, 60, 50, 10, 1000, 0.6))
        self.assertEqual(figures[second.sale_id], (100, 20, 80, -60, 1000, 0.2))
        [(_customer, weight, cost, quoted, gap, sales, per_kg)] = self._figures(
            'partner_id', [('picking_id', 'in', (first | second).ids)])
        self.assertEqual((weight, cost, quoted, gap, sales, per_kg), (200, 80, 130, -50, 2000, 0.4))
        [(route, *_figures)] = self._figures('route', [('picking_id', 'in', (first | second).ids)])
        self.assertEqual(route, f"{self.warehouse.code} → Suzhou")

    def test_partial_shipments_share_the_quotation(self):
        """TRN-01: what was quoted for the order is shared out over its shipments by weight; nothing counts twice."""
        order = self._order([(self.shelf, 10, 100.0)])
        order.order_line = [Command.create({
            'product_id': self.freight.id, 'price_unit': 100.0, 'is_delivery': True, 'tax_ids': [Command.clear()]})]
        order.action_confirm()
        first = order.picking_ids
        first.move_ids.quantity = 4
        first.move_ids.picked = True
        first.with_context(skip_backorder=True, skip_sms=True).button_validate()
        rest = self._live(order)
        self._ship(self._pick(rest))
        rows = {picking: (weight, quoted, sales) for picking, weight, _cost, quoted, _gap, sales, _kg in self._figures(
            'picking_id', [('order_id', '=', order.id)])}
        self.assertEqual(rows, {first: (40, 40, 400), rest: (60, 60, 600)})

    def test_readers(self):
        """TRN-01: freight cost is for shipping, finance and the managers."""
        self.env['order.desk.freight.report'].with_user(self.shipper).search_count([])
        with self.assertRaises(AccessError):
            self.env['order.desk.freight.report'].with_user(self.users['salesperson']).search_count([])

    def test_consolidation(self):
        """TRN-01: open shipments to one address are proposed to go together, and planned for one day."""
        address = {'street': "Harbour Road 1", 'city': "Suzhou", 'zip': '215000'}
        self.partner.write(address)
        other = self.env['res.partner'].create({'name': "Another contact there", **address})
        elsewhere = self.env['res.partner'].create({'name': "Elsewhere", 'street': "Hill 2", 'city': "Suzhou"})
        one, two = self._released().picking_ids, self._released(partner_id=other.id).picking_ids
        alone = self._released(partner_id=elsewhere.id).picking_ids
        two.scheduled_date = fields.Datetime.add(fields.Datetime.now(), days=2)
        (one | two).date_deadline = False
        self.env.flush_all()
        Proposal = self.env['order.desk.consolidation'].with_user(self.shipper)
        proposal = Proposal.search([('partner_id', 'in', (self.partner | other).ids)])
        self.assertEqual((proposal.shipments, proposal.trips_saved), (2, 1))
        self.assertEqual(proposal.picking_ids, one | two)
        self.assertFalse(Proposal.search([('partner_id', '=', elsewhere.id)]))
        with self.assertRaises(AccessError):
            proposal.with_user(self.clerk).action_ship_together()
        proposal.action_ship_together()
        self.assertEqual(one.scheduled_date, two.scheduled_date)
        self.assertTrue(one.desk_consolidation)
        self.assertEqual(one.desk_consolidation, two.desk_consolidation)
        self.assertFalse(alone.desk_consolidation)
