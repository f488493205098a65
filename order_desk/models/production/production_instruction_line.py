from odoo import api, fields, models


class OrderDeskProductionInstructionLine(models.Model):
    """One product on a production instruction (PRD-03, PRD-13: the order plan groups these)."""
    _name = 'order.desk.production.instruction.line'
    _description = "Production Instruction Line"
    _order = 'instruction_id, sequence, id'

    # === FIELDS === #

    instruction_id = fields.Many2one(
        'order.desk.production.instruction', required=True, ondelete='cascade', index=True)
    order_id = fields.Many2one(related='instruction_id.order_id', store=True)
    company_id = fields.Many2one(related='instruction_id.company_id', store=True)
    state = fields.Selection(related='instruction_id.state', store=True)
    statement_date = fields.Date(related='instruction_id.statement_date', store=True, string="Production Date")
    promised_date = fields.Date(related='instruction_id.promised_date', store=True, string="Delivery Date")
    order_line_id = fields.Many2one('sale.order.line', ondelete='set null')
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one('product.product', required=True, ondelete='restrict')
    description = fields.Text()
    quantity = fields.Float(digits='Product Unit', required=True, help="In the unit of measure beside it.")
    uom_id = fields.Many2one('uom.uom', "Unit", required=True, ondelete='restrict')
    remark = fields.Char("Requirements", help="What production must mind on this product.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.instruction_id._content_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.instruction_id._content_changed()
        return result

    def unlink(self):
        instructions = self.instruction_id
        result = super().unlink()
        instructions.exists()._content_changed()
        return result
