from odoo import api, fields, models


class OrderDeskDemo(models.AbstractModel):
    """Money after the orders: balances collected, a rebate settled, accounts compared."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS === #

    @api.model
    def _settle_accounts(self):
        """One balance is asked for, one rebate is settled and stated, two customers compare their accounts."""
        self._ask_for_balance(self._get_order(28))
        self._settle_rebate()
        self._compare_account('green', 0.0)
        self._compare_account('marine', 125.0)

    @api.model
    def _ask_for_balance(self, order):
        """The desk makes the balance notice and sends it; the salesperson is to collect."""
        clerk = self._as('clerk', order)
        clerk.action_desk_issue_balance_notice()
        clerk.desk_balance_notice_ids.filtered(lambda notice: notice.state == 'draft').action_send()

    # === HELPERS === #

    @api.model
    def _settle_rebate(self):
        """Finance settles what the running agreement has earned until today; the salesperson sends the statement."""
        running = self.env['order.desk.rebate.agreement'].search([
            ('company_id', '=', self.env.company.id), ('state', '=', 'active')])
        settlement = self._as('finance', running).action_settle(self._today())
        self._as('seller', settlement).action_send()

    @api.model
    def _compare_account(self, customer, lacking):
        """Finance states an account; in the customer's books it is lower by ``lacking``."""
        check = self._as('finance', self.env['order.desk.account.check']).create({
            'partner_id': self._get_customer(customer).id,
            'date_from': fields.Date.start_of(self._today(), 'year'), 'date_to': self._today()})
        check.action_state()
        check.write({
            'customer_balance': check.balance - lacking,
            'answer_ids': [fields.Command.set(self._file(
                'finance', f"Statement {check.name}.pdf", f"Account of {check.partner_id.name}").ids)]})
        check.action_answer()
