from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestMaterial(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('material')
        cls.company.desk_material_mode = 'always'
        cls.today = fields.Date.today()
        cls.later = fields.Date.add(cls.today, days=30)

    def _figures(self, statement):
        return {
            line.product_id: (line.needed, line.on_hand, line.reserved, line.incoming, line.shortage)
            for line in statement.line_ids
        }

    def test_exploded_through_sub_assemblies(self):
        """MAT-01, MAT-05: needed, on hand, reserved, incoming and short, through all levels."""
        self._stock(self.steel, 5)
        self._receipt(self.steel, 3, fields.Date.add(self.today, days=4))
        order = self._order([(self.pump, 3, 100.0)])
        statement = self._statement(order, complete=False)
        figures = self._figures(statement)
        self.assertEqual(figures[self.pump][0], 3)
        self.assertEqual(figures[self.body][0], 3)
        self.assertEqual(figures[self.seal], (6, 0, 0, 0, 6))
        self.assertEqual(figures[self.steel], (12, 5, 0, 3, 4))
        arrival = statement.line_ids.filtered(lambda line: line.product_id == self.steel).arrival_ids
        self.assertEqual(arrival.quantity, 3)
        self.assertEqual(arrival.date_listed, arrival.move_id.date)

    def test_stock_on_the_way_down(self):
        """MAT-01, MAT-05: what lies free on a shelf is not made again; what others claimed is not free."""
        self._stock(self.body, 2)
        self._stock(self.seal, 6)
        taken = self.env['stock.move'].create({
            'product_id': self.seal.id, 'product_uom_qty': 2, 'product_uom': self.seal.uom_id.id,
            'location_id': self.warehouse.lot_stock_id.id,
            'location_dest_id': self.env.ref('stock.stock_location_customers').id})
        taken._action_confirm()
        taken._action_assign()
        statement = self._statement(self._order([(self.pump, 3, 100.0)]), complete=False)
        figures = self._figures(statement)
        self.assertEqual(figures[self.steel], (4, 0, 0, 0, 4))
        self.assertEqual(figures[self.seal], (6, 6, 2, 0, 2))

    def test_kit_and_units(self):
        """MAT-01: kits are followed, and units of measure converted."""
        kit = self.env['product.product'].create({'name': "Kit", 'type': 'consu'})
        dozen = self.env.ref('uom.product_uom_dozen')
        self.env['mrp.bom'].create({
            'product_tmpl_id': kit.product_tmpl_id.id, 'type': 'phantom',
            'bom_line_ids': [(0, 0, {'product_id': self.seal.id, 'product_qty': 1, 'product_uom_id': dozen.id})]})
        statement = self._statement(self._order([(kit, 2, 10.0)]), complete=False)
        self.assertEqual(self._figures(statement)[self.seal][0], 24)

    def test_signed_by_two_people(self):
        """MAT-01, MAT-02: completed, then signed by engineering and purchasing, two people."""
        order = self._order([(self.pump, 1, 100.0)])
        self.assertOpen(order, 'material')
        with self.assertRaisesRegex(UserError, "spoken"):
            self._decide(order, 'engineer', 'material')
        statement = self._statement(order, booked=self.later)
        self.assertEqual(statement.state, 'completed')
        self._as('material_planner', statement).action_sign()
        self.assertOpen(order, 'material')
        self.users['material_planner'].group_ids += self.env.ref('order_desk.group_engineer')
        with self.assertRaises(UserError):
            self._decide(order, 'material_planner', 'material')
            self.assertPassed(order, 'material')
        self.assertOpen(order, 'material')
        self._as('engineer', statement).action_sign()
        self.assertPassed(order, 'material')
        self.assertEqual(statement.signature_ids.user_id, self.users['material_planner'] | self.users['engineer'])

    def test_completion_asks_for_dates(self):
        """MAT-01, MAT-06: what is short needs a date of purchasing, and the booked date respects the arrivals."""
        order = self._order([(self.pump, 1, 100.0)])
        statement = self._statement(order, complete=False)
        with self.assertRaisesRegex(UserError, "booked date"):
            statement.action_complete()
        statement.date_booked = self.later
        with self.assertRaisesRegex(UserError, "is short by"):
            statement.action_complete()
        statement.line_ids.filtered('shortage').expected_on = fields.Date.add(self.later, days=1)
        with self.assertRaisesRegex(UserError, "after the booked date"):
            statement.action_complete()
        statement.line_ids.filtered('shortage').expected_on = self.later
        statement.action_complete()
        self.assertEqual((order.desk_booked_date, order.desk_material_arrival_on), (self.later, self.later))
        self.assertTrue(order.desk_material_short)

    def test_completed_statement_stays(self):
        """MAT-02: a completed statement is evidence: nobody changes it, it is revised by a new one."""
        order = self._order([(self.pump, 1, 100.0)])
        statement = self._statement(order, booked=self.later)
        for change in (
            lambda: statement.write({'date_booked': self.today}),
            lambda: statement.line_ids[0].write({'remark': "late"}),
            lambda: statement.line_ids[0].write({'needed': 0}),
            lambda: statement.action_fill(),
            lambda: statement.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(AccessError):
            statement.state = 'draft'
        self._decide(order, 'engineer', 'material')
        self._decide(order, 'material_planner', 'material')
        self.assertPassed(order, 'material')
        draft = self.env['order.desk.material.statement'].browse(statement.action_revise()['res_id'])
        self.assertEqual((statement.state, draft.state), ('superseded', 'draft'))
        self.assertOpen(order, 'material')
        self.assertFalse(order.desk_booked_date)

    def test_changed_order_needs_a_revision(self):
        """MAT-01: other quantities than those stated reopen the gate."""
        order = self._order([(self.pump, 1, 100.0)])
        self._statement(order, booked=self.later)
        self._decide(order, 'engineer', 'material')
        self._decide(order, 'material_planner', 'material')
        self.assertPassed(order, 'material')
        order.order_line.product_uom_qty = 2
        self.assertOpen(order, 'material')
        self.assertIn("changed", self._check(order, 'material').message)

    def test_only_when_needed(self):
        """TEC-01, MAT-01: by setting only non-standard, short or doubtful orders need the statement."""
        self.company.desk_material_mode = 'needed'
        order = self._order([(self.pump, 1, 100.0)])
        self.assertFalse(order.desk_check_ids.filtered(lambda check: check.state == 'open'))
        # The dry run looks the stock up as sending would, and writes nothing.
        self.assertEqual([row['gate'] for row in order.desk_dry_run('review')], ['material'])
        self.assertFalse(order.desk_material_short)
        self._as('order_clerk', order).action_desk_look_up_material()
        self.assertTrue(order.desk_material_short)
        self.assertOpen(order, 'material')
        self._stock(self.pump, 5)
        self._as('order_clerk', order).action_desk_look_up_material()
        self.assertFalse(order.desk_material_short)
        self.assertFalse(order.desk_dry_run('review'))
        order.desk_material_doubt = True
        self.assertOpen(order, 'material')
        self.assertOpen(self._nonstandard_order(), 'material')

    def test_sending_looks_up_material(self):
        """MAT-01: before the confirmation goes out, a standard order's material is looked up."""
        self.company.desk_material_mode = 'needed'
        order = self._order([(self.pump, 1, 100.0)])
        with self.assertRaisesRegex(UserError, "material statement"):
            order._desk_ensure_open('review')

    def test_daily_look_up(self):
        """MAT-06: every day the material of open quotations is looked up; one bad order stops no other."""
        self.company.desk_material_mode = 'needed'
        good = self._order([(self.pump, 1, 100.0)])
        cyclic = self._order([(self._cyclic(), 1, 100.0)])
        with self.enter_registry_test_mode():
            self.env.ref('order_desk.cron_material').method_direct_trigger()
        (good | cyclic).invalidate_recordset()
        self.assertTrue(good.desk_material_short)
        self.assertFalse(cyclic.desk_material_checked_at)

    def _cyclic(self):
        first, second = self.env['product.product'].create([
            {'name': name, 'type': 'consu', 'is_storable': True} for name in ("Hen", "Egg")])
        self._bom(first, [(second, 1)])
        bom = self._bom(second, [(self.seal, 1)])
        # Past the host's own check, as an import into the database would be.
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE mrp_bom_line SET product_id = %s WHERE id = %s", first.id, bom.bom_line_ids.id))
        self.env.invalidate_all()
        return first

    def test_cycle_in_a_bill_of_materials(self):
        """MAT-01: a bill of materials that contains itself is named, nothing is written."""
        order = self._order([(self._cyclic(), 1, 100.0)])
        with self.assertRaisesRegex(UserError, "Hen.*contains itself"):
            self._as('material_planner', order).action_desk_open_material()

    def test_bad_lines(self):
        """MAT-01: negative quantities and archived products are named with the remedy."""
        negative = self._order([(self.pump, -2, 100.0)])
        with self.assertRaisesRegex(UserError, "quantity -2.*above zero"):
            self._statement(negative, complete=False)
        archived = self._order([(self.product_a, 1, 100.0)])
        self.product_a.active = False
        with self.assertRaisesRegex(UserError, "Pump A.*archived"):
            self._statement(archived, complete=False)
        component = self._order([(self.pump, 1, 100.0)])
        self.seal.active = False
        with self.assertRaisesRegex(UserError, "Seal.*archived"):
            self._statement(component, complete=False)

    def test_roles(self):
        """MAT-02: planning and engineering write the statement, everybody at the desk reads it."""
        order = self._order([(self.pump, 1, 100.0)], user_id=self.users['salesperson'].id)
        with self.assertRaises(AccessError):
            self._as('order_clerk', order).action_desk_open_material()
        statement = self._statement(order, booked=self.later)
        self.assertTrue(self._as('order_clerk', statement).line_ids)
        self.assertTrue(self._as('salesperson', statement).name)
        with self.assertRaises(AccessError):
            self._as('order_clerk', statement).action_revise()
        with self.assertRaises(AccessError):
            self._decide(order, 'production_manager', 'material')

    def test_confirmation_looks_up_what_was_never_sent(self):
        """MAT-01: an order confirmed without sending is looked up first, as its dry run is; without the gate never."""
        gate = self.env['order.desk.gate'].search([('code', '=', 'material')])
        self._only_gates('material')
        order = self._order([(self.steel, 50, 10.0)])
        self.assertEqual([row['gate'] for row in order.desk_dry_run('confirm')], ['material'])
        with self.assertRaisesRegex(UserError, "material statement"), self.env.cr.savepoint():
            order.action_confirm()
        gate.active = False
        with patch.object(type(order), '_desk_find_material', side_effect=AssertionError):
            order.action_confirm()

    def test_slipped_arrival(self):
        """MAT-01, MAT-06: an arrival later than listed turns the promise amber and is told once."""
        move = self._receipt(self.seal, 10, fields.Date.add(self.today, days=4))
        self._stock(self.steel, 100)
        order = self._order([(self.pump, 1, 100.0)], user_id=self.users['order_clerk'].id)
        order.desk_completion_date = self.later
        statement = self._statement(order, booked=self.later)
        self.assertEqual(order.desk_promise_state, 'green')
        move.date = fields.Datetime.add(move.date, days=3)
        self.env.invalidate_all()
        self.assertTrue(statement.has_slipped)
        self.assertEqual(order.desk_promise_state, 'amber')
        found = self.env['sale.order'].search([('desk_promise_state', '=', 'amber')])
        self.assertEqual(found, order)
        for _day in range(2):
            self.env['order.desk.material.arrival']._tell_slipped()
        told = order.activity_ids.filtered(lambda activity: activity.user_id == self.users['order_clerk'])
        self.assertEqual(len(told), 1)
        self.assertIn("Seal", told.note)
        self.assertIn(self.users['production_manager'], order.activity_ids.user_id)
        move.date = fields.Datetime.subtract(move.date, days=3)
        self.env.invalidate_all()
        self.assertEqual(order.desk_promise_state, 'green')
        move._action_cancel()
        self.env.invalidate_all()
        self.assertEqual(order.desk_promise_state, 'amber', "a cancelled receipt does not come at all")

    def test_one_query_count_for_many(self):
        """MAT-01: looking up material costs the same number of queries for 2 and for 20 orders."""
        self.company.desk_material_mode = 'needed'
        lines = [(self.pump, 1, 1.0), (self.seal, 1, 1.0)]
        few = self.env['sale.order'].union(*(self._order(lines) for _index in range(2)))
        many = self.env['sale.order'].union(*(self._order(lines) for _index in range(20)))
        explosion = self.env['order.desk.material.explosion']
        explosion._get_needs(few)
        first = self._count_queries(lambda: explosion._get_needs(few))
        self.assertEqual(self._count_queries(lambda: explosion._get_needs(many)), first)
