from odoo import api, fields, models

from ..orders.root_cause import DEPARTMENTS
from .reason import RESPONSIBLE
from .return_case import CLERK, QUALITY, SALES, SERVICE, SHIPPING, SUPERVISOR


class OrderDeskReturnLine(models.Model):
    """Goods of one shipment that come back, of one lot, with one disposition."""
    _name = 'order.desk.return.line'
    _inherit = ['order.desk.paper']
    _description = "Returned Goods"
    _order = 'return_id desc, id'
    _rec_name = 'product_id'

    # === FIELDS === #

    return_id = fields.Many2one('order.desk.return', required=True, readonly=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='return_id.order_id', string="Sales Order")
    company_id = fields.Many2one(related='return_id.company_id', store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related='return_id.currency_id')
    company_currency_id = fields.Many2one(related='company_id.currency_id', string="Company Currency")
    state = fields.Selection(related='return_id.state')
    sale_line_id = fields.Many2one(
        'sale.order.line', "Order Line", readonly=True, index='btree_not_null', ondelete='restrict')
    move_id = fields.Many2one(
        'stock.move', "Shipped With", readonly=True, index='btree_not_null', ondelete='restrict')
    return_move_id = fields.Many2one(
        'stock.move', "Returned With", readonly=True, copy=False, index='btree_not_null', ondelete='set null')
    product_id = fields.Many2one('product.product', required=True, readonly=True, index=True, ondelete='restrict')
    uom_id = fields.Many2one('uom.uom', "Unit", required=True, readonly=True)
    lot_id = fields.Many2one(
        'stock.lot', "Lot/Serial Number", readonly=True, index='btree_not_null', ondelete='restrict')
    quantity = fields.Float("Asked Back", digits='Product Unit', readonly=True)
    quantity_received = fields.Float(digits='Product Unit', readonly=True, copy=False)
    reason_id = fields.Many2one('order.desk.return.reason', index='btree_not_null', ondelete='restrict')
    disposition_id = fields.Many2one(
        'order.desk.disposition', copy=False, index='btree_not_null', ondelete='restrict')
    responsible = fields.Selection(RESPONSIBLE, copy=False, help="Who answers for the return.")
    responsible_department = fields.Selection(DEPARTMENTS, "Department", copy=False)
    responsible_partner_id = fields.Many2one('res.partner', "Supplier or Carrier", copy=False)
    root_cause_id = fields.Many2one(
        'order.desk.root.cause', copy=False, index='btree_not_null', ondelete='restrict')
    finding = fields.Char(copy=False, help="What the inspection found.")
    cost = fields.Monetary(
        currency_field='company_currency_id', copy=False,
        help="What the return costs the company beside the credit: freight, rework, scrap.")
    value = fields.Monetary(
        "Credited", readonly=True, copy=False, help="Credited by posted credit notes, without taxes.")

    # === HOOKS === #

    def _get_orders(self):
        return self.return_id.order_id

    @api.model
    def _get_product_fields(self):
        return {
            'return_id', 'sale_line_id', 'move_id', 'return_move_id', 'product_id', 'uom_id', 'lot_id', 'quantity',
            'quantity_received', 'value',
        }

    @api.model
    def _get_field_roles(self):
        return {
            'reason_id': (CLERK, SALES, SERVICE, SHIPPING, QUALITY),
            **dict.fromkeys(
                ('disposition_id', 'responsible', 'responsible_department', 'responsible_partner_id', 'root_cause_id',
                 'finding', 'cost'), (QUALITY, SUPERVISOR, SERVICE)),
        }
