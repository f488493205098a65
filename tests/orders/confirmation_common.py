"""Verbs of the tests around the order confirmation."""
import base64

from ..common import OrderDeskCommon

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class ConfirmationCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('customer_confirmation')
        cls.partner.write({'email': "orders@northern.example", 'lang': 'en_US'})
        cls.clerk = cls.users['order_clerk']

    @classmethod
    def _copy(cls, user=None):
        """Return the id of a scan that ``user`` (by default the clerk) uploaded."""
        return cls.env['ir.attachment'].with_user(user or cls.clerk).create({'name': "copy.png", 'raw': PNG}).id

    def _send(self, order):
        return order.with_user(self.clerk).action_desk_send_confirmation()

    def _return(self, order, verdict='clean', note='', **options):
        return order.with_user(self.clerk).action_desk_register_return(self._copy(), verdict, note, **options)

    def _confirmed_order(self, **vals):
        """Return an order whose clean copy is back."""
        order = self._order(**vals)
        self._send(order)
        self._return(order)
        return order
