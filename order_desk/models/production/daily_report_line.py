from odoo import api, fields, models
from odoo.tools import SQL

from ..core.messages import number
from ..orders.promise_days import local_day

OPEN_STATES = ('confirmed', 'progress', 'to_close')


class OrderDeskDailyReportLine(models.Model):
    """One manufacturing order on one day: planned, done, open, scrapped, in the product's own unit (FUP-05)."""
    _name = 'order.desk.daily.report.line'
    _description = "Daily Production Report Line"
    _order = 'report_id, days_late desc, planned_on, id'

    # === FIELDS === #

    report_id = fields.Many2one('order.desk.daily.report', required=True, readonly=True, index=True, ondelete='cascade')
    day = fields.Date(related='report_id.day', store=True, index=True)
    company_id = fields.Many2one(related='report_id.company_id', store=True, index=True)
    production_id = fields.Many2one(
        'mrp.production', "Manufacturing Order", readonly=True, ondelete='cascade', index=True)
    order_id = fields.Many2one('sale.order', "Sales Order", readonly=True, ondelete='set null', index='btree_not_null')
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    product_id = fields.Many2one('product.product', readonly=True, ondelete='cascade')
    uom_id = fields.Many2one('uom.uom', "Unit", readonly=True)
    quantity = fields.Float("Ordered", digits='Product Unit', readonly=True)
    planned = fields.Float(
        digits='Product Unit', readonly=True, help="To be finished by this day and not finished on an earlier one.")
    done_before = fields.Float(digits='Product Unit', readonly=True)
    done_today = fields.Float("Finished", digits='Product Unit', readonly=True)
    open_quantity = fields.Float("Still to Make", digits='Product Unit', readonly=True)
    scrapped = fields.Float(
        digits='Product Unit', readonly=True, help="Of the product itself; what components were scrapped stands there.")
    scrapped_parts = fields.Char("Scrapped Components", readonly=True)
    planned_on = fields.Date("Planned For", readonly=True)
    required_on = fields.Date("Wanted On", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator='max', help="Calendar days past the day it was wanted.")

    # === BUSINESS METHODS === #

    @api.model
    def _get_rows(self, company, day, start, stop):
        """Return the lines of a company's day: what was due, what was worked on, what was scrapped.

        Two queries and the names of the orders served, for any number of manufacturing orders.

        :param day: date in the company's time zone
        :param start: naive UTC moment at which the day begins; ``stop``: at which it ends
        :rtype: list[dict]
        """
        for name in ('mrp.production', 'stock.move', 'stock.move.line', 'stock.scrap'):
            self.env[name].flush_model()
        rows = self.env.execute_query_dict(self._get_query(company, start, stop))
        productions = self.env['mrp.production'].browse([row['production_id'] for row in rows])
        served = productions._desk_get_sale_orders()
        lines = []
        for row, production in zip(rows, productions, strict=True):
            unit = production.product_id.uom_id
            planned_on = local_day(row.pop('planned_moment'), company)
            required_on = local_day(row.pop('required_moment'), company) or planned_on
            parts = self._get_parts_text(row.pop('parts'))
            is_due = planned_on and planned_on <= day
            left = row['quantity'] - row['done_before']
            open_quantity = left - row['done_today'] if row.pop('is_open') else 0.0
            lines.append({
                **row,
                'order_id': served[production][:1].id,
                'product_id': production.product_id.id,
                'uom_id': unit.id,
                'planned': max(unit.round(left), 0.0) if is_due else 0.0,
                'open_quantity': max(unit.round(open_quantity), 0.0),
                'planned_on': planned_on,
                'required_on': required_on,
                'days_late': max((day - required_on).days, 0) if required_on else 0,
                'scrapped_parts': parts,
            })
        return lines

    @api.model
    def _get_parts_text(self, parts):
        """Return the scrapped components as people read them, or False."""
        products = self.env['product.product'].browse([product_id for product_id, _quantity in parts or ()])
        return ", ".join(
            f"{product.display_name}: {number(quantity)} {product.uom_id.name}"
            for product, (_id, quantity) in zip(products, parts or (), strict=True)) or False

    # === HELPERS === #

    @api.model
    def _get_query(self, company, start, stop):
        """Return the query of the day; all quantities in the products' own units."""
        return SQL(
            """
              WITH scrapped AS (
                    SELECT scrap.production_id, line.product_id, SUM(line.quantity_product_uom) AS quantity
                      FROM stock_scrap scrap
                      JOIN stock_move move ON move.scrap_id = scrap.id AND move.state = 'done'
                      JOIN stock_move_line line ON line.move_id = move.id
                     WHERE scrap.company_id = %(company_id)s AND scrap.state = 'done'
                       AND scrap.production_id IS NOT NULL
                       AND scrap.date_done >= %(start)s AND scrap.date_done < %(stop)s
                  GROUP BY scrap.production_id, line.product_id
                   ),
                   concerned AS (
                    SELECT id FROM mrp_production
                     WHERE company_id = %(company_id)s AND state IN %(states)s
                       AND (date_finished < %(stop)s OR date_deadline < %(stop)s OR state != 'confirmed')
                 UNION
                    SELECT move.production_id FROM stock_move move
                     WHERE move.company_id = %(company_id)s AND move.state = 'done' AND move.production_id IS NOT NULL
                       AND move.date >= %(start)s AND move.date < %(stop)s
                 UNION
                    SELECT production_id FROM scrapped
                   ),
                   made AS (
                    SELECT move.production_id,
                           SUM(CASE WHEN move.date < %(start)s THEN line.quantity_product_uom ELSE 0 END) AS before,
                           SUM(CASE WHEN move.date >= %(start)s THEN line.quantity_product_uom ELSE 0 END) AS today
                      FROM concerned
                      JOIN mrp_production production ON production.id = concerned.id
                      JOIN stock_move move
                        ON move.production_id = production.id AND move.product_id = production.product_id
                       AND move.state = 'done' AND move.scrap_id IS NULL AND move.date < %(stop)s
                      JOIN stock_move_line line ON line.move_id = move.id
                  GROUP BY move.production_id
                   )
            SELECT production.id AS production_id,
                   production.product_uom_qty::float AS quantity,
                   COALESCE(made.before, 0)::float AS done_before,
                   COALESCE(made.today, 0)::float AS done_today,
                   COALESCE((SELECT SUM(quantity) FROM scrapped
                              WHERE scrapped.production_id = production.id
                                AND scrapped.product_id = production.product_id), 0)::float AS scrapped,
                   (SELECT json_agg(json_build_array(product_id, quantity) ORDER BY product_id) FROM scrapped
                     WHERE scrapped.production_id = production.id
                       AND scrapped.product_id != production.product_id) AS parts,
                   production.date_finished AS planned_moment,
                   production.date_deadline AS required_moment,
                   production.state IN %(states)s AS is_open
              FROM concerned
              JOIN mrp_production production ON production.id = concerned.id
         LEFT JOIN made ON made.production_id = production.id
          ORDER BY production.date_deadline, production.id""",
            company_id=company.id, start=start, stop=stop, states=OPEN_STATES)
