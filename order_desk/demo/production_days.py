from odoo import api, models


class OrderDeskDemo(models.AbstractModel):
    """Days on the shop floor: what is short, what goes wrong, what one day looks like."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _work_in_production(self):
        """Goods are short and followed, things go wrong and are told, the day ends with its report."""
        self._follow_shortages()
        self._plan_productions()
        self._report_anomalies()
        self._as('production', self.env['order.desk.daily.report']).action_make_today()

    @api.model
    def _report_short(self, order):
        """The desk tells production what stock does not cover."""
        self._as('clerk', order).action_desk_notify_shortage()

    # === HELPERS === #

    @api.model
    def _follow_shortages(self):
        """One shortage is expected in time, one should have been there, one is just told, one is over."""
        for number in (24, 25, 26):
            self._report_short(self._get_order(number))
        self._as('production', self._get_order(24).desk_shortage_ids).write({
            'expected_on': self._working_day(9), 'progress': "Castings are being machined, seals are on their way"})
        self._as('production', self._get_order(26).desk_shortage_ids).write({
            'expected_on': self._working_day(-2), 'progress': "The polisher is ill, another workshop is asked"})
        self._as('planner', self.env['order.desk.shortage']).search([('state', '=', 'open')]).action_follow()

    @api.model
    def _plan_productions(self):
        """One manufacturing order is to be finished today and is not; a casting of it is scrapped."""
        started, waiting = (self._as('production', self._get_productions(self._get_order(n))) for n in (25, 24))
        started.date_start = self._moment(-7)
        waiting.date_start = self._moment(2)
        casting = started.move_raw_ids.product_id.filtered(lambda part: part.default_code == 'CAST-S')
        self._as('production', self.env['stock.scrap']).create({
            'product_id': casting.id, 'scrap_qty': 2, 'production_id': started.id,
            'company_id': self.env.company.id}).action_validate()

    @api.model
    def _report_anomalies(self):
        """One just reported, one planned for, one told to the customer, one over."""
        self._report_anomaly(25, 'quality', "Two castings are porous; the pumps made of them fail under pressure")
        late = self._report_anomaly(24, 'supplier_late', "The seals come a week later than the supplier said")
        self._plan_for(
            late, "The supplier sends half of them by courier on Monday",
            "Ask the foundry of the diaphragms as well; ship in two lots if the rest is late",
            "Two of your four pumps will leave on the promised day, two a week later.")
        polished = self._report_anomaly(26, 'technical', "The polished casing is below the least wall thickness")
        self._plan_for(
            polished, "One casing of three, found while it was measured", "Cast and polish one casing anew",
            "One of your three pumps is made anew; the promised day stands.")
        told = self._as('clerk', polished)
        told.customer_person = "Buyer"
        told.action_told_by_phone()
        told.customer_answer = "Agrees, wants to see the measuring sheet"
        over = self._report_anomaly(27, 'short', "Only five of the six pumps were finished in the first shift")
        self._plan_for(
            over, "One motor was missing on the line", "The sixth pump is finished in the night shift",
            "Your pumps are complete one day before the promised day.")
        closing = self._as('clerk', over)
        closing.write({'customer_person': "Buyer", 'result': "All six were finished the next morning"})
        closing.action_told_by_phone()
        closing.action_close()

    @api.model
    def _report_anomaly(self, number, kind, text):
        """Production reports what it found on the first manufacturing order of an order."""
        order = self._get_order(number)
        return self._as('production', self.env['order.desk.anomaly']).create({
            'order_id': order.id, 'production_id': self._get_productions(order)[:1].id, 'kind': kind,
            'description': text})

    @api.model
    def _plan_for(self, anomaly, clarification, plan, customer_text):
        """The clerk clarifies, the service supervisor decides what is done and what the customer is told."""
        clerk = self._as('clerk', anomaly)
        clerk.clarification = clarification
        clerk.action_clarified()
        planner = self._as('service', anomaly)
        planner.write({'plan': plan, 'customer_text': customer_text})
        planner.action_plan()
