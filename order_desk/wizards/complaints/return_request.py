from odoo import api, fields, models


class OrderDeskReturnRequest(models.TransientModel):
    """A return asked for out of a complaint: the goods complained about come filled in, and both know each other."""
    _inherit = 'order.desk.return.request'

    # === FIELDS === #

    complaint_id = fields.Many2one('order.desk.complaint', readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('complaint_id')
    def _compute_line_ids(self):
        # EXTENDS order_desk
        result = super()._compute_line_ids()
        for request in self.filtered('complaint_id'):
            complaint = request.complaint_id
            left = complaint.quantity
            for line in request.line_ids:
                # sudo: who may ask for a return need not read transfers
                move = line.sudo().move_id
                concerned = move.product_id == complaint.product_id and (
                    not complaint.picking_id or move.picking_id == complaint.picking_id)
                if concerned and left:
                    line.quantity = min(left, line.returnable)
                    left -= line.quantity
        return result

    # === ACTIONS === #

    def action_apply(self):
        # EXTENDS order_desk
        action = super().action_apply()
        if self.complaint_id:
            self.complaint_id.check_access('write')
            case = self.env['order.desk.return'].browse(action['res_id'])
            self.complaint_id._write_evidence({'return_id': case.id})
            self.complaint_id._message_log(body=self.env._("Return %(case)s was asked for.", case=case.name))
        return action
