import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged


@tagged('post_install', '-at_install')
class TestTwoAtOnce(BaseCase):
    """Real transactions on real connections; what they commit is removed afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {'tracking_disable': True})
            partner = env['res.partner'].create({'name': "Two at once", 'is_company': True})
            agreement = env['order.desk.rebate.agreement'].create({
                'partner_id': partner.id, 'date_from': '2025-01-01', 'date_to': '2025-12-31',
                'tier_ids': [(0, 0, {'threshold': 0, 'rate': 10})]})
            agreement._desk_write_facts({'state': 'active'})
            invoice = env['account.move'].create({
                'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': '2025-02-01',
                'invoice_line_ids': [(0, 0, {'name': "Pump", 'price_unit': 800.0, 'tax_ids': []})]})
            invoice.action_post()
            self.partner_id, self.agreement_id = partner.id, agreement.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            # Past the guards on purpose: what was posted is kept, and the test database must stay clean.
            cr.execute("SET LOCAL session_replication_role = replica")
            moves = "SELECT id FROM account_move WHERE partner_id = %(partner)s"
            for statement in (
                f"DELETE FROM account_partial_reconcile WHERE debit_move_id IN (SELECT id FROM account_move_line "
                f"WHERE move_id IN ({moves}))",
                f"DELETE FROM account_move_line WHERE move_id IN ({moves})",
                "DELETE FROM mail_message WHERE model = 'account.move' AND res_id IN (" + moves + ")",
                "DELETE FROM account_move WHERE partner_id = %(partner)s",
                "DELETE FROM order_desk_rebate_settlement_line WHERE settlement_id IN "
                "(SELECT id FROM order_desk_rebate_settlement WHERE agreement_id = %(agreement)s)",
                "DELETE FROM order_desk_rebate_settlement_entry WHERE agreement_id = %(agreement)s",
                "DELETE FROM order_desk_rebate_settlement WHERE agreement_id = %(agreement)s",
                "DELETE FROM order_desk_rebate_tier WHERE agreement_id = %(agreement)s",
                "DELETE FROM order_desk_rebate_agreement WHERE id = %(agreement)s",
                "DELETE FROM res_partner WHERE id = %(partner)s",
            ):
                cr.execute(statement, {'partner': self.partner_id, 'agreement': self.agreement_id})

    def test_two_at_once_pay_once(self):
        """REB-01: two finance clerks settle in the same moment: one waits, starts again, and finds it done."""
        start, found, errors = threading.Barrier(2), [], []

        def settle():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env['order.desk.rebate.agreement'].browse(self.agreement_id).name  # noqa: B018 the snapshot is taken
                    start.wait(timeout=30)
                    rows = retrying(
                        lambda: env['order.desk.rebate.agreement'].browse(
                            self.agreement_id).action_settle('2025-06-30').ids,
                        env)
                    found.extend(rows)
            except Exception as error:  # told by the main thread
                errors.append(error)

        threads = [threading.Thread(target=settle) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        self.assertFalse(errors)
        self.assertEqual(len(found), 2)
        self.assertEqual(len(set(found)), 1, "both got the same settlement")
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            notes = env['account.move'].search([('partner_id', '=', self.partner_id), ('move_type', '=', 'out_refund')])
            self.assertEqual(notes.mapped('amount_untaxed'), [80.0])
