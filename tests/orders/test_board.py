from lxml import etree

from odoo.tests import tagged

from ..shipping.ship_common import ShipCommon

STAGES = ['review', 'customer', 'deposit', 'production', 'ready', 'transit', 'received', 'closed']


@tagged('post_install', '-at_install')
class TestBoard(ShipCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('drawing_seen', ['engineer'], stage='review')
        cls._gate('planned', ['production_manager'], stage='release')
        cls._gate('crane', ['shipping_clerk'], stage='ship')

    def _board(self, order):
        """Return the columns of the board as the browser asks for them, and the one in which the order stands."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.sale_order_action_desk')
        [view_id] = [view_id for view_id, mode in action['views'] if mode == 'kanban']
        orders = self.env['sale.order'].with_user(self.users['order_clerk'])
        arch = etree.fromstring(orders.get_view(view_id, 'kanban')['arch'])
        for name in ('desk_waiting_for', 'desk_progress'):
            self.assertTrue(arch.xpath(f"//field[@name='{name}']"), name)
        self.assertEqual(arch.get('records_draggable'), '0', "an order moves by what is done, not by the mouse")
        groupby = arch.get('default_group_by')
        found = orders.with_context(read_group_expand=True).web_read_group(
            [('desk_enrolled', '=', True), ('id', 'in', order.ids)], [groupby], ['__count'])
        columns = {group[groupby]: group['__count'] for group in found['groups']}
        return list(columns), [stage for stage, count in columns.items() if count]

    def assertStands(self, order, stage, waiting=""):
        self.env.flush_all()
        self.env.invalidate_all()
        columns, standing = self._board(order)
        self.assertEqual([column for column in columns if column], STAGES)
        self.assertEqual(standing, [stage])
        self.assertIn(waiting, order.desk_waiting_for or "")
        self.assertTrue(order.desk_progress)

    def test_from_review_to_receipt(self):
        """FUP-09: a direct-sales order goes over the board, column by column, saying what it waits for and how far."""
        order = self._order([(self.shelf, 10, 100.0)])
        self.assertStands(order, 'review', "Drawing seen")
        before = order.desk_progress
        self._decide(order, 'engineer', 'drawing_seen')
        self.assertStands(order, 'customer')
        order.action_confirm()
        self.assertStands(order, 'production', "Planned")
        self._decide(order, 'production_manager', 'planned')
        order.action_desk_release()
        self.assertStands(order, 'ready', "Crane")
        self.assertNotEqual(order.desk_progress, before)
        self._decide(order, 'shipping_clerk', 'crane')
        self._ship(self._pick(order.picking_ids))
        self.assertStands(order, 'transit')
