from odoo import api, models


class OrderDeskDemo(models.AbstractModel):
    """Confirmed orders that are to change: one with the supervisor, one with the desk."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _change_orders(self):
        """One customer has his pumps packed otherwise, another wants three fewer."""
        checked = self._request_change(
            'demo_order_24', 'terms', "The atelier has no fork-lift", desk_packing="Small crates")
        checked.action_submit()
        self._as('clerk', checked).action_feasible()

        asked = self._request_change('demo_order_25', 'quantity', "Three fields fewer this year")
        asked.line_ids[0].product_uom_qty = 9
        asked.action_submit()

    @api.model
    def _request_change(self, xml_id, reason, text, **vals):
        return self._as('seller', self.env['order.desk.change.request']).create({
            'order_id': self.env.ref(f'order_desk.{xml_id}').id, 'description': text,
            'reason_id': self.env.ref(f'order_desk.change_reason_{reason}').id, **vals})
