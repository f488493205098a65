from odoo import fields, models
from odoo.tools import SQL


class OrderDeskArrivalReport(models.Model):
    """When goods reached the customer, against the day the order had given (DEL-09).

    The order's day is the expected arrival agreed with the customer, else his
    delivery date; days are the company's own. What has not arrived counts up to today.
    """
    _name = 'order.desk.arrival.report'
    _inherit = ['order.desk.shipment.report']
    _description = "Arrival Analysis"
    _auto = False
    _order = 'agreed_on desc, id desc'

    # === FIELDS === #

    shipped_on = fields.Date("Shipped", readonly=True)
    agreed_on = fields.Date("Agreed Arrival", readonly=True, help="The day that the order gives.")
    expected_on = fields.Date(
        "Expected Arrival", readonly=True, help="The day of shipping and the transit days.")
    arrived_on = fields.Date("Arrived", readonly=True)
    state = fields.Selection(
        [('in_time', "In Time"), ('late', "Late"), ('underway', "Underway"), ('overdue', "Overdue"),
         ('undated', "No Agreed Day")], readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator='avg', help="After the agreed day; negative: before it.")
    days_on_way = fields.Integer("Days on the Way", readonly=True, aggregator='avg')
    late_share = fields.Float(
        "Share Late", readonly=True, aggregator='avg', digits=(16, 4),
        help="Part of the dated shipments that came, or will come, after the agreed day.")

    # === HELPERS === #

    @property
    def _table_query(self):
        return SQL("""
            WITH shipped AS (
                SELECT MIN(m.id) AS id, m.picking_id, s.order_id
                  FROM stock_picking p
                  JOIN stock_move m ON m.picking_id = p.id AND m.state = 'done' AND m.quantity > 0
                  JOIN sale_order_line s ON s.id = m.sale_line_id
                 WHERE p.desk_shipped_on IS NOT NULL AND p.state = 'done'
              GROUP BY m.picking_id, s.order_id
            ), dated AS (
                SELECT w.id, w.picking_id, w.order_id, o.partner_id, o.user_id, p.carrier_id, p.company_id,
                       (p.desk_shipped_on AT TIME ZONE 'UTC' AT TIME ZONE z.tz)::date AS shipped_on,
                       COALESCE(o.desk_expected_arrival_date,
                                (o.commitment_date AT TIME ZONE 'UTC' AT TIME ZONE z.tz)::date) AS agreed_on,
                       p.desk_expected_arrival AS expected_on,
                       COALESCE(p.desk_arrived_on, p.desk_received_on) AS arrived_on
                  FROM shipped w
                  JOIN stock_picking p ON p.id = w.picking_id
                  JOIN sale_order o ON o.id = w.order_id AND o.desk_enrolled
                  JOIN res_company c ON c.id = p.company_id
                  JOIN res_partner a ON a.id = c.partner_id
            CROSS JOIN LATERAL (SELECT COALESCE(a.tz, %(zone)s) AS tz) z
            ), judged AS (
                SELECT *, COALESCE(arrived_on, %(today)s) - agreed_on AS late FROM dated
            )
            SELECT id, picking_id, order_id, partner_id, user_id, carrier_id, company_id, shipped_on, agreed_on,
                   expected_on, arrived_on, arrived_on - shipped_on AS days_on_way,
                   CASE WHEN agreed_on IS NULL THEN 'undated' WHEN arrived_on IS NULL AND late <= 0 THEN 'underway'
                        WHEN arrived_on IS NULL THEN 'overdue' WHEN late <= 0 THEN 'in_time' ELSE 'late' END AS state,
                   CASE WHEN arrived_on IS NOT NULL OR late > 0 THEN late END AS days_late,
                   CASE WHEN arrived_on IS NOT NULL OR late > 0 THEN (late > 0)::int END::float AS late_share
              FROM judged""",
            today=fields.Date.context_today(self), zone=self.env['res.users'].context_get().get('tz') or 'UTC')
