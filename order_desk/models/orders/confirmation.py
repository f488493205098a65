"""The order confirmation leaves the house: checked, printed, sent, receipt confirmed."""
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..core.arguments import ensure_records, read_text
from ..core.finding import fingerprint
from ..core.roles import OFFICE, ensure_role

ORDER_TAKER = 'order_desk.group_order_clerk'


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_confirmation_checked_by = fields.Many2one(
        'res.users', string="Print Checked By", copy=False, readonly=True)
    desk_confirmation_checked_at = fields.Datetime("Print Checked On", copy=False, readonly=True)
    desk_confirmation_checked_fingerprint = fields.Char(copy=False, readonly=True)
    desk_confirmation_sent_by = fields.Many2one(
        'res.users', string="Confirmation Sent By", copy=False, readonly=True)
    desk_confirmation_sent_at = fields.Datetime("Confirmation Sent On", copy=False, readonly=True)
    desk_confirmation_sent_via = fields.Selection(
        [('mail', "E-mail and portal"), ('paper', "On paper (fax, post)")],
        "Confirmation Sent Via", copy=False, readonly=True)
    desk_confirmation_attachment_id = fields.Many2one(
        'ir.attachment', string="Confirmation as Sent", copy=False, readonly=True, ondelete='restrict',
        index='btree_not_null')
    desk_confirmation_fingerprint = fields.Char(copy=False, readonly=True)
    desk_confirmation_facts = fields.Json(copy=False, readonly=True, prefetch=False)
    desk_confirmation_receipt_by = fields.Many2one(
        'res.users', string="Receipt Confirmed By", copy=False, readonly=True)
    desk_confirmation_receipt_at = fields.Datetime("Receipt Confirmed On", copy=False, readonly=True)
    desk_confirmation_receipt_with = fields.Char(
        "Receipt Confirmed With", copy=False, readonly=True, help="Who at the customer said that the copy is readable.")
    desk_prompt_ids = fields.One2many(
        'order.desk.prompt', 'order_id', string="Supervision Prompts", copy=False,
        help="Dated reminders printed on the order confirmation for whoever watches over the production.",
        groups=OFFICE)

    # === ACTIONS === #

    def action_desk_check_confirmation_print(self):
        """Record that the print of the order confirmation was checked item by item.

        The tick holds for what the order says now and is void when that changes. Source: CNF-02.

        :raise AccessError: when the user is no order clerk
        :raise UserError: when an order is not subject to gates or cancelled
        """
        ensure_role(self.env, ORDER_TAKER)
        self._desk_ensure_confirmable()
        now = fields.Datetime.now()
        for order in self:
            order._desk_write_facts({
                'desk_confirmation_checked_by': self.env.uid,
                'desk_confirmation_checked_at': now,
                'desk_confirmation_checked_fingerprint': order._desk_get_confirmation_fingerprint(),
            })
        return True

    def action_desk_send_confirmation(self):
        """Print the order confirmation and send it to the customer, in his language.

        Side effects: the PDF is kept on the order, mailed, and shown on the portal; a
        draft quotation counts as sent; what was sent is remembered for comparison with
        the returned copy; the sender gets an activity to ask for the receipt. Without an
        e-mail address of the customer the paper is prepared for fax or post.
        Source: CNF-01, CNF-02, CNF-03; design section 6.

        :return: True, or the report action when a single order has to go on paper
        :raise AccessError: when the user is no order clerk
        :raise UserError: naming every order and finding while a blocking gate of review is
            open, or the orders whose print is unchecked where the company asks for it
        """
        ensure_records(self)
        ensure_role(self.env, ORDER_TAKER)
        self._desk_ensure_confirmable()
        self._desk_ensure_open('review')
        self._desk_ensure_print_checked()
        self.filtered(lambda order: order.state == 'draft').action_quotation_sent()
        for order in self:
            order._desk_forget_answer()
            order._desk_dispatch_confirmation()
        self._desk_refresh()
        self._desk_plan_receipt()
        if len(self) == 1 and self.desk_confirmation_sent_via == 'paper':
            return self.env.ref('order_desk.action_report_order_confirmation').report_action(self)
        return True

    def action_desk_confirm_receipt(self, person):
        """Record that the customer has received the confirmation and can read it.

        :param str person: with whom at the customer it was spoken
        :raise AccessError: when the user is no order clerk
        :raise UserError: when nothing was sent or nobody is named. Source: CNF-03
        """
        ensure_role(self.env, ORDER_TAKER)
        self._desk_ensure_sent()
        person = read_text(person)
        if not person:
            raise UserError(self.env._(
                "Order %(orders)s: name the person at the customer who confirmed the receipt.",
                orders=", ".join(self.mapped('name'))))
        self._desk_write_facts({
            'desk_confirmation_receipt_by': self.env.uid,
            'desk_confirmation_receipt_at': fields.Datetime.now(),
            'desk_confirmation_receipt_with': person,
        })
        self._desk_close_receipt_activity(person)
        return True

    def action_desk_compose_confirmation(self):
        """Open Odoo's composer to write the customer about the confirmation in one's own words.

        The composer's message does not count as sending: that is :meth:`action_desk_send_confirmation`.
        """
        self.ensure_one()
        ensure_role(self.env, ORDER_TAKER)
        self._desk_ensure_sent()
        template = self.env.ref('order_desk.mail_template_order_confirmation', raise_if_not_found=False)
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'mail.compose.message',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_model': 'sale.order',
                'default_res_ids': self.ids,
                'default_template_id': template.id if template else False,
                'default_composition_mode': 'comment',
                'default_attachment_ids': self.desk_confirmation_attachment_id.ids,
                'force_email': True,
            },
        }

    # === BUSINESS METHODS === #

    def _desk_ensure_confirmable(self):
        wrong = self.filtered(lambda order: not order.desk_enrolled or order.state == 'cancel')
        if wrong:
            raise UserError(self.env._(
                "No order confirmation belongs to %(orders)s: cancelled, or not handled by the order desk. "
                "Reset it to a quotation, or have the administrator enrol it.",
                orders=", ".join(wrong.mapped('name'))))

    def _desk_ensure_sent(self):
        unsent = self.filtered(lambda order: not order.desk_confirmation_sent_at)
        if unsent:
            raise UserError(self.env._(
                "The order confirmation of %(orders)s has not been sent yet. Send it first.",
                orders=", ".join(unsent.mapped('name'))))

    def _desk_ensure_print_checked(self):
        unchecked = self.filtered(lambda order: (
            order.company_id.desk_check_before_sending
            and order.desk_confirmation_checked_fingerprint != order._desk_get_confirmation_fingerprint()))
        if unchecked:
            raise UserError(self.env._(
                "The print of the order confirmation of %(orders)s has not been checked as it is now. "
                "Check it item by item and press \"Print Checked\", then send it.",
                orders=", ".join(unchecked.mapped('name'))))

    def _desk_dispatch_confirmation(self):
        """Render, keep and mail the confirmation of one order and remember what it said."""
        self.ensure_one()
        has_mail = bool(self.partner_id.email_normalized)
        # First of all: sending may move the promised date that is printed.
        self._desk_write_facts({
            'desk_confirmation_sent_by': self.env.uid,
            'desk_confirmation_sent_at': fields.Datetime.now(),
            'desk_confirmation_sent_via': 'mail' if has_mail else 'paper',
        })
        facts = self._desk_get_confirmation_facts(readable=True)
        pdf = self._desk_render_confirmation()
        template = self.env.ref('order_desk.mail_template_order_confirmation', raise_if_not_found=False)
        options = {'subtype_xmlid': 'mail.mt_comment', 'message_type': 'comment'}
        if has_mail and template:
            self.message_post_with_source(
                template, attachment_ids=pdf.ids,
                email_layout_xmlid='mail.mail_notification_layout_with_responsible_signature', **options)
        else:
            self._message_log(
                body=self.env._(
                    "The order confirmation was prepared for fax or post: the customer has no e-mail address."),
                attachment_ids=pdf.ids)
        self._desk_write_facts({
            'desk_confirmation_attachment_id': pdf.id,
            'desk_confirmation_facts': facts,
            'desk_confirmation_fingerprint': fingerprint(facts),
        })

    def _desk_render_confirmation(self):
        """Return the PDF of one order's confirmation as an attachment of the order."""
        lang = self.partner_id.lang or self.env.lang
        # sudo: the paper shows the same to everybody, whichever role prints it
        report = self.env['ir.actions.report'].sudo().with_context(lang=lang)
        content, extension = report._render_qweb_pdf('order_desk.action_report_order_confirmation', self.ids)
        title = self.with_context(lang=lang).env._("Order Confirmation %(order)s", order=self.name)
        # sudo: the print is the product's, nobody edits it
        return self.env['ir.attachment'].sudo().create({
            'name': f"{title}.{extension}".replace('/', '-'),
            'raw': content,
            'mimetype': 'application/pdf' if extension == 'pdf' else 'text/html',
            'res_model': 'sale.order',
            'res_id': self.id,
        })

    def _desk_forget_answer(self):
        """Start a new round: an answer to an earlier confirmation is no answer to this one."""
        self.ensure_one()
        facts = {
            'desk_confirmation_receipt_by': False,
            'desk_confirmation_receipt_at': False,
            'desk_confirmation_receipt_with': False,
        }
        stands = (
            self.desk_return_verdict == 'clean'
            and self.desk_return_fingerprint == self._desk_get_confirmation_fingerprint())
        if not stands:
            facts.update(self._desk_prepare_no_return())
        self._desk_write_facts(facts)
        if not stands and self.signature:
            # Kept as evidence with its return; the customer must be able to sign this confirmation.
            self.sudo().write({'signature': False, 'signed_by': False, 'signed_on': False})

    # === HELPERS === #

    def _desk_plan_receipt(self):
        # Asking is done by telephone: nobody else would remind the sender of it.
        self.activity_schedule(
            'order_desk.mail_activity_confirmation_receipt', user_id=self.env.uid,
            summary=self.env._("Ask whether the order confirmation arrived clearly"))

    def _desk_close_receipt_activity(self, person):
        self.activity_feedback(
            ['order_desk.mail_activity_confirmation_receipt'],
            feedback=self.env._("Receipt confirmed by %(person)s", person=person))

    def _desk_get_confirmation_remarks(self):
        """Return the company's terms for the printed confirmation, or False when there are none."""
        self.ensure_one()
        return False if is_html_empty(self.note) else self.note
