from odoo import fields, models


class OrderDeskReturnRequestLine(models.TransientModel):
    """One shipped good of which a part may come back."""
    _name = 'order.desk.return.request.line'
    _description = "Goods to Return"

    # === FIELDS === #

    request_id = fields.Many2one('order.desk.return.request', required=True, ondelete='cascade')
    move_id = fields.Many2one('stock.move', required=True, ondelete='cascade')
    # compute_sudo: who may ask for a return need not read transfers
    product_id = fields.Many2one(related='move_id.product_id', related_sudo=True)
    shipment = fields.Char(related='move_id.picking_id.name', string="Shipped With", related_sudo=True)
    uom_id = fields.Many2one(related='move_id.product_uom', string="Unit", related_sudo=True)
    lot_ids = fields.Many2many(related='move_id.lot_ids', string="Shipped Lots", related_sudo=True)
    lot_id = fields.Many2one('stock.lot', "Lot/Serial Number", domain="[('id', 'in', lot_ids)]")
    returnable = fields.Float("May Come Back", digits='Product Unit', readonly=True)
    quantity = fields.Float("Comes Back", digits='Product Unit')
