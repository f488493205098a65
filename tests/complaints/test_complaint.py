"""A complaint from the first word to its end."""
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .complaint_common import ComplaintCommon


@tagged('post_install', '-at_install')
class TestComplaint(ComplaintCommon):

    def test_registered_and_told_at_once(self):
        """CMP-01, CMP-05: customer, goods and salesperson come from the order; the department hears at once."""
        complaint = self._complain()
        self.assertEqual(
            (complaint.partner_id, complaint.product_id, complaint.uom_id, complaint.salesperson_id),
            (self.partner, self.product_a, self.line.product_uom_id, self.users['salesperson']))
        self.assertEqual((complaint.department, complaint.received_by_id), ('quality', self.users['order_clerk']))
        self.assertTrue(complaint.deadline)
        workers = complaint.sudo().activity_ids.user_id
        self.assertIn(self.users['service_supervisor'], workers)
        quality = self.env.ref('order_desk.group_quality_inspector').all_user_ids
        self.assertTrue(workers & quality)
        told = complaint.sudo().message_ids.partner_ids
        for role in ('quality_inspector', 'service_supervisor', 'salesperson'):
            self.assertIn(self.users[role].partner_id, told, role)
        self.assertIn(complaint.name, self.order.message_ids[0].body)

    def test_moved_to_another_department(self):
        """CMP-06: a complaint handed to another department is that department's activity."""
        complaint = self._complain(kind='handling')
        complaint.with_user(self.users['service_supervisor']).department = 'production'
        production = self.env.ref('order_desk.group_production_manager').all_user_ids
        self.assertTrue(complaint.sudo().activity_ids.user_id & production)

    def test_worked_to_its_end(self):
        """CMP-01, CMP-06: handled, corrected, checked by another, told to the customer, closed."""
        complaint = self._complain()
        engineer = complaint.with_user(self.users['engineer'])
        engineer.action_take()
        self.assertEqual((complaint.state, complaint.user_id), ('in_work', self.users['engineer']))
        with self.assertRaisesRegex(UserError, "what is done for the customer"):
            engineer.action_done()
        engineer.handling = "Seal replaced"
        with self.assertRaisesRegex(UserError, "does not happen again"):
            engineer.action_done()
        engineer.corrective_action = "Seals of another maker"
        engineer.action_done()
        self.assertEqual(complaint.state, 'answered')
        self._tell(complaint)
        message = complaint.sudo().message_ids[0]
        self.assertIn(self.partner, message.partner_ids)
        for secret in ("another maker", "The seal leaks"):
            self.assertNotIn(secret, message.body)
        self._check_action(complaint)
        complaint.action_close()
        self.assertEqual((complaint.state, complaint.ended_by_id), ('closed', self.users['order_clerk']))
        self.assertFalse(complaint.sudo().activity_ids)
        complaint.satisfaction = 'satisfied'
        with self.assertRaisesRegex(UserError, "Reopen it first"):
            complaint.description = "Nothing ever leaked"

    def test_closed_only_when_checked(self):
        """CMP-01: no complaint closes while nobody has checked the corrective action, and never by its own author."""
        complaint = self._tell(self._handle(self._complain()))
        with self.assertRaisesRegex(UserError, "nobody has checked"):
            complaint.action_close()
        for role in ('engineer', 'order_clerk'):
            with self.assertRaises(AccessError):
                complaint.with_user(self.users[role]).action_check()
        own = self._tell(self._handle(self._complain(kind='damage'), 'quality_inspector'))
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self._check_action(own)
        with self.assertRaisesRegex(UserError, "result of the check"):
            complaint.with_user(self.users['quality_inspector']).action_check()
        with self.assertRaises(AccessError):
            complaint.write({'state': 'checked'})
        with self.assertRaises(AccessError):
            complaint.with_context(default_state='closed').create({
                'order_id': self.order.id, 'kind_id': self.kinds['late'].id, 'description': "Late",
                'state': 'closed'})

    def test_no_way_round_the_check(self):
        """CMP-01: another kind, or another action than was checked, does not go round the check."""
        complaint = self._tell(self._handle(self._complain()))
        with self.assertRaises(AccessError):
            complaint.kind_id = self.kinds['help']
        self._check_action(complaint)
        for vals in ({'corrective_action': "None"}, {'check_note': "Never mind"}):
            with self.assertRaisesRegex(UserError, "checked as it stands"):
                complaint.with_user(self.users['quality_inspector']).write(vals)
        complaint.action_close()
        self.assertEqual(complaint.state, 'closed')

    def test_closed_only_when_told(self):
        """CMP-01: no complaint closes before the customer knows the result."""
        complaint = self._check_action(self._handle(self._complain()))
        with self.assertRaisesRegex(UserError, "was not told"):
            complaint.action_close()
        with self.assertRaisesRegex(UserError, "what the customer is told"):
            complaint.action_tell_by_mail()
        self.partner.email = False
        complaint.result_text = "We have replaced the seal."
        with self.assertRaisesRegex(UserError, "telephone"):
            complaint.action_tell_by_mail()
        with self.assertRaisesRegex(UserError, "spoke with"):
            complaint.action_tell_by_phone()
        complaint.result_told_to = "Ms Keel"
        complaint.action_tell_by_phone()
        complaint.action_close()
        self.assertEqual((complaint.state, complaint.result_told_how), ('closed', 'telephone'))

    def test_action_that_does_not_work(self):
        """CMP-01: a corrective action that does not work goes back to its author, with the reason."""
        complaint = self._handle(self._complain())
        quality = complaint.with_user(self.users['quality_inspector'])
        quality.check_note = "Two of ten leak"
        quality.action_not_effective()
        self.assertEqual(complaint.state, 'in_work')
        self.assertIn("Two of ten leak", "".join(complaint.sudo().message_ids.mapped('body')))
        self.assertEqual(complaint.sudo().activity_ids.user_id, self.users['engineer'])

    def test_not_justified_and_reopened(self):
        """CMP-09: the order supervisor finds a complaint not justified, or takes it up again; the clerk may not."""
        complaint = self._complain()
        with self.assertRaises(AccessError):
            complaint.action_refuse()
        supervisor = complaint.with_user(self.users['order_supervisor'])
        supervisor.user_id = self.users['order_supervisor']
        supervisor.handling = "Run dry by the customer"
        with self.assertRaisesRegex(UserError, "was not told"):
            supervisor.action_refuse()
        self._tell(complaint)
        supervisor.action_refuse()
        self.assertEqual(complaint.state, 'refused')
        supervisor.action_reopen()
        self.assertEqual((complaint.state, complaint.result_told_on), ('in_work', False))
        self.assertEqual(complaint.user_id, self.users['order_supervisor'])

    def test_technical_help(self):
        """CMP-12: a repair request goes to engineering, has an owner, and needs no corrective action."""
        complaint = self._complain(kind='help')
        self.assertEqual(complaint.department, 'technical')
        engineer = complaint.with_user(self.users['engineer'])
        engineer.action_take()
        engineer.handling = "Guided by telephone: vent the pump"
        engineer.action_done()
        self._tell(complaint)
        complaint.action_close()
        self.assertEqual((complaint.state, complaint.user_id), ('closed', self.users['engineer']))

    def test_same_complaint_twice(self):
        """CMP-05: the same goods are complained about once; the message names the complaint that is open."""
        complaint = self._complain()
        with self.assertRaisesRegex(UserError, complaint.name):
            self._complain()
        self._complain(kind='late')
        general = self._complain(kind='handling', order_line_id=False, description="Nobody answers the telephone")
        with self.assertRaisesRegex(UserError, general.name):
            self._complain(kind='handling', order_line_id=False, description=" nobody answers the  Telephone")
        self._complain(kind='handling', order_line_id=False, description="The offer was late")
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            complaint.sudo().create([complaint.sudo().copy_data({'kind_id': self.kinds['damage'].id})[0]] * 2)
        self._tell(complaint)
        complaint.with_user(self.users['service_supervisor']).write({'handling': "No fault found"})
        complaint.with_user(self.users['service_supervisor']).action_refuse()
        self.assertTrue(self._complain())

    def test_what_belongs_together(self):
        """CMP-05: customer, order, line, shipment and lot of a complaint belong together."""
        strange = self._order(partner_id=self.other.id)
        for vals in ({'partner_id': self.other.id}, {'order_line_id': strange.order_line[0].id},
                     {'product_id': self.product_b.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._complain(**vals)
        contact = self.env['res.partner'].create({'name': "Ms Keel", 'parent_id': self.partner.id})
        self.assertEqual(self._complain(partner_id=contact.id).commercial_partner_id, self.partner)

    def test_who_sees_and_who_writes(self):
        """CMP-05: salespeople register and see their own customers' complaints; others' columns stay theirs."""
        complaint = self._complain('salesperson')
        elsewhere = self._order(user_id=self.users['sales_manager'].id)
        hidden = self._complain(order_id=elsewhere.id, order_line_id=elsewhere.order_line[0].id)
        Complaint = self.env['order.desk.complaint'].with_user(self.users['salesperson'])
        self.assertEqual(Complaint.search([('id', 'in', (complaint | hidden).ids)]), complaint)
        with self.assertRaises(AccessError):
            complaint.action_take()
        for vals in ({'handling': "All is well"}, {'check_note': "All is well"}, {'user_id': self.env.uid}):
            with self.assertRaises(AccessError):
                complaint.write(vals)
        with self.assertRaises(AccessError):
            complaint.read(['fault_user_id'])
        complaint.with_user(self.users['service_supervisor']).fault_user_id = self.users['order_clerk']
        with self.assertRaises(UserError):
            complaint.sudo().unlink()
        self.assertTrue(complaint.with_user(self.users['finance_clerk']).read(['description']))
        with self.assertRaises(AccessError):
            complaint.with_user(self.env.ref('base.public_user')).read(['description'])
