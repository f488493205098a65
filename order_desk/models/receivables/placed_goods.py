from odoo import fields, models
from odoo.tools import SQL


class OrderDeskPlacedGoods(models.Model):
    """Goods placed with customers and sums they owe, order by order, by the terms of the contract (REC-05).

    A view of orders and ledger, so it is true whenever it is looked at. Placed are goods that were delivered and not
    invoiced, at the order's prices, taxes included; owed is what the open items of the order come to.
    Amounts in the currency of the company.
    """
    _name = 'order.desk.placed.goods'
    _description = "Goods Placed and Sums Owed"
    _auto = False
    _order = 'overdue desc, owed desc, id'
    _rec_name = 'order_id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    customer_class = fields.Selection([('a', "A"), ('b', "B"), ('c', "C")], readonly=True)
    contract_number = fields.Char(readonly=True)
    payment_term_id = fields.Many2one('account.payment.term', readonly=True)
    salesperson_id = fields.Many2one('res.users', readonly=True)
    order_taker_id = fields.Many2one('res.users', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    placed = fields.Monetary("Goods Placed", readonly=True, help="Delivered, not invoiced yet.")
    owed = fields.Monetary("Open Items", readonly=True, help="Invoices not paid, less money received in advance.")
    total = fields.Monetary("Owed in All", readonly=True, help="Goods placed and open items.")
    overdue = fields.Monetary(readonly=True, help="What is past its day by the terms of the contract.")
    due_on = fields.Date("Due Since", readonly=True, help="The first day on which something of it fell or falls due.")
    days_overdue = fields.Integer(readonly=True, aggregator='max')

    # === ACTIONS === #

    def action_open_order(self):
        """Open the order that this row is about."""
        self.ensure_one()
        return self.order_id._get_records_action()

    # === HELPERS === #

    @property
    def _table_query(self):
        return SQL("""
            WITH placed AS (
                SELECT l.order_id, SUM(l.price_total / l.product_uom_qty * (l.qty_delivered - l.qty_invoiced)) AS amount
                  FROM sale_order_line l
                 WHERE l.state = 'sale' AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
                   AND l.product_uom_qty <> 0 AND l.qty_delivered > l.qty_invoiced
              GROUP BY l.order_id
            ), open AS (
                SELECT r.order_id, SUM(r.amount) AS amount, SUM(r.overdue) AS overdue,
                       MIN(r.due_on) FILTER (WHERE r.amount > 0) AS due_on,
                       MAX(r.days_overdue) FILTER (WHERE r.amount > 0) AS days
                  FROM (%s) r WHERE r.order_id IS NOT NULL
              GROUP BY r.order_id
            ), sums AS (
                SELECT COALESCE(placed.order_id, open.order_id) AS order_id, COALESCE(placed.amount, 0) AS placed,
                       COALESCE(open.amount, 0) AS owed, COALESCE(open.overdue, 0) AS overdue, open.due_on, open.days
                  FROM placed FULL JOIN open ON open.order_id = placed.order_id
            )
            SELECT o.id, o.id AS order_id, p.commercial_partner_id AS partner_id, c.desk_class AS customer_class,
                   o.desk_contract_number AS contract_number, o.payment_term_id, o.user_id AS salesperson_id,
                   c.desk_order_taker_id AS order_taker_id, o.company_id, k.currency_id,
                   v.placed, s.owed, v.placed + s.owed AS total, s.overdue, s.due_on,
                   COALESCE(s.days, 0) AS days_overdue
              FROM sums s
              JOIN sale_order o ON o.id = s.order_id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN res_partner c ON c.id = p.commercial_partner_id
              JOIN res_company k ON k.id = o.company_id
              JOIN res_currency m ON m.id = k.currency_id
        CROSS JOIN LATERAL (
                   SELECT ROUND(
                       (s.placed / COALESCE(NULLIF(o.currency_rate, 0), 1))::numeric, m.decimal_places) AS placed) v""",
            self.env['order.desk.receivable']._table_query)
