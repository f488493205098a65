from odoo import api, models


class OrderDeskDemo(models.AbstractModel):
    """What customers complained about, said and answered when they were asked."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _hear_customers(self):
        """Complaints at every step, a repair request, feedback, and one satisfied customer."""
        leaking = self._complain('demo_order_36', 'quality', "One of four pumps leaks at the shaft seal", 1)
        self._act_on(leaking, "Seal replaced at the customer's works", "Seals of another maker, with a gauge")
        self._check_and_tell(leaking, "Twenty pumps ran for a day without a drop", "We have replaced the seal.")
        self._as('clerk', leaking).action_close()
        self._as('clerk', leaking).satisfaction = 'satisfied'

        wrong = self._complain('demo_order_35', 'wrong_shipment', "One gear pump is of the smaller size", 1)
        self._as('supervisor', wrong).action_take()
        noisy = self._complain('demo_order_33', 'quality', "Two pumps are noisy", 2)
        self._act_on(noisy, "Bearings sent to the customer", "Bearings are oiled before they are pressed in")
        dented = self._complain('demo_order_34', 'damage', "A crate arrived dented, the motor hood is bent", 1)
        self._as('supervisor', dented).severity = 'major'
        self._complain('demo_order_36', 'help', "How is the pump vented after a dry run?")

        said = self._collect('green', 'suggestion', "The confirmation should name our article numbers", 'order_desk')
        self._as('clerk', said).action_pass()
        self._collect('pacific', 'market', "A competitor offers gear pumps with two years of guarantee", 'sales')

        order = self.env.ref('order_desk.demo_order_36')
        if order.partner_id.email:
            self._as('clerk', order).action_desk_ask_satisfaction()
            answer = self._as('clerk', order.desk_satisfaction_ids)
            answer.comment = "Quick help when the seal leaked"
            answer.action_satisfied()

    @api.model
    def _complain(self, xml_id, kind, text, quantity=0.0):
        """The clerk registers what the customer says on the telephone."""
        order = self.env.ref(f'order_desk.{xml_id}')
        return self._as('clerk', self.env['order.desk.complaint']).create({
            'order_id': order.id, 'order_line_id': order.order_line[:1].id, 'quantity': quantity, 'description': text,
            'kind_id': self.env.ref(f'order_desk.complaint_kind_{kind}').id,
            'channel_id': self.env.ref('order_desk.channel_telephone').id, 'contact_name': "Buyer"})

    @api.model
    def _act_on(self, complaint, handling, action):
        """Engineering helps the customer and changes what went wrong."""
        engineer = self._as('engineer', complaint)
        engineer.action_take()
        engineer.write({
            'handling': handling, 'corrective_action': action, 'responsible': 'department',
            'root_cause_id': self.env.ref('order_desk.root_cause_workmanship').id})
        engineer.action_done()

    @api.model
    def _check_and_tell(self, complaint, check, text):
        """Quality sees whether it works, the clerk tells the customer."""
        quality = self._as('quality', complaint)
        quality.check_note = check
        quality.action_check()
        clerk = self._as('clerk', complaint)
        clerk.write({'result_text': text, 'result_told_to': "Buyer"})
        clerk.action_tell_by_phone()

    @api.model
    def _collect(self, customer, kind, text, department):
        partner = self._get_customer(customer)
        return self._as('clerk', self.env['order.desk.feedback']).create({
            'partner_id': partner.id, 'kind': kind, 'text': text, 'department': department,
            'company_id': self.env.company.id})
