"""What a change adds to a released order waits for the gates it has opened; nothing is procured twice or lost."""
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class TestHeldQuantities(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.gate = cls._gate('paper', ['engineer'], stage='release')
        cls.order = cls._order([(cls.pump, 10, 100.0), (cls.motor, 10, 20.0), (cls.shelf, 10, 5.0), (cls.set, 4, 50.0)])
        cls.order.action_confirm()
        cls.order.with_user(cls.users['engineer']).desk_decide('paper', 'approve', "")
        cls.order.with_user(cls.users['production_manager']).action_desk_release()
        cls.made, cls.bought, cls.stocked, cls.kit = cls.order.order_line

    def _change(self, changes, **vals):
        """Carry out a change request as the clerk."""
        request = self._approved_change(self.order, changes, **vals)
        request.action_apply()
        self.env.invalidate_all()
        return request

    def _shipping(self):
        moves = self.order.picking_ids.move_ids.filtered(lambda move: move.state != 'cancel')
        return {line: sum(moves.filtered(lambda move, line=line: move.sale_line_id == line).mapped('product_uom_qty'))
                for line in self.order.order_line}

    def _making(self):
        productions = self._productions(self.order).filtered(lambda production: production.state != 'cancel')
        return {product: sum(own.mapped('product_qty')) for product, own in productions.grouped('product_id').items()}

    def _release(self):
        self.order.with_user(self.users['order_clerk']).action_desk_release()
        self.env.invalidate_all()

    def test_more_waits(self):
        """PRD-01, CHG-03: more is made, bought and shipped once the gate is signed again and it is released, once."""
        self.assertEqual(self._making(), {self.pump: 14.0, self.rotor: 14.0})
        before = self._shipping()
        request = self._change({
            self.made: {'product_uom_qty': 13}, self.bought: {'product_uom_qty': 15},
            self.stocked: {'product_uom_qty': 12}, self.kit: {'product_uom_qty': 6}},
            line_ids=[Command.create({'product_id': self.motor.id, 'product_uom_qty': 3})])
        added = self.order.order_line - self.made - self.bought - self.stocked - self.kit
        self.assertIn("What is added is made", " ".join(request.impact_ids.mapped('message')))
        self.assertOpen(self.order, 'paper')
        self.assertEqual(self.order.order_line.mapped('desk_held_qty'), [3.0, 5.0, 2.0, 2.0, 3.0])
        self.assertTrue(self.order.desk_more_held)
        self.assertIn("5.0 Units of Motor", self.order.desk_held_goods)
        self.assertEqual(self._making(), {self.pump: 14.0, self.rotor: 14.0})
        self.assertEqual(sum(self._purchases().mapped('product_qty')), 10.0)
        self.assertEqual(self._shipping(), {**before, added: 0.0})
        self.assertIn("Release what was added", ", ".join(self.order.activity_ids.mapped('summary')))
        with self.assertRaisesRegex(UserError, "cannot be released to production yet"):
            self._release()

        self._decide(self.order, 'engineer', 'paper')
        self.assertEqual(self._making()[self.pump], 14.0)
        for _again in range(2):
            self._release()
            self.assertEqual(self._making(), {self.pump: 19.0, self.rotor: 19.0})
            self.assertEqual(sum(self._purchases().mapped('product_qty')), 18.0)
            self.assertEqual({line: quantity for line, quantity in self._shipping().items() if line != self.kit}, {
                self.made: 13.0, self.bought: 15.0, self.stocked: 12.0, added: 3.0})
            self.assertEqual(self._shipping()[self.kit], 12.0)  # two parts for each set
        self.assertFalse(self.order.desk_more_held or any(self.order.order_line.mapped('desk_held_qty')))
        self.assertNotIn("Release what was added", ", ".join(self.order.activity_ids.mapped('summary')))

    def test_less_at_once(self):
        """CHG-03: less is taken back at once although the gate is open; what is held is lowered with it."""
        self._change({self.made: {'product_uom_qty': 6}, self.bought: {'product_uom_qty': 15},
                      self.kit: {'product_uom_qty': 8}})
        self.assertEqual(self._making(), {self.pump: 10.0, self.rotor: 10.0})
        self.assertEqual((self.made | self.bought | self.kit).mapped('desk_held_qty'), [0.0, 5.0, 4.0])
        self._change({self.bought: {'product_uom_qty': 12}, self.kit: {'product_uom_qty': 3}})
        self.assertEqual((self.bought | self.kit).mapped('desk_held_qty'), [2.0, 0.0])
        self.assertEqual(sum(self._purchases().mapped('product_qty')), 10.0)
        self.assertEqual(self._making()[self.pump], 9.0)
        self._change({self.bought: {'product_uom_qty': 7}})
        self.assertEqual(self.bought.desk_held_qty, 0.0)
        self.assertFalse(self.order.desk_more_held)
        self.assertEqual(sum(self._purchases().mapped('product_qty')), 7.0)

    def test_next_change_releases(self):
        """CHG-03: what one change has held is procured with the next one, when no gate is open any more."""
        self._change({self.stocked: {'product_uom_qty': 12}})
        self._only_gates()
        self.order.action_desk_check()
        self._change({self.bought: {'product_uom_qty': 11}})
        self.assertFalse(self.order.desk_more_held)
        self.assertEqual((self._shipping()[self.stocked], self._shipping()[self.bought]), (12.0, 11.0))

    def test_ends(self):
        """CHG-03: an order that leaves the desk gets what was held; a withdrawn one asks for nothing."""
        other = self.order.copy()
        self.assertFalse(any(other.order_line.mapped('desk_held_qty')))
        self._change({self.stocked: {'product_uom_qty': 12}})
        self.order.with_user(self.users['administrator']).action_desk_unenroll()
        self.assertEqual(self._shipping()[self.stocked], 12.0)
        self.assertFalse(self.order.desk_more_held)

    def test_queries(self):
        """PRD-01: holding asks the database as often for one line as for a hundred."""
        self._only_gates()
        orders = [self._order([(self.shelf, 1, 5.0)] * count) for count in (1, 1, 100)]
        for order in orders:
            order.action_confirm()
        self._gate('later', ['engineer'], stage='release')
        counts = []
        for order in orders:  # the first one warms the caches
            lines = order.order_line.browse(order.order_line.ids)
            counts.append(self._count_queries(lambda lines=lines: lines.sudo()._desk_hold_raised({})))
            self.assertEqual(set(lines.mapped('desk_held_qty')), {1.0})
        self.assertEqual(counts[1], counts[2])

    def test_by_hand(self):
        """PRD-01: no other path procures what was added past an open gate; nobody writes what is held."""
        for name in ('desk_held_qty', 'product_uom_qty'):
            with self.assertRaises(UserError):
                self.stocked.with_user(self.users['administrator']).write({name: 1.0})
        self.order._desk_with_change().order_line[2].product_uom_qty = 14  # as a module of the host would
        self.assertEqual((self.stocked.desk_held_qty, self._shipping()[self.stocked]), (4.0, 10.0))
        self.stocked._action_launch_stock_rule()
        self.assertEqual((self.stocked.desk_held_qty, self._shipping()[self.stocked]), (4.0, 10.0))
