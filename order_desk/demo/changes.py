from odoo import api, models


class OrderDeskDemo(models.AbstractModel):
    """Confirmed orders that are to change or to end: just asked, with the supervisor, carried out."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _change_orders(self):
        """One customer has his pumps packed otherwise, one wants three fewer, one had his way, one gives up."""
        checked = self._request_change(
            'demo_order_24', 'terms', "The atelier has no fork-lift", desk_packing="Small crates")
        checked.action_submit()
        self._as('clerk', checked).action_feasible()

        asked = self._request_change('demo_order_25', 'quantity', "Three fields fewer this year")
        asked.line_ids[0].product_uom_qty = 9
        asked.action_submit()

        applied = self._request_change(
            'demo_order_26', 'terms', "The harbour wants its lot number on every crate",
            desk_special_requirements="Lot number NH-58 in figures of 50 mm on every crate")
        applied.action_submit()
        self._as('clerk', applied).action_feasible()
        self._as('supervisor', applied).action_approve()
        self._as('clerk', applied).action_apply()
        # What the customer had confirmed is no longer what he gets: he confirms anew.
        for act in (self._check_entry, self._send, self._take_back):
            act(self._get_order(26), {})

        self._as('seller', self.env['order.desk.withdrawal']).create({
            'order_id': self._get_order(20).id, 'reason_id': self.env.ref('order_desk.withdrawal_reason_need').id,
            'note': "The mill buys the machine next year at the earliest"}).action_request()

    @api.model
    def _request_change(self, xml_id, reason, text, **vals):
        return self._as('seller', self.env['order.desk.change.request']).create({
            'order_id': self.env.ref(f'order_desk.{xml_id}').id, 'description': text,
            'reason_id': self.env.ref(f'order_desk.change_reason_{reason}').id, **vals})
