from odoo import api, models
from odoo.tools import SQL


class OrderDeskDepositLedger(models.AbstractModel):
    """From an entry in the ledger to the orders it concerns: gates open and close by themselves."""
    _inherit = 'order.desk.deposit.ledger'

    # === BUSINESS METHODS === #

    @api.model
    def _is_watching(self):
        """Tell whether anybody waits for ledger events; no query while no company uses the desk."""
        return bool(self.env['res.company']._desk_get_enabled_ids())

    @api.model
    def _get_concerned(self, moves):
        """Return the enrolled orders that invoices, payments or entries concern, in one query.

        :param moves: account.move records, before or after the change
        """
        # sudo: whoever books an entry need not read the orders it concerns
        orders = self.env['sale.order'].sudo()
        if not moves.ids:
            return orders
        self.env['sale.order'].flush_model(['desk_enrolled', 'state'])
        self.env['sale.order.line'].flush_model(['order_id', 'invoice_lines'])
        self.env['account.move'].flush_model(['reversed_entry_id'])
        self.env['account.move.line'].flush_model(['move_id', 'sale_line_ids'])
        self.env['account.partial.reconcile'].flush_model(['debit_move_id', 'credit_move_id'])
        self.env['account.payment'].flush_model(['move_id', 'desk_order_id'])
        rows = self.env.execute_query(SQL(
            """
              WITH touched AS (
                    SELECT id FROM account_move WHERE id IN %(move_ids)s
                 UNION
                    SELECT reversed_entry_id FROM account_move WHERE id IN %(move_ids)s
                 UNION
                    SELECT counter.move_id
                      FROM account_move_line line
                      JOIN account_partial_reconcile partial ON partial.credit_move_id = line.id
                      JOIN account_move_line counter ON counter.id = partial.debit_move_id
                     WHERE line.move_id IN %(move_ids)s
                 UNION
                    SELECT counter.move_id
                      FROM account_move_line line
                      JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
                      JOIN account_move_line counter ON counter.id = partial.credit_move_id
                     WHERE line.move_id IN %(move_ids)s
                   ),
                   found AS (
                    SELECT sol.order_id
                      FROM touched
                      JOIN account_move_line line ON line.move_id = touched.id
                      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
                      JOIN sale_order_line sol ON sol.id = rel.order_line_id
                 UNION
                    SELECT payment.desk_order_id
                      FROM touched
                      JOIN account_payment payment ON payment.move_id = touched.id
                   )
            SELECT sale_order.id
              FROM sale_order
              JOIN found ON found.order_id = sale_order.id
             WHERE sale_order.desk_enrolled AND sale_order.state != 'cancel'
          ORDER BY sale_order.id""",
            move_ids=tuple(moves.ids)))
        return orders.browse([order_id for order_id, in rows])

    @api.model
    def _announce(self, orders):
        """Evaluate the gates of orders anew after something happened to their money.

        :param orders: orders found by :meth:`_get_concerned`; quotations without a deposit wait for no money
        """
        self._forget()
        orders = orders.exists().filtered(
            lambda order: order.desk_enrolled and order.state != 'cancel') if orders else orders
        asking = orders._desk_get_deposits_required()
        orders.filtered(lambda order: order.state == 'sale' or order in asking)._desk_refresh()

    @api.model
    def _forget(self):
        """Throw the shown amounts away: they have no dependency on the ledger."""
        self.env['sale.order'].invalidate_model(
            ['desk_deposit_received', 'desk_deposit_missing', 'desk_balance_missing'], flush=False)
