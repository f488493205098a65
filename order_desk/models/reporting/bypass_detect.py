"""How a bypass is recognised: the product leaves a mark on whatever it lets through, and it is not there."""
from odoo import api, models
from odoo.tools import SQL

from ..core.finding import OPEN_STATES
from ..core.gate import STAGE_ORDER

# Orders under the desk: since when, and since when they are held (again).
ENROLLED = """
    enrolled AS (
        SELECT id, name, company_id, state, desk_released, desk_released_at,
               date_trunc('second', COALESCE(desk_enrolled_at, create_date)) AS enrolled_at,
               COALESCE(desk_held_since, desk_enrolled_at, create_date) AS held_since
          FROM sale_order WHERE desk_enrolled AND company_id = ANY(%(companies)s))"""

# Manufacturing for an order that is not released, or was released over an open gate; or begun while on hold.
PRODUCED = SQL("""
    served AS (
        SELECT made.id, line.order_id
          FROM mrp_production made JOIN sale_order_line line ON line.id = made.sale_line_id
         UNION
        SELECT works.production_id, sales.sale_id
          FROM stock_reference_production_rel works
          JOIN stock_reference_sale_rel sales ON sales.reference_id = works.reference_id
         UNION
        SELECT made.id, enrolled.id
          FROM mrp_production made
          JOIN enrolled ON enrolled.name = made.origin AND enrolled.company_id = made.company_id
         WHERE made.orderpoint_id IS NULL),
    produced AS (
        SELECT 'production' AS kind, enrolled.id AS order_id, NULL::int AS picking_id, made.id AS production_id,
               NULL::int AS move_id, made.write_date AS occurred_on, made.write_uid AS user_id, enrolled.company_id,
               CASE WHEN enrolled.desk_released THEN enrolled.desk_released_at ELSE made.write_date END AS upto,
               NOT COALESCE(enrolled.desk_released, FALSE) OR COALESCE(made.desk_on_hold, FALSE) AS is_proven
          FROM served JOIN mrp_production made ON made.id = served.id JOIN enrolled ON enrolled.id = served.order_id
         WHERE made.state IN ('confirmed', 'progress', 'to_close', 'done') AND enrolled.state <> 'cancel'
           AND made.create_date >= enrolled.held_since
           AND NOT (made.state = 'confirmed' AND made.desk_on_hold IS TRUE))""")

# Goods that left for a customer without their transfer having been asked.
SHIPPED = SQL("""
    shipped AS (
        SELECT 'shipment' AS kind, enrolled.id, move.picking_id, NULL::int, NULL::int, MAX(move.date),
               MAX(move.write_uid), enrolled.company_id, COALESCE(MAX(picking.desk_shipped_on), MAX(move.date)),
               MAX(picking.desk_shipped_on) IS NULL
          FROM stock_move move
          JOIN sale_order_line line ON line.id = move.sale_line_id
          JOIN enrolled ON enrolled.id = line.order_id
          JOIN stock_location here ON here.id = move.location_id
          JOIN stock_location there ON there.id = move.location_dest_id
          LEFT JOIN stock_picking picking ON picking.id = move.picking_id
         WHERE move.state = 'done' AND move.quantity > 0 AND move.date >= enrolled.enrolled_at
           AND here.usage <> 'customer'
           AND (there.usage = 'customer' OR there.usage = 'transit' AND there.company_id IS NULL)
         GROUP BY enrolled.id, enrolled.company_id, move.picking_id)""")

# Invoices of what is still a quotation.
INVOICED = SQL("""
    invoiced AS (
        SELECT DISTINCT 'invoice', enrolled.id, NULL::int, NULL::int, bill.id, bill.write_date, bill.write_uid,
               enrolled.company_id, bill.write_date, TRUE
          FROM account_move bill
          JOIN account_move_line item ON item.move_id = bill.id
          JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
          JOIN sale_order_line line ON line.id = rel.order_line_id
          JOIN enrolled ON enrolled.id = line.order_id
         WHERE bill.state = 'posted' AND bill.move_type = 'out_invoice'
           AND enrolled.state IN ('draft', 'sent') AND bill.create_date >= enrolled.held_since)""")

# The gates of the act that were open then: still open since before, or settled only afterwards.
FOUND = """
    SELECT act.kind, act.order_id, act.company_id, act.picking_id, act.production_id, act.move_id, act.occurred_on,
           act.user_id, missed.gate_id
      FROM act
      LEFT JOIN LATERAL (
            SELECT DISTINCT own.gate_id FROM order_desk_check own
             WHERE own.order_id = act.order_id AND own.severity = 'block'
               AND (own.picking_id IS NULL OR own.picking_id = act.picking_id)
               AND (own.production_id IS NULL OR own.production_id = act.production_id)
               AND own.stage = ANY(CASE act.kind WHEN 'production' THEN %(release)s WHEN 'shipment' THEN %(ship)s
                                                 ELSE %(confirm)s END)
               AND (own.state = ANY(%(open)s) AND own.since < act.upto
                    OR act.is_proven AND (
                        own.state = ANY(%(open)s) AND (act.kind <> 'shipment' OR own.since <= act.upto)
                        OR own.state IN ('passed', 'waived') AND own.since > act.upto
                        OR own.state = 'not_applicable' AND own.stage = 'ship' AND own.since <= act.upto
                           AND own.write_date > act.upto))
           ) missed ON TRUE
     WHERE (act.is_proven OR missed.gate_id IS NOT NULL)
       AND NOT EXISTS (
            SELECT FROM order_desk_bypass known
             WHERE known.order_id = act.order_id AND known.kind = act.kind
               AND known.picking_id IS NOT DISTINCT FROM act.picking_id
               AND known.production_id IS NOT DISTINCT FROM act.production_id
               AND known.move_id IS NOT DISTINCT FROM act.move_id)
     ORDER BY act.occurred_on, act.order_id, act.picking_id, act.production_id, act.move_id, missed.gate_id"""

class OrderDeskBypass(models.Model):
    _inherit = 'order.desk.bypass'

    # === BUSINESS METHODS === #

    @api.model
    def _detect(self):
        """Return the values of every bypass that is not on record yet; one query, however many orders there are.

        :rtype: list[dict]
        """
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if not enabled:
            return []
        self.env.flush_all()
        return self.env.execute_query_dict(SQL(
            """WITH %s, %s, %s, %s,
               act AS (SELECT * FROM produced UNION ALL SELECT * FROM shipped UNION ALL SELECT * FROM invoiced) %s""",
            SQL(ENROLLED, companies=list(enabled)), PRODUCED, SHIPPED, INVOICED,
            SQL(FOUND, open=list(OPEN_STATES), confirm=_stages_to('confirm'), release=_stages_to('release'),
                ship=_stages_to('ship'))))


def _stages_to(stage):
    return [word for word, position in STAGE_ORDER.items() if position <= STAGE_ORDER[stage]]
