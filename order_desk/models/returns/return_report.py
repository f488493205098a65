from odoo import fields, models
from odoo.tools import SQL

from ..orders.root_cause import DEPARTMENTS
from .disposition import ACTIONS
from .reason import RESPONSIBLE
from .return_case import ORIGINS, STATES, WISHES


class OrderDeskReturnReport(models.Model):
    """Returned goods, one row for each line of a case, with all that they are counted by (RET-06).

    Quantities in the unit of the product, values in the currency of the company.
    """
    _name = 'order.desk.return.report'
    _description = "Return Statistics"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'return_id'

    # === FIELDS === #

    return_id = fields.Many2one('order.desk.return', readonly=True)
    state = fields.Selection(STATES, readonly=True)
    origin = fields.Selection(ORIGINS, readonly=True)
    wish = fields.Selection(WISHES, string="Customer Wants", readonly=True)
    planned = fields.Boolean("Authorised in Advance", readonly=True)
    date = fields.Datetime(
        readonly=True, help="When the goods came back; before that, or where nothing does, when it was asked for.")
    order_id = fields.Many2one('sale.order', string="Sales Order", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    carrier_id = fields.Many2one('delivery.carrier', readonly=True, help="The carrier who delivered the goods.")
    product_id = fields.Many2one('product.product', readonly=True)
    product_tmpl_id = fields.Many2one('product.template', string="Product Variants Of", readonly=True)
    categ_id = fields.Many2one('product.category', string="Product Category", readonly=True)
    lot_id = fields.Many2one('stock.lot', string="Lot/Serial Number", readonly=True)
    reason_id = fields.Many2one('order.desk.return.reason', string="Return Reason", readonly=True)
    disposition_id = fields.Many2one('order.desk.disposition', readonly=True)
    action = fields.Selection(ACTIONS, string="Kind of Disposition", readonly=True)
    responsible = fields.Selection(RESPONSIBLE, readonly=True)
    responsible_department = fields.Selection(DEPARTMENTS, string="Department", readonly=True)
    responsible_partner_id = fields.Many2one('res.partner', string="Supplier or Carrier", readonly=True)
    root_cause_id = fields.Many2one('order.desk.root.cause', readonly=True)
    quantity = fields.Float("Asked Back", digits='Product Unit', readonly=True)
    quantity_received = fields.Float("Received", digits='Product Unit', readonly=True)
    value = fields.Monetary("Goods Received", readonly=True, help="Received goods at the net price of the order.")
    credited = fields.Monetary(readonly=True, help="Credited by posted credit notes, without taxes.")
    cost = fields.Monetary(readonly=True)

    # === HELPERS === #

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s WHERE %s", self._select(), self._from(), self._where())

    def _select(self):
        """Return the columns; wider statistics add theirs."""
        return SQL("""
            l.id, l.return_id, c.state, c.origin, c.wish, c.planned,
            COALESCE(c.received_on, c.requested_on) AS date, c.order_id, l.company_id, o.partner_id, o.user_id,
            shipped.carrier_id, l.product_id, p.product_tmpl_id, t.categ_id, l.lot_id, l.reason_id, l.disposition_id,
            d.action, l.responsible, l.responsible_department, l.responsible_partner_id, l.root_cause_id,
            l.quantity * unit.factor / own.factor AS quantity,
            l.quantity_received * unit.factor / own.factor AS quantity_received,
            CASE WHEN s.product_id = l.product_id THEN
                l.quantity_received * unit.factor / sold.factor * s.price_subtotal / NULLIF(s.product_uom_qty, 0)
                / COALESCE(NULLIF(o.currency_rate, 0), 1) ELSE 0 END AS value,
            l.value / COALESCE(NULLIF(o.currency_rate, 0), 1) AS credited, COALESCE(l.cost, 0) AS cost""")

    def _from(self):
        return SQL("""
            order_desk_return_line l
            JOIN order_desk_return c ON c.id = l.return_id
            JOIN sale_order o ON o.id = c.order_id
            JOIN product_product p ON p.id = l.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
            JOIN uom_uom unit ON unit.id = l.uom_id
            JOIN uom_uom own ON own.id = t.uom_id
            LEFT JOIN sale_order_line s ON s.id = l.sale_line_id
            LEFT JOIN uom_uom sold ON sold.id = s.product_uom_id
            LEFT JOIN stock_move m ON m.id = l.move_id
            LEFT JOIN stock_picking shipped ON shipped.id = m.picking_id
            LEFT JOIN order_desk_disposition d ON d.id = l.disposition_id""")

    def _where(self):
        return SQL("c.state != 'refused'")
