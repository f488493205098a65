from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestCapacity(TechnicalCommon):
    """The proposed production date waits for free time of the work centres; 1 June 2031 is a Sunday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('completion_date')
        cls.company.partner_id.tz = 'UTC'
        cls.lathe = cls.env['mrp.workcenter'].create({
            'name': "Lathe", 'time_start': 0, 'time_stop': 0,
            'resource_calendar_id': cls.env['resource.calendar'].create({'name': "Eight hours", 'tz': 'UTC'}).id})
        cls.pump_bom.write({'produce_delay': 0, 'days_to_prepare_mo': 0})
        cls.pump_bom.operation_ids = [(0, 0, {
            'name': "Turn", 'workcenter_id': cls.lathe.id, 'time_mode': 'manual', 'time_cycle_manual': 60})]

    def _propose(self, order):
        order.with_user(self.users['order_clerk']).action_desk_propose_completion()
        return order.desk_proposed_date

    def _order_ready(self, quantity, lines=1):
        order = self._order([(self.pump, quantity, 100.0)] * lines)
        # What was to be prepared is there on a Monday far away from today.
        order._desk_write_facts({'desk_material_arrival_on': date(2031, 6, 2)})
        return order

    def test_hours_of_the_work_centre(self):
        """DEL-10: twenty hours of eight a day take until Wednesday; the work centre is named."""
        order = self._order_ready(20)
        self.assertEqual(self._propose(order), date(2031, 6, 4))
        self.assertIn("Lathe", order.desk_capacity_note)
        few = self._order_ready(1)
        self.assertEqual(self._propose(few), date(2031, 6, 2))
        self.assertFalse(few.desk_capacity_note)

    def test_busy_and_shared(self):
        """DEL-10: what is planned already, and another line of the order, takes the work centre's time."""
        order = self._order_ready(8, lines=2)
        self.assertEqual(self._propose(order), date(2031, 6, 3), "two lines of one day each")
        self.env['resource.calendar.leaves'].create({
            'name': "Planned work order", 'resource_id': self.lathe.resource_id.id, 'time_type': 'other',
            'calendar_id': self.lathe.resource_calendar_id.id,
            'date_from': '2031-06-02 00:00:00', 'date_to': '2031-06-03 23:00:00'})
        self.assertEqual(self._propose(order), date(2031, 6, 5))
        second = self.lathe.copy({'name': "Second lathe"})
        self.lathe.alternative_workcenter_ids = second
        self.assertEqual(self._propose(order), date(2031, 6, 3), "the alternative is free")

    def test_operations_follow_each_other(self):
        """DEL-10: one operation begins when the one before it ends, nights and weekends between."""
        oven = self.lathe.copy({'name': "Oven"})
        self.pump_bom.operation_ids = [(0, 0, {
            'name': "Harden", 'workcenter_id': oven.id, 'time_mode': 'manual', 'time_cycle_manual': 300,
            'sequence': 200})]
        order = self._order_ready(6)  # six hours on the lathe, thirty in the oven
        self.assertEqual(self._propose(order), date(2031, 6, 6))
        self.assertIn("Oven", order.desk_capacity_note)
        self.pump_bom.operation_ids[1].time_cycle_manual = 600
        self.assertGreater(self._propose(order), date(2031, 6, 9), "the weekend lies between")

    def test_no_free_time(self):
        """DEL-10: a work centre without hours proposes nothing of its own and says so."""
        self.lathe.resource_calendar_id.attendance_ids.unlink()
        order = self._order_ready(5)
        self.assertEqual(self._propose(order), date(2031, 6, 2))
        self.assertIn("no free time", order.desk_capacity_note)
        with self.assertRaises(AccessError):
            order.with_user(self.users['production_manager']).desk_capacity_note = "None"
