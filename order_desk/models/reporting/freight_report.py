from odoo import fields, models
from odoo.tools import SQL

# Ratios are ratios of sums, not averages of ratios: measure -> (above, below).
RATIOS = {
    'cost_per_kg:avg': ('cost', 'weight'),
    'cost_per_km:avg': ('cost', 'distance'),
    'cost_percent:avg': ('cost', 'sales'),
    'cost_to_quoted:avg': ('cost', 'quoted'),
}


class OrderDeskFreightReport(models.Model):
    """Freight cost against what was quoted, weight, distance and sales, per order, customer and route (TRN-01).

    Amounts are in the company's currency. What belongs to the whole
    shipment or the whole order is shared out by weight.
    """
    _name = 'order.desk.freight.report'
    _inherit = ['order.desk.shipment.report']
    _description = "Freight Analysis"
    _auto = False
    _order = 'shipped_on desc, id desc'

    # === FIELDS === #

    country_id = fields.Many2one('res.country', string="To Country", readonly=True)
    state_id = fields.Many2one('res.country.state', string="To State", readonly=True)
    route = fields.Char(readonly=True, help="Warehouse and town of destination.")
    currency_id = fields.Many2one(related='company_id.currency_id')
    shipped_on = fields.Datetime(readonly=True)
    weight = fields.Float(digits='Stock Weight', readonly=True)
    distance = fields.Float("Distance (km)", readonly=True)
    cost = fields.Monetary("Freight Cost", readonly=True)
    quoted = fields.Monetary("Freight Quoted", readonly=True)
    gap = fields.Monetary("Cost Above Quotation", readonly=True)
    sales = fields.Monetary("Goods Shipped", readonly=True)
    cost_per_kg = fields.Float("Cost per kg", readonly=True, aggregator='avg', digits=(16, 4))
    cost_per_km = fields.Float("Cost per km", readonly=True, aggregator='avg', digits=(16, 4))
    cost_percent = fields.Float("Freight Share of Sales", readonly=True, aggregator='avg', digits=(16, 4))
    cost_to_quoted = fields.Float("Cost to Quotation", readonly=True, aggregator='avg', digits=(16, 4))

    # === HELPERS === #

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: the ratio of a group is the ratio of its sums
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        above, below = (self._field_to_sql(self._table, name, query) for name in RATIOS[aggregate_spec])
        return SQL("SUM(%s) / NULLIF(SUM(%s), 0.0)", above, below)

    @property
    def _table_query(self):
        return SQL("""
            WITH goods AS (
                SELECT m.picking_id, s.order_id, MIN(m.id) AS id, SUM(COALESCE(m.weight, 0)) AS weight,
                       SUM(s.price_subtotal * m.product_qty / NULLIF(t.total, 0)) AS subtotal
                  FROM stock_picking p
                  JOIN stock_move m ON m.picking_id = p.id AND m.state = 'done'
                  JOIN sale_order_line s ON s.id = m.sale_line_id
                  JOIN LATERAL (
                       SELECT SUM(o.product_qty) AS total
                         FROM stock_move o
                         JOIN stock_location l ON l.id = o.location_dest_id AND l.usage IN ('customer', 'transit')
                        WHERE o.sale_line_id = s.id AND o.state != 'cancel') t ON TRUE
                 WHERE p.desk_shipped_on IS NOT NULL
              GROUP BY m.picking_id, s.order_id
            ), shares AS (
                SELECT g.*,
                       COALESCE(g.weight / NULLIF(SUM(g.weight) OVER by_picking, 0),
                                1.0 / COUNT(*) OVER by_picking) AS of_picking,
                       COALESCE(g.weight / NULLIF(SUM(g.weight) OVER by_order, 0),
                                1.0 / COUNT(*) OVER by_order) AS of_order
                  FROM goods g
                WINDOW by_picking AS (PARTITION BY g.picking_id), by_order AS (PARTITION BY g.order_id)
            ), freight AS (
                SELECT s.order_id, SUM(s.price_subtotal) AS subtotal
                  FROM sale_order_line s WHERE s.is_delivery GROUP BY s.order_id
            ), figures AS (
                SELECT g.id, g.picking_id, g.order_id, o.partner_id, o.user_id, p.carrier_id, a.country_id,
                       a.state_id, CONCAT_WS(' → ', w.code, COALESCE(a.city, a.zip)) AS route, p.company_id,
                       p.desk_shipped_on AS shipped_on, p.shipping_weight * g.of_picking AS weight,
                       a.desk_distance_km * g.of_picking AS distance,
                       COALESCE(NULLIF(p.desk_freight_cost, 0), p.carrier_price, 0) * g.of_picking AS cost,
                       COALESCE(f.subtotal, 0) * g.of_order / COALESCE(NULLIF(o.currency_rate, 0), 1) AS quoted,
                       g.subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS sales
                  FROM shares g
                  JOIN stock_picking p ON p.id = g.picking_id
                  JOIN stock_picking_type y ON y.id = p.picking_type_id
             LEFT JOIN stock_warehouse w ON w.id = y.warehouse_id
                  JOIN sale_order o ON o.id = g.order_id AND o.desk_enrolled
             LEFT JOIN freight f ON f.order_id = g.order_id
             LEFT JOIN res_partner a ON a.id = p.partner_id
            )
            SELECT *, cost - quoted AS gap, cost / NULLIF(weight, 0) AS cost_per_kg,
                   cost / NULLIF(distance, 0) AS cost_per_km, cost / NULLIF(sales, 0) AS cost_percent,
                   cost / NULLIF(quoted, 0) AS cost_to_quoted
              FROM figures
        """)
