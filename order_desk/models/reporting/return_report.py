from odoo import api, fields, models
from odoo.tools import SQL

from ..orders.root_cause import DEPARTMENTS
from ..returns.disposition import ACTIONS
from ..returns.reason import RESPONSIBLE
from ..returns.return_case import ORIGINS, STATES, WISHES
from .rate_table import Part, goods_columns, goods_tables, net_value

CASE_COLUMNS = {
    **goods_columns('l'),
    'id': "l.id",
    'return_id': "l.return_id",
    'state': "c.state",
    'origin': "c.origin",
    'wish': "c.wish",
    'planned': "c.planned",
    'date': "COALESCE(c.received_on, c.requested_on)",
    'order_id': "c.order_id",
    'partner_id': "sale.partner_id",
    'user_id': "sale.user_id",
    'carrier_id': "shipped.carrier_id",
    'reason_id': "l.reason_id",
    'disposition_id': "l.disposition_id",
    'action': "d.action",
    'responsible': "l.responsible",
    'responsible_department': "l.responsible_department",
    'responsible_partner_id': "l.responsible_partner_id",
    'root_cause_id': "l.root_cause_id",
    'quantity': "l.quantity * unit.factor / own.factor",
    'quantity_received': "l.quantity_received * unit.factor / own.factor",
    'value': net_value('l', 'quantity_received', 'unit'),
    'credited': "l.value / COALESCE(NULLIF(sale.currency_rate, 0), 1)",
    'cost': "l.cost",
}
CASE_TABLES = f"""
    order_desk_return_line l
    JOIN order_desk_return c ON c.id = l.return_id
    LEFT JOIN sale_order sale ON sale.id = c.order_id
    {goods_tables('l')}
    LEFT JOIN uom_uom unit ON unit.id = l.uom_id
    LEFT JOIN sale_order_line sold ON sold.id = l.sale_line_id
    LEFT JOIN uom_uom sold_unit ON sold_unit.id = sold.product_uom_id
    LEFT JOIN stock_move m ON m.id = l.move_id
    LEFT JOIN stock_picking shipped ON shipped.id = m.picking_id
    LEFT JOIN order_desk_disposition d ON d.id = l.disposition_id"""

# Goods of orders that the desk does not look after come back without a case.
REST_COLUMNS = {
    **goods_columns('l'),
    'id': "1000000000 + l.id",
    'date': "l.date",
    'order_id': "sold.order_id",
    'partner_id': "COALESCE(sale.partner_id, back.partner_id)",
    'user_id': "sale.user_id",
    'carrier_id': "shipped.carrier_id",
    'quantity_received': "l.quantity_product_uom",
    'value': net_value('l', 'quantity_product_uom', 'own'),
}
REST_TABLES = f"""
    stock_move_line l
    LEFT JOIN stock_move m ON m.id = l.move_id
    LEFT JOIN stock_picking back ON back.id = l.picking_id
    LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
    LEFT JOIN stock_picking shipped ON shipped.id = origin.picking_id
    {goods_tables('l')}
    LEFT JOIN sale_order_line sold ON sold.id = m.sale_line_id
    LEFT JOIN uom_uom sold_unit ON sold_unit.id = sold.product_uom_id
    LEFT JOIN sale_order sale ON sale.id = sold.order_id"""


class OrderDeskReturnReport(models.Model):
    """Returned goods, one row for each line of a case, against what was shipped (RET-06).

    Quantities in the unit of the product, values in the currency of the company.
    """
    _name = 'order.desk.return.report'
    _inherit = ['order.desk.rate.mixin']
    _description = "Return Statistics"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'return_id'
    _depends = {
        'order.desk.return': ['state', 'origin', 'wish', 'planned', 'received_on', 'requested_on', 'order_id'],
        'order.desk.return.line': [
            'return_id', 'company_id', 'product_id', 'lot_id', 'uom_id', 'quantity', 'quantity_received', 'reason_id',
            'disposition_id', 'responsible', 'responsible_department', 'responsible_partner_id', 'root_cause_id',
            'sale_line_id', 'move_id', 'value', 'cost'],
        'stock.move.line': ['state', 'date', 'quantity_product_uom', 'product_id', 'lot_id'],
    }

    _rates = {'rate': ('quantity_received', 'quantity_shipped'), 'value_rate': ('value', 'value_shipped')}

    # === FIELDS === #

    date = fields.Datetime(
        help="When the goods were shipped or came back; before that, or where nothing does, when it was asked for.")
    return_id = fields.Many2one('order.desk.return', readonly=True)
    state = fields.Selection(STATES, readonly=True)
    origin = fields.Selection(ORIGINS, readonly=True)
    wish = fields.Selection(WISHES, string="Customer Wants", readonly=True)
    planned = fields.Boolean("Authorised in Advance", readonly=True)
    reason_id = fields.Many2one('order.desk.return.reason', string="Return Reason", readonly=True)
    disposition_id = fields.Many2one('order.desk.disposition', readonly=True)
    action = fields.Selection(ACTIONS, string="Kind of Disposition", readonly=True)
    responsible = fields.Selection(RESPONSIBLE, readonly=True)
    responsible_department = fields.Selection(DEPARTMENTS, string="Department", readonly=True)
    responsible_partner_id = fields.Many2one('res.partner', string="Supplier or Carrier", readonly=True)
    root_cause_id = fields.Many2one('order.desk.root.cause', readonly=True)
    quantity = fields.Float("Asked Back", digits='Product Unit', readonly=True)
    quantity_received = fields.Float("Returned", digits='Product Unit', readonly=True)
    value = fields.Monetary("Value Returned", readonly=True, help="Returned goods at the net price of the order.")
    credited = fields.Monetary(readonly=True, help="Credited by posted credit notes, without taxes.")
    cost = fields.Monetary(readonly=True)

    # === HOOKS === #

    @api.model
    def _get_parts(self):
        # EXTENDS order.desk.rate.mixin
        return [
            Part('counted', CASE_COLUMNS, CASE_TABLES, SQL("c.state != 'refused'")),
            Part('counted', REST_COLUMNS, REST_TABLES, SQL(
                "l.state = 'done' AND sale.desk_enrolled IS NOT TRUE AND l.location_id = ANY(%(places)s) "
                "AND l.location_dest_id != ALL(%(places)s)", places=self._get_customer_locations())),
        ]
