from odoo import api, fields, models
from odoo.fields import Command

from ...models.core.roles import ensure_role
from ...models.returns.return_case import CLERK, SALES, SERVICE, SHIPPING, WISHES


class OrderDeskReturnRequest(models.TransientModel):
    """Asks for a return of goods of one order, out of what was shipped and has not come back."""
    _name = 'order.desk.return.request'
    _description = "Request a Return"

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True)
    wish = fields.Selection(WISHES, "Customer Wants", required=True, default='return')
    reason_id = fields.Many2one('order.desk.return.reason', "Return Reason", required=True)
    description = fields.Text("What Is Wrong", help="In the customer's words.")
    attachment_ids = fields.Many2many('ir.attachment', string="Pictures")
    line_ids = fields.One2many(
        'order.desk.return.request.line', 'request_id', compute='_compute_line_ids', store=True, readonly=False,
        string="Goods")

    # === COMPUTE METHODS === #

    @api.depends('order_id')
    def _compute_line_ids(self):
        for request in self:
            # sudo: who may ask for a return need not read transfers
            moves = request.sudo().order_id.order_line.move_ids.filtered(
                lambda move: move.state == 'done' and move._desk_is_leaving())
            left = moves._desk_get_returnable(requested=True)
            request.line_ids = [Command.clear(), *(
                Command.create({'move_id': move.id, 'returnable': left[move]})
                for move in moves.sorted(lambda move: (move.date, move.id)) if left[move])]

    # === ACTIONS === #

    def action_apply(self):
        """Register the request and open its case.

        :raise AccessError: for others than order desk, service, sales and shipping
        :raise UserError: as :meth:`SaleOrder._desk_request_return`
        """
        self.ensure_one()
        ensure_role(self.env, CLERK, SALES, SERVICE, SHIPPING)
        self.order_id.check_access('read')
        self.attachment_ids.check_access('read')
        case = self.order_id._desk_request_return(
            [{'move_id': line.move_id.id, 'quantity': line.quantity, 'lot_id': line.lot_id.id}
             for line in self.sudo().line_ids],  # sudo: as above
            self.reason_id, self.description, self.attachment_ids, wish=self.wish)
        return case._get_records_action()
