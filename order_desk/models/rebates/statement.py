from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate
from odoo.tools.misc import formatLang

from ..core.arguments import read_text
from ..core.roles import ensure_role
from ..orders.promise_days import local_day
from .settlement import FINANCE

_lt = LazyTranslate(__name__)

# Salespeople read, and so send, those of their own customers only.
SENDERS = (
    'sales_team.group_sale_salesman', 'order_desk.group_order_clerk', 'order_desk.group_general_manager',
    'account.group_account_invoice')

RULES = {
    'volume': _lt("Counts"),
    'included': _lt("Counts: goods of the agreement"),
    'credit_note': _lt("Counts: return or credit"),
    'tax': _lt("Left out: tax"),
    'rebate': _lt("Left out: is a rebate itself"),
    'down_payment': _lt("Left out: down payment"),
    'delivery': _lt("Left out: delivery charge"),
    'excluded': _lt("Left out: excluded goods"),
    'not_included': _lt("Left out: not among the goods of the agreement"),
    'unit': _lt("Left out: unit cannot be converted"),
    'unpaid': _lt("Left out: not paid in full"),
    'other_agreement': _lt("Left out: counts in another agreement"),
}


class StatementRow(NamedTuple):
    """One invoice line on the statement; amounts in the agreement's currency."""
    document: str
    day: fields.Date
    text: str
    counted: bool
    rule: str
    volume: float
    amount: float


class OrderDeskRebateSettlement(models.Model):
    """The statement: sent to the customer, who agrees or disputes."""
    _inherit = 'order.desk.rebate.settlement'

    # === ACTIONS === #

    def action_send(self):
        """Send the statements to the customers by mail; the papers are kept as they were sent.

        :raise AccessError: for who neither sells nor settles; reading a settlement is not enough to mail it
        :raise UserError: naming cancelled settlements and customers without address
        """
        ensure_role(self.env, *FINANCE, *SENDERS)
        self.check_access('read')
        self._ensure_sendable()
        for settlement in self:
            settlement._send_statement()
        return True

    def action_preview(self):
        """Open the page that the customer sees."""
        self.ensure_one()
        return {'type': 'ir.actions.act_url', 'target': 'self', 'url': self.get_portal_url()}

    # === BUSINESS METHODS === #

    def _ensure_sendable(self):
        cancelled = self.filtered(lambda settlement: settlement.state == 'cancelled')
        if cancelled:
            raise UserError(self.env._(
                "%(settlements)s is cancelled: there is nothing to tell the customer.",
                settlements=", ".join(cancelled.mapped('name'))))
        silent = self.partner_id.filtered(lambda partner: not partner.email)
        if silent:
            raise UserError(self.env._(
                "There is no mail address of %(customers)s: enter it, or print the statement.",
                customers=", ".join(silent.mapped('display_name'))))

    def _send_statement(self):
        """Keep the paper of today and mail it."""
        self.ensure_one()
        settlement = self.sudo()  # sudo: who sends a statement does not write it by hand
        # sudo: the paper holds what finance alone may read, and is made for the customer
        content, extension = self.env['ir.actions.report'].sudo()._render_qweb_pdf(
            'order_desk.action_report_rebate_statement', settlement.ids)
        statement = self.env['ir.attachment'].sudo().create({  # sudo: as above
            'name': f"{settlement._get_report_base_filename()}.{extension}", 'raw': content,
            'mimetype': 'application/pdf' if extension == 'pdf' else 'text/html',
            'res_model': settlement._name, 'res_id': settlement.id})
        state = 'sent' if settlement.customer_state == 'none' else settlement.customer_state
        settlement.write({'statement_id': statement.id, 'sent_on': fields.Datetime.now(), 'customer_state': state})
        # sudo: as above
        template = self.env.ref('order_desk.mail_template_rebate_statement').sudo()
        template.send_mail(settlement.id, email_values={'attachment_ids': statement.ids})

    def _answer(self, answer, name, note):
        """Take in the customer's answer from the portal.

        Side effects: the words stand in the chatter; a dispute calls the salesperson, or whoever settled.

        :param str answer: 'agreed' or 'disputed'
        :param str name: who answers
        :param str note: needed for a dispute
        :raise UserError: when there is nothing to answer, or a dispute has no words
        """
        self.ensure_one()
        if answer not in ('agreed', 'disputed') or self.state == 'cancelled':
            raise UserError(self.env._("%(settlement)s waits for no answer.", settlement=self.name))
        if self.customer_state == 'agreed':
            raise UserError(self.env._("%(settlement)s was agreed to already.", settlement=self.name))
        note = read_text(note)[:2000]
        if answer == 'disputed' and not note:
            raise UserError(self.env._("Please tell us what is wrong with %(settlement)s.", settlement=self.name))
        self.write({
            'customer_state': answer, 'customer_name': read_text(name)[:200], 'customer_note': note or False,
            'customer_answered_on': fields.Datetime.now()})
        if answer == 'disputed':
            user = self.user_id or self.settled_by_id
            self.activity_schedule(
                'order_desk.mail_activity_rebate_disputed', note=note, user_id=user.id or self.env.uid)
            self.message_post(body=self.env._(
                "%(customer)s disputes the statement: %(note)s", customer=name, note=note))
        else:
            self.activity_unlink(['order_desk.mail_activity_rebate_disputed'])
            self.message_post(body=self.env._("%(customer)s agrees to the statement.", customer=name))

    def _get_statement_rows(self):
        """Return every invoice line of the period as it was known when settled, with rule and rebate.

        :rtype: list[StatementRow]
        """
        self.ensure_one()
        # sudo: the customer's own lines; the statement tells them to whoever may see the settlement
        agreement = self.agreement_id.sudo().with_company(self.company_id)
        as_of = local_day(self.settled_on, self.company_id) or None
        window = (self.date_from, self.date_to)
        result = agreement._compute_rebates({agreement: window}, as_of)[agreement]
        rows = agreement._get_volume_rows(*window, as_of=as_of)
        shares = agreement._spread_rebate(result, rows)
        # sudo: as above
        lines = self.env['account.move.line'].sudo().browse([row.move_line_id for row in rows]).grouped('id')
        measure = 'quantity' if agreement.basis == 'quantity' else 'amount'
        found = []
        for row in sorted(rows, key=lambda row: (row.date, row.move_id, row.move_line_id)):
            line = lines[row.move_line_id]
            if row.rule == 'tax':
                continue
            found.append(StatementRow(
                line.move_id.name, row.date, line.product_id.display_name or line.name or '', row.counted,
                self._get_rule_text(row.rule), getattr(row, measure), shares.get(row.move_line_id, 0.0)))
        return found

    # === HELPERS === #

    def _get_rule_text(self, rule):
        return self.env._(RULES[rule]._source) if rule in RULES else rule

    def _get_line_text(self, line):
        """Return the text of a settlement line in the reader's language."""
        source, move = line.source_id.sudo(), line.move_id.sudo()  # sudo: the statement tells the customer's own papers
        if line.kind == 'earned':
            return self.env._(
                "Earned from %(date_from)s to %(date_to)s", date_to=self._format_date(self.date_to),
                # sudo: as above
                date_from=self._format_date(self.agreement_id.sudo().date_from))
        if line.kind == 'paid':
            return self.env._("Settled by %(settlement)s to %(day)s", settlement=source.name,
                              day=self._format_date(source.date_to))
        if line.kind == 'carried':
            return self.env._("Carried forward from %(settlement)s of %(agreement)s", settlement=source.name,
                              agreement=source.agreement_id.name)
        if line.kind == 'goods':
            return self.env._("Less than one unit of the goods: stays due")
        if not move:
            return line.name
        entry = self.env['order.desk.rebate.settlement.entry'].new({
            'kind': line.kind, 'day': move.invoice_date})
        return self._get_entry_text(entry, move)

    def _format_number(self, number):
        """Return a figure as the reader's language writes it, with two decimals."""
        return formatLang(self.env, number, digits=2)
