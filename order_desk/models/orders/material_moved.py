from odoo import models


class StockMove(models.Model):
    """A receipt that is moved or cancelled is seen at once by the orders that wait for it (MAT-01)."""
    _inherit = 'stock.move'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS stock
        result = super().write(vals)
        if 'date' in vals or vals.get('state') == 'cancel':
            self._desk_tell_waiting_orders()
        return result

    # === HELPERS === #

    def _desk_tell_waiting_orders(self):
        """Store where these receipts stand on the orders whose statements listed them, and judge those anew.

        One query for any number of purchase receipts, none for other moves or while no company uses the desk.
        """
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        # sudo: purchasing need not read material statements
        receipts = self.sudo().filtered(lambda move: move.purchase_line_id and move.state != 'done')
        if not receipts:
            return
        # sudo: as above
        arrivals = self.env['order.desk.material.arrival'].sudo().search([
            ('move_id', 'in', receipts.ids), ('is_needed', '=', True), ('line_id.statement_id.state', '=', 'completed'),
            ('order_id.state', '!=', 'cancel'), ('order_id.desk_released', '=', False)])
        with arrivals.order_id._desk_batch():
            arrivals.order_id._desk_store_material()
