from odoo import api, fields, models


class OrderDeskDryRun(models.TransientModel):
    """Asked on transfers, the answer is about these transfers alone."""
    _inherit = 'order.desk.dry.run'

    # === FIELDS === #

    picking_ids = fields.Many2many('stock.picking', string="Transfers")

    # === COMPUTE METHODS === #

    @api.depends('picking_ids')
    def _compute_line_ids(self):
        # EXTENDS order_desk
        return super()._compute_line_ids()

    # === HELPERS === #

    def _get_rows(self):
        # EXTENDS order_desk
        pickings = self.picking_ids._origin
        return pickings.desk_dry_run(self.stage, self.on_date) if pickings else super()._get_rows()
