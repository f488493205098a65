"""A complaint, and those who work on it."""
from ..common import OrderDeskCommon


class ComplaintCommon(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_quiet_gate()
        cls.partner.write({'email': "buyer@northern.example", 'lang': 'en_US'})
        cls.other = cls.env['res.partner'].create({'name': "Southern Mills", 'is_company': True})
        cls.kinds = {kind.code: kind for kind in cls.env['order.desk.complaint.kind'].search([])}
        cls.order = cls._order(user_id=cls.users['salesperson'].id)
        cls.line = cls.order.order_line[0]

    def _complain(self, role='order_clerk', kind='quality', **vals):
        """Register a complaint about the first line of the order, and return it for the clerk."""
        values = {
            'order_id': self.order.id, 'order_line_id': self.line.id, 'kind_id': self.kinds[kind].id, 'quantity': 1,
            'description': "The seal leaks", 'channel_id': self.env.ref('order_desk.channel_telephone').id, **vals}
        return self.env['order.desk.complaint'].with_user(self.users[role]).create(values)

    def _handle(self, complaint, role='engineer'):
        """Work on a complaint until its corrective action waits for the check."""
        worker = complaint.with_user(self.users[role])
        worker.action_take()
        worker.write({'handling': "Seal replaced", 'corrective_action': "Seals of another maker"})
        worker.action_done()
        return complaint

    def _check_action(self, complaint, role='quality_inspector'):
        checker = complaint.with_user(self.users[role])
        checker.check_note = "Ten pumps run for a day, no leak"
        checker.action_check()
        return complaint

    def _tell(self, complaint, role='order_clerk'):
        teller = complaint.with_user(self.users[role])
        teller.result_text = "We have replaced the seal."
        teller.action_tell_by_mail()
        return complaint
