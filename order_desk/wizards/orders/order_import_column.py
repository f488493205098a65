from odoo import fields, models

from ...models.orders.import_mapping import TARGETS


class OrderDeskOrderImportColumn(models.TransientModel):
    """One column of the file and what it holds."""
    _name = 'order.desk.order.import.column'
    _description = "Column of an Imported File"
    _order = 'index'

    # === FIELDS === #

    import_id = fields.Many2one('order.desk.order.import', required=True, ondelete='cascade')
    index = fields.Integer(readonly=True)
    header = fields.Char("Heading", readonly=True)
    sample = fields.Char("First Values", readonly=True)
    target = fields.Selection(TARGETS, string="Contains")
