"""A confirmed order, the roles that change it, and the verbs for it."""
from odoo.tests import tagged

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class ChangeCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_quiet_gate()
        cls.reason = cls.env.ref('order_desk.change_reason_quantity')
        cls.seller = cls.users['salesperson']
        cls.clerk = cls.users['order_clerk']
        cls.supervisor = cls.users['order_supervisor']

    @classmethod
    def _confirmed(cls, lines=None, **vals):
        order = cls._order(lines, user_id=cls.users['salesperson'].id, **vals)
        order.action_confirm()
        return order

    def _request(self, order, changes=None, **vals):
        """Create a change request of the salesperson; ``changes`` = {order line: values}."""
        request = self.env['order.desk.change.request'].with_user(self.seller).create({
            'order_id': order.id, 'reason_id': self.reason.id, **vals})
        for line, values in (changes or {}).items():
            request.line_ids.filtered(lambda row, line=line: row.sale_line_id == line).write(values)
        return request

    def _approve(self, request):
        request.with_user(self.seller).action_submit()
        request.with_user(self.clerk).action_feasible()
        request.with_user(self.supervisor).action_approve()

    def _apply(self, request):
        self._approve(request)
        request.with_user(self.clerk).action_apply()
