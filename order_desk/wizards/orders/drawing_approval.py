from odoo import fields, models


class OrderDeskDrawingApprovalWizard(models.TransientModel):
    """Records the customer's approval of a drawing, with the file that proves it."""
    _name = 'order.desk.drawing.approval.wizard'
    _description = "Drawing Approval"

    # === FIELDS === #

    sale_line_id = fields.Many2one('sale.order.line', "Order Line", required=True, readonly=True)
    drawing_id = fields.Many2one('order.desk.drawing', required=True, readonly=True)
    file = fields.Binary("Customer's Approval", required=True, attachment=False)
    file_name = fields.Char()
    note = fields.Char("Remark")

    # === ACTIONS === #

    def action_approve(self):
        """Keep the file and record the approval; roles are checked by the line."""
        self.ensure_one()
        file = self.env['ir.attachment'].create({
            'name': self.file_name or self.env._("Approval of %(drawing)s", drawing=self.drawing_id.display_name),
            'datas': self.file, 'res_model': self._name, 'res_id': self.id,
        })
        return self.sale_line_id.action_desk_approve_drawing(self.drawing_id.id, file.ids, self.note or '')
