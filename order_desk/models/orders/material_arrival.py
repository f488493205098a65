from odoo import api, fields, models

from .promise_days import local_day


class OrderDeskMaterialArrival(models.Model):
    """A purchase receipt as the statement listed it; what becomes of it shows whether the promise holds."""
    _name = 'order.desk.material.arrival'
    _inherit = ['order.desk.paper']
    _description = "Material Arrival"
    _order = 'date_listed, id'
    _rec_name = 'move_id'

    # === FIELDS === #

    line_id = fields.Many2one(
        'order.desk.material.statement.line', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='line_id.order_id', store=True, index=True)
    company_id = fields.Many2one(related='line_id.company_id', store=True)
    product_id = fields.Many2one(related='line_id.product_id')
    move_id = fields.Many2one('stock.move', "Receipt", readonly=True, index='btree_not_null', ondelete='set null')
    quantity = fields.Float(digits='Product Unit', readonly=True)
    is_needed = fields.Boolean("Needed", readonly=True, help="The order waits for this receipt.")
    date_listed = fields.Datetime("Arrival as Listed", readonly=True)
    date_now = fields.Datetime("Arrival Now", compute='_compute_has_slipped')
    has_slipped = fields.Boolean("Slipped", compute='_compute_has_slipped')
    told_date = fields.Datetime(readonly=True, help="The later arrival of which the order's people were told.")

    # === COMPUTE METHODS === #

    # No dependency on the receipt: moving a transfer must not look for statements.
    @api.depends('date_listed')
    def _compute_has_slipped(self):
        for arrival in self:
            move = arrival.sudo().move_id  # sudo: the date of a receipt is told to whoever reads the statement
            arrival.date_now = move.date
            arrival.has_slipped = arrival._is_slipped(move)

    # === BUSINESS METHODS === #

    def _is_slipped(self, move):
        """Tell whether the receipt is lost, or comes on a later day than listed (company's time zone)."""
        if not move or move.state == 'cancel':
            return True
        if move.state == 'done':
            return False
        company = self.company_id
        return local_day(move.date, company) > local_day(self.date_listed, company)

    def _get_days(self):
        """Return the company's day on which each needed receipt is due as things stand, None for a lost one.

        What has arrived counts as listed: it is there, and no date moves it any more.

        :return: ``{move id as text: ISO day}``
        :rtype: dict
        """
        days = {}
        for arrival in self.filtered('is_needed'):
            move = arrival.sudo().move_id  # sudo: the date of a receipt is told to whoever reads the statement
            if not move:
                continue
            moment = arrival.date_listed if move.state == 'done' else move.date
            day = local_day(moment, arrival.company_id) if move.state != 'cancel' else None
            days[str(move.id)] = day and day.isoformat()
        return days

    @api.model
    def _get_slipped(self, orders=None):
        """Return the slipped arrivals of completed statements of orders still in production.

        :param orders: sale.order records, or None for all
        """
        domain = [
            ('line_id.statement_id.state', '=', 'completed'), ('is_needed', '=', True),
            ('order_id.state', '!=', 'cancel'), ('move_id.state', '!=', 'done'),
        ]
        if orders is not None:
            domain.append(('order_id', 'in', orders.ids))
        # sudo: receipts are purchasing's; only whether they slipped is told
        return self.sudo().search(domain).filtered('has_slipped')

    @api.model
    def _tell_slipped(self):
        """Give the people of orders whose material comes later an activity, once per new date."""
        untold = self._get_slipped().filtered(
            lambda arrival: arrival.told_date != (arrival.date_now or arrival.date_listed))
        for order, arrivals in untold.grouped('order_id').items():
            for user in order._desk_get_promise_people():
                order.activity_schedule(
                    'order_desk.mail_activity_material_late', user_id=user.id,
                    summary=self.env._("Material arrives later: check the promise"),
                    note=", ".join(dict.fromkeys(arrivals.product_id.mapped('display_name'))))
        for date_now, arrivals in untold.grouped(lambda arrival: arrival.date_now or arrival.date_listed).items():
            arrivals._write_evidence({'told_date': date_now})
        return len(untold)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'move_id', 'quantity', 'is_needed', 'date_listed', 'told_date', 'line_id'}
