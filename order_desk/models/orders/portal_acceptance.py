"""A signature or a payment of the customer on an order that still stands before gates (design law 5)."""
from odoo import SUPERUSER_ID, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# What the customer reads about his order; never what happens inside the house.
SENTENCES = {
    'checking': _lt("We are checking your order and will send you our order confirmation."),
    'signed': _lt(
        "Thank you, we have received your signature. We are completing our checks and will come back to you."),
    'awaiting': _lt("Please check our order confirmation and sign it here, or send it back signed and stamped."),
    'examining': _lt("Thank you, we have received your signed copy and are looking at it."),
    'unclear': _lt("We have a question about the copy you returned and will get in touch with you."),
    'confirmed': _lt("Thank you, your confirmation is complete. We are preparing your order."),
    'deposit': _lt("Your order is confirmed. Production starts once the agreed deposit has arrived."),
    'production': _lt("Your order is confirmed and being prepared."),
    'ready': _lt("Your goods are ready and will be shipped soon."),
    'transit': _lt("Your goods are on their way."),
    'received': _lt("Your goods have arrived. Thank you for your order."),
    'closed': _lt("Your order is complete. Thank you."),
}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _validate_order(self):
        """Confirm what the customer signed, or keep his signature and tell who has the order.

        Side effects on a blocked order: the signature is filed as a returned copy, the
        owners of the open gates get an activity; the order stays as it is.
        """
        # EXTENDS sale
        enrolled = self._desk_get_enrolled()
        if not enrolled:
            return super()._validate_order()
        for order in enrolled:
            order._desk_file_signature()
        free = self - enrolled._desk_hold_blocked()
        if free:
            return super(SaleOrder, free)._validate_order()
        return None

    def _desk_hold_blocked(self):
        """Return those of these orders that gates keep from being confirmed, their owners told."""
        verdicts = [
            verdict for verdict in self._desk_evaluate(('review', 'confirm')) if self._desk_is_blocking(verdict)]
        if verdicts:
            self._desk_as_house()._desk_notify_owners(verdicts)
        return self.browse({verdict.document.id for verdict in verdicts})

    def _desk_file_signature(self):
        """File a portal signature as a returned copy, once.

        It is the clean copy when the review is settled and the confirmation that was sent
        still says what the order says; else a person examines it.
        """
        self.ensure_one()
        order = self._desk_as_house()
        if not order.signature or order.desk_return_ids.filtered(
                lambda copy: copy.source == 'portal_signature' and copy.received_at == order.signed_on):
            return
        row = order._desk_file_return(
            'portal_signature', signed_by=order.signed_by, received_at=order.signed_on or fields.Datetime.now(),
            facts=order._desk_get_confirmation_facts(readable=True))
        # A file of its own: a later round clears the field.
        row._attach(order.env._("Signature %(order)s.png", order=order.name), datas=order.signature)
        review_open = any(self._desk_is_blocking(verdict) for verdict in order._desk_evaluate(('review',)))
        unchanged = order.desk_confirmation_fingerprint == order._desk_get_confirmation_fingerprint()
        if order.desk_confirmation_sent_at and unchanged and not review_open:
            order._desk_examine_return(row.attachment_ids, 'clean', '', customer_return=row)
        elif order.desk_return_verdict != 'clean':
            order._desk_write_facts({'desk_return_verdict': 'to_examine'})
            order._desk_refresh()

    def _desk_take_upload(self, content, extension):
        """File a copy that the customer uploaded; it waits for the order clerk.

        :param bytes content: a PDF, PNG or JPEG, already checked
        """
        self.ensure_one()
        order = self._desk_as_house()
        row = order._desk_file_return('portal_upload', facts=order.desk_confirmation_facts)
        row._attach(f"{order.env._('Signed confirmation %(order)s', order=order.name)}.{extension}", raw=content)
        order._desk_write_facts({'desk_return_verdict': 'to_examine'})
        order._desk_refresh()
        order._desk_notify_owners([
            verdict for verdict in order._desk_evaluate(('confirm',)) if verdict.finding])

    # === HELPERS === #

    def _desk_as_house(self):
        """Return these orders in the name and language of the company instead of the visitor's."""
        return self.with_user(SUPERUSER_ID).with_context(lang=self.company_id[:1].partner_id.lang or 'en_US')

    def _desk_get_portal_step(self):
        """Return the word of :data:`SENTENCES` that tells the customer where his order stands."""
        self.ensure_one()
        if self.state == 'sale':
            return self.desk_stage if self.desk_stage in SENTENCES else 'production'
        if self.desk_return_verdict == 'clean':
            return 'confirmed' if self.desk_state == 'clear' else 'signed'
        if self.desk_confirmation_sent_at:
            return {'to_examine': 'examining', 'unclear': 'unclear'}.get(self.desk_return_verdict, 'awaiting')
        return 'signed' if self.signature else 'checking'

    def _desk_get_portal_sentence(self):
        """Return one neutral sentence for the customer, empty when the desk has no part in the order."""
        self.ensure_one()
        if not self.desk_enrolled or self.state == 'cancel' or self.is_expired:
            return ''
        return self._desk_get_step_sentence()

    def _desk_get_step_sentence(self):
        return self.env._(SENTENCES[self._desk_get_portal_step()]._source)

    def _desk_accepts_upload(self):
        """Tell whether the customer may hand in a signed copy on the portal now."""
        self.ensure_one()
        waiting = len(self.desk_return_ids.filtered(lambda copy: copy.state == 'to_examine'))
        return bool(
            self.desk_enrolled and self.state in ('draft', 'sent') and not self.is_expired
            and self.desk_confirmation_sent_at and self.desk_return_verdict != 'clean' and waiting < 5)
