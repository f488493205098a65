from odoo import fields, models

TROUBLES = [
    ('damage', "Goods damaged"), ('loss', "Goods lost"), ('wrong_goods', "Wrong goods"),
    ('transport_late', "Transport delayed")]


class OrderDeskArrival(models.TransientModel):
    """News of shipments on their way: they have arrived, or something went wrong (ADV-05…ADV-10)."""
    _name = 'order.desk.arrival'
    _description = "News From the Way"

    # === FIELDS === #

    picking_ids = fields.Many2many('stock.picking', string="Shipments", required=True, readonly=True)
    news = fields.Selection(
        [('arrived', "The goods have arrived"), ('trouble', "Something went wrong on the way")],
        string="What Happened", required=True, default='arrived')
    arrived_on = fields.Date(default=fields.Date.context_today)
    kind = fields.Selection(TROUBLES, string="What Went Wrong")
    note = fields.Text("Circumstances", help="In whose words, in what condition, until when.")

    # === ACTIONS === #

    def action_desk_record(self):
        """Record the news.

        :raise AccessError: for others than order clerks and shipping clerks
        :raise UserError: as :meth:`action_desk_register_arrival` and :meth:`action_desk_report_trouble`
        """
        self.ensure_one()
        if self.news == 'arrived':
            self.picking_ids.action_desk_register_arrival(self.arrived_on, self.note)
        else:
            self.picking_ids.action_desk_report_trouble(self.kind, self.note)
        return {'type': 'ir.actions.act_window_close'}
