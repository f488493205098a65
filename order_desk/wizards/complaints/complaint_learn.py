from odoo import api, fields, models


class OrderDeskComplaintLearn(models.TransientModel):
    """What was changed, before the next order of the product or customer goes on."""
    _name = 'order.desk.complaint.learn'
    _description = "Answer to Complaints"

    # === FIELDS === #

    gate = fields.Selection(
        [('technical', "Technical confirmation"), ('quality', "Quality")], required=True, readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    picking_id = fields.Many2one('stock.picking', "Transfer", readonly=True)
    complaint_ids = fields.Many2many('order.desk.complaint', string="Complaints", compute='_compute_complaint_ids')
    measure = fields.Text("What Was Changed", help="In product, production or inspection.")
    reference = fields.Char("Laid Down In", help="Drawing, standard, report, change number.")

    # === COMPUTE METHODS === #

    @api.depends('gate', 'order_id', 'picking_id')
    def _compute_complaint_ids(self):
        for wizard in self:
            document = wizard.picking_id or wizard.order_id
            wizard.complaint_ids = document and self.env['order.desk.complaint.lesson']._get_waiting(
                wizard.gate, document).ids

    # === ACTIONS === #

    def action_learn(self):
        """Answer the complaints; the document is judged anew.

        :raise AccessError: for others than engineers, or quality
        :raise UserError: without the measure and where it is laid down
        """
        self.ensure_one()
        self.env['order.desk.complaint.lesson']._learn(
            self.gate, self.picking_id or self.order_id, self.measure, self.reference)
        return {'type': 'ir.actions.act_window_close'}

    # === HELPERS === #

    @api.model
    def _open(self, gate, order=None, picking=None):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Answer Complaints"),
            'res_model': self._name,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_gate': gate, 'default_order_id': order and order.id,
                'default_picking_id': picking and picking.id},
        }
