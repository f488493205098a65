"""What customers read about their own orders: what is waited for, since when, what it costs, what comes next."""
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import HttpCase, new_test_user, tagged

from .confirmation_common import ConfirmationCommon


@tagged('post_install', '-at_install')
class TestPortalWaiting(ConfirmationCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._gate('legal', ['general_manager'], stage='release', severity='block')
        cls.env.ref('order_desk.gate_deposit').active = True
        cls.other = cls.env['res.partner'].create({'name': "Southern Pumps", 'is_company': True})
        for login, partner in (('buyer', cls.partner), ('stranger', cls.other)):
            user = new_test_user(cls.env, login=f'desk_{login}', groups='base.group_portal', password=f'desk_{login}')
            user.partner_id.parent_id = partner
        cls.order = cls._order(require_signature=True, require_payment=False)
        production = cls.order.with_user(cls.users['production_manager'])
        production.desk_completion_date = Datetime.now().date() + timedelta(days=40)
        cls.order.message_subscribe(cls.partner.child_ids.ids)

    def _read(self, login):
        self.env.flush_all()
        self.authenticate(f'desk_{login}', f'desk_{login}')
        return self.url_open(f'/my/orders/{self.order.id}')

    def test_neutral_version(self):
        """TRK-04, TRK-09, DEL-04: the customer reads what is waited for, since when, at what cost, what is next."""
        page = self._read('buyer').text
        self.assertIn("Next: we send you our order confirmation.", page)

        self._send(self.order)
        self.order._desk_write_facts({'desk_confirmation_sent_at': Datetime.now() - timedelta(days=3)})
        page = self._read('buyer').text
        self.assertIn("We have been waiting for your signed copy since", page)
        self.assertIn("moves by one day each day", page)
        self.assertIn("Next: please sign our order confirmation", page)
        self.assertTrue(self.order.desk_dry_run('confirm')[0]['is_slipping'])
        self.assertEqual(self.order.desk_dry_run('confirm')[0]['slip_days'], 3)

        self.partner.desk_deposit_percent = 30
        self._return(self.order)
        self.order.action_confirm()
        self.assertEqual(self.order.desk_stage, 'deposit')
        page = self._read('buyer').text
        self.assertIn("has been outstanding since", page)
        self.assertIn("Next: please pay the deposit", page)
        self.assertNotIn("moves by one day", page)
        for internal in ("General Manager", "Legal", "desk_test_", "signature of", "Finance"):
            self.assertNotIn(internal, page)

    def test_other_customers_read_nothing(self):
        """SEC-02: another customer does not reach the page, and the answer for employees is not the customer's."""
        response = self._read('stranger')
        self.assertNotIn(self.order.name, response.text)
        self.assertNotIn("desk_waiting", response.text)
        buyer = self.env['res.users'].search([('login', '=', 'desk_buyer')])
        with self.assertRaises(AccessError):
            self.order.with_user(buyer).desk_dry_run('release')
