import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.order_desk.models.core import chain, decision_chain

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestChain(OrderDeskCommon):
    """Decisions are sealed one behind the other; what happens to them in the database itself is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls._gate('legal', ['engineer'])
        cls._gate('credit', ['finance_clerk'])
        cls.order = cls._order()
        cls.file = cls.env['ir.attachment'].with_user(cls.users['finance_clerk']).create({
            'name': "balance.pdf", 'raw': b"all is well"})

    def setUp(self):
        super().setUp()
        self.rows = self._sign(self.order)

    def _sign(self, order):
        """Take three decisions on an order, the last with evidence; return them first to last."""
        return (
            self._decide(order, 'engineer', 'legal', 'reject', "No stamp")
            + self._decide(order, 'engineer', 'legal')
            + self._decide(order, 'finance_clerk', 'credit', attachment_ids=self.file.ids)).sudo()

    def _tamper(self, statement, *params):
        """Change the database past all guards."""
        self.env.flush_all()
        self.cr.execute(statement, params)
        self.assertTrue(self.cr.rowcount)
        self.env.invalidate_all()

    def _faults(self, order=None):
        order = order or self.order
        report = self.env['order.desk.decision']._check_chains(order)[order]
        return [(fault.code, fault.message) for fault in report.faults]

    def assertFault(self, code, *words):
        faults = self._faults()
        self.assertEqual([found for found, _message in faults], [code], faults)
        for word in words:
            self.assertIn(word, faults[0][1])

    def test_whole(self):
        """Decisions are numbered for each order, follow each other, and the order knows the last seal."""
        self.assertEqual(self.rows.mapped('chain_number'), [1, 2, 3])
        self.assertEqual(len(set(self.rows.mapped('chain_hash'))), 3)
        self.assertTrue(all(text.startswith('$2$') for text in self.rows.mapped('chain_hash')))
        self.assertEqual(self.order.desk_chain_head, f"3:{self.rows[-1].chain_hash}")
        other = self._order()
        self.assertEqual(self._sign(other).mapped('chain_number'), [1, 2, 3])
        self.assertEqual(self._faults(), [])
        self.assertEqual(self._faults(other), [])
        action = self.order.with_user(self.users['order_clerk']).action_desk_check_chain()
        self.assertEqual(action['params']['type'], 'success')
        self.assertIn("Sealed decisions: 3", action['params']['message'])

    def test_harmless_changes(self):
        """What is not part of a decision may change: names of users and gates, the currency's decimals, the order."""
        self.users['engineer'].name = "Married Name"
        self.rows.gate_id.name = "Renamed"
        self.order.order_line[0].product_uom_qty = 7
        self.order.currency_id.rounding = 0.001
        self.assertEqual(self._faults(), [])

    def test_changed_row(self):
        """A field that was changed is named with both values, and so is a changed signer."""
        self._tamper("UPDATE order_desk_decision SET reason = %s WHERE id = %s", "Never mind", self.rows[0].id)
        self.assertFault('changed', "no. 1", "Reason: No stamp → Never mind")
        action = self.order.action_desk_check_chain()
        self.assertEqual(action['params']['type'], 'danger')
        self.assertIn("Never mind", action['params']['message'])

    def test_changed_signer(self):
        self._tamper("UPDATE order_desk_decision SET user_id = %s WHERE id = %s",
                     self.users['salesperson'].id, self.rows[1].id)
        self.assertFault('changed', "no. 2", f"{self.users['engineer'].name} → {self.users['salesperson'].name}")

    def test_changed_facts(self):
        self._tamper("""UPDATE order_desk_decision SET facts = '{"Total": 1}' WHERE id = %s""", self.rows[1].id)
        self.assertFault('changed', "no. 2", "the facts kept with it")

    def test_changed_names(self):
        self._tamper("""UPDATE order_desk_decision SET fact_names = '{"res.partner,1": "Forged"}' WHERE id = %s""",
                     self.rows[1].id)
        self.assertFault('changed', "no. 2", "the facts kept with it")

    def test_older_seal(self):
        """A row that was sealed by an older version is read by that version's rule."""
        order = self._order()
        with patch.object(decision_chain, 'SEAL_VERSION', 1), patch.object(
                decision_chain, 'seal', lambda content: chain.seal(content, 1)):
            self._decide(order, 'engineer', 'legal')
        self._decide(order, 'finance_clerk', 'credit')
        seals = order.desk_decision_ids.sorted('id').mapped('chain_hash')
        self.assertEqual([text[:3] for text in seals], ['$1$', '$2$'])
        self.assertEqual(self._faults(order), [])

    def test_missing_rows(self):
        """A row that was removed is named, in the middle and at the end."""
        self._tamper("DELETE FROM order_desk_decision WHERE id = %s", self.rows[1].id)
        self.assertFault('missing', "Decision no. 2 is missing")

    def test_missing_end(self):
        self._tamper("DELETE FROM order_desk_decision WHERE id IN %s", tuple(self.rows[1:].ids))
        self.assertFault('missing', "no. 2 to 3 are missing")

    def test_missing_all(self):
        self._tamper("DELETE FROM order_desk_decision WHERE id IN %s", tuple(self.rows.ids))
        self.assertFault('missing', "no. 1 to 3 are missing")

    def test_added_row(self):
        """A row put in past the order desk carries no seal and is named."""
        self._tamper(
            "INSERT INTO order_desk_decision (gate_id, order_id, company_id, decision, user_id, decided_on)"
            " SELECT gate_id, order_id, company_id, decision, user_id, now() FROM order_desk_decision WHERE id = %s",
            self.rows[0].id)
        self.assertFault('unsealed', "added past the order desk")

    def test_rewritten_seal(self):
        """A content changed together with its row does not fit its seal; a new seal does not fit the next link."""
        row = self.rows[0]
        self._tamper(
            "UPDATE order_desk_decision SET reason = 'Fine', chain_content = replace(chain_content, 'No stamp', 'Fine')"
            " WHERE id = %s", row.id)
        self.assertFault('rewritten', "no. 1")
        self._tamper("UPDATE order_desk_decision SET chain_hash = '$2$' || encode(sha256(chain_content::bytea), 'hex')"
                     " WHERE id = %s", row.id)
        self.assertFault('unlinked', "no. 2", "does not follow")

    def test_forged_end(self):
        """The last decision rewritten with a seal that fits it still differs from what the order noted."""
        self._tamper(
            "UPDATE order_desk_decision SET finding_code = 'x', chain_content = replace(chain_content,"
            " '\"finding_code\":\"\"', '\"finding_code\":\"x\"') WHERE id = %s", self.rows[2].id)
        self._tamper("UPDATE order_desk_decision SET chain_hash = '$2$' || encode(sha256(chain_content::bytea), 'hex')"
                     " WHERE id = %s", self.rows[2].id)
        self.assertFault('unlinked', "last seal")

    def test_evidence(self):
        """An evidence file that was exchanged, renamed or removed is named; its bytes on the disk count."""
        evidence = self.rows[2].attachment_ids
        evidence.name = "other.pdf"
        self.assertFault('evidence', "no. 3", "balance.pdf is now called other.pdf")
        evidence.write({'name': "balance.pdf", 'raw': b"all is lost"})
        self.assertFault('evidence', "balance.pdf has another content")
        evidence.raw = b"all is well"
        self.assertEqual(self._faults(), [])
        # The store of a test is shared with other files of the same content: exchange, measure, put back.
        path = evidence._full_path(evidence.store_fname)
        os.rename(path, path + '.kept')
        try:
            with open(path, 'wb') as file:
                file.write(b"all is gone")
            self.env.invalidate_all()
            self.assertFault('evidence', "balance.pdf has another content")
        finally:
            os.replace(path + '.kept', path)
        self.env.invalidate_all()
        evidence.unlink()
        self.assertFault('evidence', "balance.pdf has been removed")

    def test_kept_before_sealing(self):
        """Decisions older than the seals are told apart, and removing one of them is noticed as well."""
        self._tamper("UPDATE order_desk_decision SET chain_number = NULL, chain_hash = NULL, chain_content = NULL"
                     " WHERE id IN %s", tuple(self.rows.ids))
        self._tamper("UPDATE sale_order SET desk_chain_head = NULL WHERE id = %s", self.order.id)
        report = self.order._desk_check_chain()[self.order]
        self.assertEqual((report.sealed, report.before, report.faults), (0, 3, []))
        new = self._decide(self.order, 'engineer', 'legal', 'revoke', "Again").sudo()
        self.assertEqual(new.chain_number, 4)
        report = self.order._desk_check_chain()[self.order]
        self.assertEqual((report.sealed, report.before, report.faults), (1, 3, []))
        self.assertIn("not to be checked: 3", self.order._desk_describe_chain(report))
        self._tamper("DELETE FROM order_desk_decision WHERE id = %s", self.rows[1].id)
        self.assertFault('missing', "no. 3")

    def test_who_may(self):
        """The seal is written by nobody, the order's check is for employees, the company's for those who supervise."""
        with self.assertRaises(UserError):
            self.rows[0].write({'chain_hash': "x"})
        with self.assertRaises(AccessError):
            self.order.with_user(self.users['sales_manager']).write({'desk_chain_head': "9:x"})
        visitor = new_test_user(self.env, login='desk_test_visitor', groups='base.group_portal')
        with self.assertRaises(AccessError):
            self.order.with_user(visitor).action_desk_check_chain()
        with self.assertRaises(AccessError):
            self.order.with_user(self._user('stranger', 'base.group_user')).action_desk_check_chain()
        Check = self.env['order.desk.chain.check']
        for role in ('order_clerk', 'engineer', 'salesperson'):
            with self.assertRaises(AccessError):
                Check.with_user(self.users[role]).create({})
        self._tamper("UPDATE order_desk_decision SET reason = %s WHERE id = %s", "Never mind", self.rows[0].id)
        check = Check.with_user(self.users['order_supervisor']).create({})
        check.action_check()
        self.assertEqual(check.fault_ids.order_id, self.order)
        self.assertIn("No stamp → Never mind", check.fault_ids.message)
        self.assertGreaterEqual(check.sealed_count, 3)
        with self.assertRaises(AccessError):
            check.fault_ids.write({'message': "all is well"})
        with self.assertRaises(AccessError):
            check.sudo().copy({'company_id': self.env['res.company'].create({'name': "Elsewhere"}).id}).with_user(
                self.users['order_supervisor']).action_check()

    def test_queries(self):
        """Ten orders are checked with the queries of one, and a decision with many before it costs no more."""
        orders = self.env['sale.order'].union(*(self._order() for _number in range(9)))
        for order in orders:
            self._sign(order)
        Decision = self.env['order.desk.decision']
        one = self._count_queries(lambda: Decision._check_chains(self.order))
        self.assertEqual(self._count_queries(lambda: Decision._check_chains(orders)), one)
        self.assertLessEqual(one, 5)

        def revoke():
            self._decide(self.order, 'engineer', 'legal', 'revoke', "Again")

        self._decide(self.order, 'engineer', 'legal', 'reject', "First")
        first = self._count_queries(revoke)
        for _time in range(4):
            self._decide(self.order, 'engineer', 'legal', 'reject', "Again")
        self.assertEqual(self._count_queries(revoke), first)
