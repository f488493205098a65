# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .report_sheet import Column, Sheet

SHIPPED, RECEIVED, INVOICED = range(3)


class OrderDeskReportCustomerAccounts(models.AbstractModel):
    """Shipped, received and invoiced per customer and month, between two balances of the ledger (REC-06).

    In the company's currency, taxes included. Goods that came back count against what was shipped, credit notes
    against invoices, money paid back against what was received. Invoices and money are what the receivable accounts
    say: drafts and bounced payments count for nothing.
    """
    _name = 'order.desk.report.customer_accounts'
    _inherit = ['order.desk.report']
    _description = "Customer sales summary"

    _code = 'customer_accounts'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        rows = self._get_rows(scope)
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("Customer")), Column(_("Salesperson")), Column(_("Owed Before"), 'amount'),
             Column(_("Shipped"), 'amount'), Column(_("Received"), 'amount'), Column(_("Invoiced"), 'amount'),
             Column(_("Other Entries"), 'amount'), Column(_("Owed After"), 'amount')],
            rows, [_("Total"), None, *(sum(column) for column in list(zip(*rows, strict=True))[2:])] if rows else (),
            notes=(_("Owed after = owed before + invoiced − received + other entries; in the currency of the company, "
                     "taxes included."),),
            empty=_("No customer moved."))]

    @api.model
    def _get_rows(self, scope):
        """Return one row for each customer with movements or a balance, the largest shipments first."""
        figures, balances = defaultdict(lambda: [0.0, 0.0, 0.0]), defaultdict(lambda: [0.0, 0.0])
        for customer_id, amount in self._read_shipped(scope):
            figures[customer_id][SHIPPED] += amount
        for customer_id, before, invoiced, received, after in self._read_ledger(scope):
            figures[customer_id][INVOICED] += invoiced
            figures[customer_id][RECEIVED] += received
            balances[customer_id] = [before, after]
        customers = {customer.id: customer for customer in self.env['res.partner'].browse(figures)}
        rounded = scope.company.currency_id.round
        rows = []
        for customer_id, (shipped, received, invoiced) in figures.items():
            before, after = balances[customer_id]
            other = after - before - invoiced + received
            amounts = [rounded(amount) for amount in (before, shipped, received, invoiced, other, after)]
            if any(amounts):
                customer = customers[customer_id]
                rows.append([customer.name, customer.user_id.name, *amounts])
        return sorted(rows, key=lambda row: (-row[3], row[0] or ''))

    @api.model
    def _read_shipped(self, scope):
        """Return [(customer id, value)] of goods that left less those that came back, at the order's prices."""
        self.env.flush_all()
        return self.env.execute_query(SQL("""
            SELECT p.commercial_partner_id,
                   SUM(CASE WHEN there.usage = 'customer' THEN 1 ELSE -1 END * l.price_total * CASE
                           WHEN m.product_id = l.product_id
                           THEN m.quantity * moved.factor / sold.factor / l.product_uom_qty
                           ELSE m.quantity * moved.factor / NULLIF(parts.total, 0) END
                       / COALESCE(NULLIF(o.currency_rate, 0), 1))
              FROM stock_move m
              JOIN uom_uom moved ON moved.id = m.product_uom
              JOIN sale_order_line l ON l.id = m.sale_line_id AND l.product_uom_qty <> 0
              JOIN uom_uom sold ON sold.id = l.product_uom_id
              JOIN sale_order o ON o.id = l.order_id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN stock_location here ON here.id = m.location_id
              JOIN stock_location there ON there.id = m.location_dest_id
         LEFT JOIN LATERAL (  -- parts of a set share its price by quantity
                   SELECT SUM(part.product_uom_qty * unit.factor) AS total
                     FROM stock_move part
                     JOIN uom_uom unit ON unit.id = part.product_uom
                     JOIN stock_location target ON target.id = part.location_dest_id AND target.usage = 'customer'
                    WHERE part.sale_line_id = l.id AND part.state <> 'cancel' AND m.product_id <> l.product_id
                   ) parts ON TRUE
             WHERE m.state = 'done' AND m.company_id = %s AND m.date >= %s AND m.date < %s
               AND (here.usage = 'customer') <> (there.usage = 'customer')
          GROUP BY p.commercial_partner_id""", scope.company.id, scope.start, scope.stop))

    @api.model
    def _read_ledger(self, scope):
        """Return [(customer id, balance before, invoiced, received, balance after)] of the receivable accounts."""
        return self.env.execute_query(SQL("""
            SELECT p.commercial_partner_id,
                   COALESCE(SUM(i.balance) FILTER (WHERE i.date < %(first)s), 0),
                   COALESCE(SUM(i.balance) FILTER (
                       WHERE i.date >= %(first)s AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')), 0),
                   COALESCE(SUM(-i.balance) FILTER (
                       WHERE i.date >= %(first)s AND m.move_type = 'entry'
                         AND j.type IN ('bank', 'cash', 'credit')), 0),
                   SUM(i.balance)
              FROM account_move_line i
              JOIN account_account a ON a.id = i.account_id AND a.account_type = 'asset_receivable'
              JOIN account_move m ON m.id = i.move_id
              JOIN account_journal j ON j.id = m.journal_id
              JOIN res_partner p ON p.id = i.partner_id
             WHERE i.company_id = %(company)s AND i.parent_state = 'posted' AND i.date <= %(last)s
          GROUP BY p.commercial_partner_id""", first=scope.first, last=scope.last, company=scope.company.id))
