"""The shipping advice leaves the house: reviewed, sent at once, its receipt confirmed."""
from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arguments import read_text
from ..core.roles import ensure_role
from .shipping_advice import CLERK


class OrderDeskShippingAdvice(models.Model):
    _inherit = 'order.desk.shipping.advice'

    # === ACTIONS === #

    def action_send(self):
        """The review is passed: print the advice and send it to the customer at once, in his language.

        Side effects: the PDF is kept, mailed and shown on the portal; each time of checking becomes a follow-up;
        the sender is reminded to ask by telephone whether a clear copy arrived. Without an e-mail address the
        paper is prepared for fax or post. Source: ADV-02, ADV-03, ADV-05.

        :return: True, or the report action when a single advice has to go on paper
        :raise AccessError: for others than order clerks
        :raise UserError: before the shipper's part is complete; while a later arrival than confirmed has not
            been settled with the customer
        """
        ensure_role(self.env, CLERK)
        self.check_access('write')
        self._ensure_sendable()
        for advice in self:
            advice._dispatch()
        self._plan_checks()
        self._store_on_transfer()
        if len(self) == 1 and self.sent_via == 'paper':
            return self.env.ref('order_desk.action_report_shipping_advice').report_action(self)
        return True

    def action_confirm_receipt(self, person, moment=None):
        """Record that the customer said by telephone that a clear copy arrived (ADV-04).

        :param str person: with whom at the customer it was spoken
        :param moment: when, naive UTC datetime; now by default
        :raise AccessError: for others than order clerks
        :raise UserError: when nothing was sent, nobody is named, or the moment lies before the sending or ahead
        """
        ensure_role(self.env, CLERK)
        self.check_access('write')
        person = read_text(person) if isinstance(person, str) else ''
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime(moment) or now
        except (TypeError, ValueError):
            raise UserError(self.env._(
                "%(moment)s is no time: write it as 2026-12-31 14:00:00.", moment=moment)) from None
        for advice in self:
            if advice.state != 'sent':
                raise UserError(self.env._(
                    "Shipping advice %(advice)s does not wait for the confirmation of its receipt.",
                    advice=advice.name))
            if not person or not advice.sent_on.replace(second=0) <= moment <= now:
                raise UserError(self.env._(
                    "Shipping advice %(advice)s: name the person at the customer you spoke with, and when: "
                    "after the sending, not ahead.", advice=advice.name))
        self._confirm(person, moment, 'phone')
        return True

    # === BUSINESS METHODS === #

    def _confirm(self, person, moment, via):
        """Store that the customer has the advice; the caller has checked who says so."""
        self._move_to('confirmed', {
            'confirmed_by_id': self.env.uid if via == 'phone' else False, 'confirmed_on': moment,
            'confirmed_with': person, 'confirmed_via': via})
        # sudo: the reminder may be a colleague's
        self.sudo().order_id.activity_feedback(
            ['order_desk.mail_activity_advice_receipt'],
            feedback=self.env._("Receipt confirmed by %(person)s", person=person))

    def _ensure_sendable(self):
        for advice in self:
            if advice.state != 'filled':
                raise UserError(self.env._(
                    "Shipping advice %(advice)s is not ready to be sent: the shipper completes his part first.",
                    advice=advice.name))
            if advice.is_late and not (advice.mismatch_note or '').strip():
                raise UserError(self.env._(
                    "Shipping advice %(advice)s: it arrives on %(expected)s, but the order confirmation says "
                    "%(confirmed)s. Settle it with the customer and write down what was agreed, then send it.",
                    advice=advice.name, expected=advice.expected_arrival, confirmed=advice.confirmed_arrival))

    def _dispatch(self):
        """Print, keep and mail one advice."""
        self.ensure_one()
        # sudo: addresses and thread of the order, whichever role sends
        advice = self.sudo()
        receivers = (advice.partner_id | advice.receiver_id).filtered('email_normalized')
        self._write_evidence({
            'state': 'sent', 'sent_by_id': self.env.uid, 'sent_on': fields.Datetime.now(),
            'sent_via': 'mail' if receivers else 'paper'})
        pdf = advice._render_paper()
        template = self.env.ref('order_desk.mail_template_shipping_advice', raise_if_not_found=False)
        if receivers and template:
            advice.message_post_with_source(
                template, attachment_ids=pdf.ids, partner_ids=receivers.ids, subtype_xmlid='mail.mt_comment',
                message_type='comment', email_layout_xmlid='mail.mail_notification_layout')
        advice.order_id._message_log(
            body=self.env._("Shipping advice %(advice)s of %(transfer)s was sent to the customer.",
                            advice=advice.name, transfer=advice.picking_id.name)
            if receivers else self.env._(
                "Shipping advice %(advice)s was prepared for fax or post: the customer has no e-mail address.",
                advice=advice.name),
            attachment_ids=pdf.ids)
        self._write_evidence({'attachment_id': pdf.id})
        advice.order_id.activity_schedule(
            'order_desk.mail_activity_advice_receipt', user_id=self.env.uid,
            summary=self.env._("Ask whether the shipping advice arrived clearly"))

    def _render_paper(self):
        """Return the PDF of one advice in the customer's language, as an attachment of its order."""
        lang = self.partner_id.lang or self.env.lang
        report = self.env['ir.actions.report'].with_context(lang=lang)
        content, extension = report._render_qweb_pdf('order_desk.action_report_shipping_advice', self.ids)
        title = self.with_context(lang=lang).env._("Shipping Advice %(advice)s", advice=self.name)
        return self.env['ir.attachment'].create({
            'name': f"{title}.{extension}".replace('/', '-'), 'raw': content,
            'mimetype': 'application/pdf' if extension == 'pdf' else 'text/html',
            'res_model': 'sale.order', 'res_id': self.order_id.id,
        })

    def _plan_checks(self):
        """Make each time of checking a follow-up of the order (ADV-05, ADV-08)."""
        # sudo: the rows are the product's
        checks = self.sudo().check_ids
        looks = self.env['order.desk.follow.up']._desk_plan([
            {
                'order_id': check.order_id.id, 'picking_id': check.advice_id.picking_id.id, 'name': check.what,
                'due_on': check.check_on, 'kind': 'arrival' if check.is_arrival else 'transit',
            }
            for check in checks
        ])
        for check, look in zip(checks, looks, strict=True):
            check._write_evidence({'follow_up_id': look.id})
