from odoo import api, fields, models
from odoo.tools import SQL

from ..complaints.complaint import RESPONSIBLE, STATES
from ..orders.root_cause import DEPARTMENTS
from .rate_table import Part, goods_columns, goods_tables

COMPLAINT_COLUMNS = {
    **goods_columns('c'),
    'id': "c.id",
    'complaint_id': "c.id",
    'state': "c.state",
    'severity': "c.severity",
    'kind_id': "c.kind_id",
    'is_wrong_shipment': "c.is_wrong_shipment",
    'channel_id': "c.channel_id",
    'date': "c.received_on",
    'order_id': "c.order_id",
    'partner_id': "c.commercial_partner_id",
    'user_id': "c.salesperson_id",
    'carrier_id': "shipped.carrier_id",
    'responsible': "c.responsible",
    'department': "c.department",
    'root_cause_id': "c.root_cause_id",
    'complaints': "1",
    'open_complaints': "CASE WHEN c.state = 'closed' THEN 0 ELSE 1 END",
    'quantity': "c.quantity * COALESCE(unit.factor / own.factor, 1)",
    'value': "c.amount",
    'cost': "c.cost",
}
COMPLAINT_TABLES = f"""
    order_desk_complaint c
    {goods_tables('c')}
    LEFT JOIN uom_uom unit ON unit.id = c.uom_id
    LEFT JOIN stock_picking shipped ON shipped.id = c.picking_id"""


class OrderDeskComplaintReport(models.Model):
    """Complaints that are justified or not decided yet, one row each, against what was shipped (CMP-04, RPT-06).

    Quantities in the unit of the product, values in the currency of the company.
    """
    _name = 'order.desk.complaint.report'
    _inherit = ['order.desk.rate.mixin']
    _description = "Complaint Statistics"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'complaint_id'
    _depends = {
        'order.desk.complaint': [
            'state', 'severity', 'kind_id', 'is_wrong_shipment', 'received_on', 'order_id', 'company_id', 'partner_id',
            'salesperson_id', 'picking_id', 'product_id', 'lot_id', 'responsible', 'department', 'root_cause_id',
            'quantity', 'uom_id', 'amount', 'cost', 'channel_id'],
        'stock.move.line': ['state', 'date', 'quantity_product_uom', 'product_id', 'lot_id'],
    }

    _rates = {'rate': ('quantity', 'quantity_shipped'), 'value_rate': ('value', 'value_shipped')}

    # === FIELDS === #

    date = fields.Datetime(help="When the complaint was received, or the goods were shipped.")
    complaint_id = fields.Many2one('order.desk.complaint', readonly=True)
    state = fields.Selection(STATES, readonly=True)
    severity = fields.Selection([('minor', "Minor"), ('major', "Major"), ('critical', "Critical")], readonly=True)
    kind_id = fields.Many2one('order.desk.complaint.kind', readonly=True)
    is_wrong_shipment = fields.Boolean("Bad Shipment", readonly=True)
    channel_id = fields.Many2one('order.desk.channel', string="Received By Way Of", readonly=True)
    responsible = fields.Selection(RESPONSIBLE, string="Charged To", readonly=True)
    department = fields.Selection(DEPARTMENTS, string="Responsible Department", readonly=True)
    root_cause_id = fields.Many2one('order.desk.root.cause', readonly=True)
    complaints = fields.Float(digits=(16, 0), readonly=True)
    open_complaints = fields.Float("Still Open", digits=(16, 0), readonly=True)
    quantity = fields.Float("Quantity Concerned", digits='Product Unit', readonly=True)
    value = fields.Monetary("Value Claimed", readonly=True)
    cost = fields.Monetary("Cost to Us", readonly=True)

    # === HOOKS === #

    @api.model
    def _get_parts(self):
        # EXTENDS order.desk.rate.mixin
        return [Part('counted', COMPLAINT_COLUMNS, COMPLAINT_TABLES, SQL("c.state != 'refused'"))]
