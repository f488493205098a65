from odoo import fields, models
from odoo.exceptions import UserError

from .complaint import ENDED
from .complaint_handling import TELLERS

TELLABLE = ('registered', 'in_work', 'answered', 'checked')


class OrderDeskComplaint(models.Model):
    """The customer hears the result, in his language and without internals (CMP-01)."""
    _inherit = 'order.desk.complaint'

    # === ACTIONS === #

    def action_tell_by_mail(self):
        """Mail the customer what came of his complaint; the message stays in the complaint's thread.

        :raise AccessError: for others than the order desk, sales and the supervisors
        :raise UserError: without words for the customer, or when he has no e-mail address
        """
        self._ensure_step(TELLERS, *TELLABLE)
        self._ensure_text('result_text', self.env._("write down what the customer is told"))
        silent = self.filtered(lambda complaint: not complaint.partner_id.email_normalized)
        if silent:
            raise UserError(self.env._(
                "%(customer)s has no e-mail address: tell him by telephone and note with whom you spoke "
                "(%(complaint)s).", customer=silent[0].partner_id.display_name, complaint=silent[0].name))
        template = self.env.ref('order_desk.mail_template_complaint_result')
        for complaint in self.sudo():  # sudo: the message goes out in the complaint's thread
            bodies = template._render_field('body_html', complaint.ids, compute_lang=True)
            subjects = template._render_field('subject', complaint.ids, compute_lang=True)
            complaint.message_post(
                body=bodies[complaint.id], subject=subjects[complaint.id], partner_ids=complaint.partner_id.ids,
                message_type='comment', subtype_xmlid='mail.mt_comment',
                email_layout_xmlid='mail.mail_notification_layout_with_responsible_signature')
        return self._mark_told('mail')

    def action_tell_by_phone(self):
        """Record that the customer was told by telephone.

        :raise UserError: when nobody at the customer is named, or nothing is written down
        """
        self._ensure_step(TELLERS, *TELLABLE)
        self._ensure_text('result_text', self.env._("write down what the customer is told"))
        self._ensure_text('result_told_to', self.env._("name the person at the customer you spoke with"))
        return self._mark_told('telephone')

    # === BUSINESS METHODS === #

    def _get_portal_state(self):
        """Return the state in words for the customer: neutral, nothing of what goes on inside."""
        self.ensure_one()
        if self.state in ENDED:
            return self.env._("Settled")
        return self.env._("Registered") if self.state == 'registered' else self.env._("Being worked on")

    # === HELPERS === #

    def _mark_told(self, how):
        self._write_evidence({
            'result_told_how': how, 'result_told_by_id': self.env.uid, 'result_told_on': fields.Datetime.now()})
        return True
