from odoo import fields, models
from odoo.tools import SQL

BUCKETS = [
    ('open', "Not due"), ('d30', "1–30 days"), ('d60', "31–60 days"), ('d90', "61–90 days"), ('old', "Over 90 days"),
]


class OrderDeskReceivable(models.Model):
    """What customers owe, item by item, with the order each item comes from (REC-01, PAY-08 … PAY-10, PAY-13).

    A view of the ledger: open items of receivable accounts. Money received and not yet matched stands
    there with its sign, on the order it was assigned to.
    """
    _name = 'order.desk.receivable'
    _description = "Receivable"
    _auto = False
    _order = 'due_on, id'
    _rec_name = 'move_id'

    # === FIELDS === #

    move_id = fields.Many2one('account.move', string="Document", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    order_id = fields.Many2one(
        'sale.order', readonly=True, help="Where a document covers several orders: the first of them.")
    salesperson_id = fields.Many2one('res.users', readonly=True)
    order_taker_id = fields.Many2one('res.users', readonly=True)
    customer_class = fields.Selection([('a', "A"), ('b', "B"), ('c', "C")], readonly=True)
    is_suspended = fields.Boolean("Shipment Suspended", readonly=True)
    reviewed_on = fields.Date("Put in Order", readonly=True)
    date = fields.Date("Dated", readonly=True)
    due_on = fields.Date("Due", readonly=True)
    days_overdue = fields.Integer(
        readonly=True, aggregator='max', help="Calendar days since it fell due.")
    bucket = fields.Selection(BUCKETS, string="Age", readonly=True)
    amount_currency = fields.Monetary("Open Amount", readonly=True, currency_field='currency_id', aggregator=None)
    amount = fields.Monetary(
        "Open", readonly=True, currency_field='company_currency_id', help="In the currency of the company.")
    overdue = fields.Monetary(readonly=True, currency_field='company_currency_id')

    # === COMPUTE METHODS === #

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.move_id, line.company_id, line.company_currency_id, line.currency_id,
                   line.partner_id, origin.order_id, line.date,
                   COALESCE(sale_order.user_id, move.invoice_user_id, partner.user_id) AS salesperson_id,
                   partner.desk_order_taker_id AS order_taker_id, partner.desk_class AS customer_class,
                   partner.desk_shipment_suspended AS is_suspended,
                   partner.desk_receivables_reviewed_on AS reviewed_on,
                   age.due_on, GREATEST(0, age.days) AS days_overdue,
                   CASE WHEN age.days <= 0 THEN 'open' WHEN age.days <= 30 THEN 'd30' WHEN age.days <= 60 THEN 'd60'
                        WHEN age.days <= 90 THEN 'd90' ELSE 'old' END AS bucket,
                   line.amount_residual_currency AS amount_currency, line.amount_residual AS amount,
                   CASE WHEN age.days > 0 THEN line.amount_residual ELSE 0 END AS overdue
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
              JOIN account_move move ON move.id = line.move_id
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(line.date_maturity, line.date) AS due_on,
                          %(today)s - COALESCE(line.date_maturity, line.date) AS days) age
         LEFT JOIN LATERAL (
                   SELECT MIN(found.order_id) AS order_id
                     FROM (
                           SELECT sol.order_id
                             FROM account_move_line item
                             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                             JOIN sale_order_line sol ON sol.id = rel.order_line_id
                            WHERE item.move_id = line.move_id
                        UNION ALL
                           SELECT payment.desk_order_id
                             FROM account_payment payment
                            WHERE payment.move_id = line.move_id
                          ) found) origin ON TRUE
         LEFT JOIN sale_order ON sale_order.id = origin.order_id
             WHERE line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual != 0""",
            today=fields.Date.context_today(self))

    # === ACTIONS === #

    def action_desk_open_order(self):
        """Open the order that this item comes from, or the customer where there is none."""
        self.ensure_one()
        return (self.order_id or self.partner_id)._get_records_action()

    def action_desk_put_in_order(self):
        """Record that the receivables of these items' customers were gone through (REC-01).

        :raise AccessError: for others than order desk, sales and finance
        """
        return self.partner_id.action_desk_review_receivables()
