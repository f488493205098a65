from odoo import models
from odoo.tools.misc import format_amount, format_date
from odoo.tools.translate import LazyTranslate

from .promise_days import local_day

_lt = LazyTranslate(__name__)

# What comes next, as the customer may know it; by the step of his order.
NEXT = {
    'checking': _lt("Next: we send you our order confirmation."),
    'signed': _lt("Next: we complete our checks and confirm your order."),
    'awaiting': _lt("Next: please sign our order confirmation, or return it signed and stamped."),
    'examining': _lt("Next: we look at your copy and confirm your order."),
    'unclear': _lt("Next: we settle the question with you."),
    'confirmed': _lt("Next: we confirm your order."),
    'deposit': _lt("Next: please pay the deposit, then production starts."),
    'production': _lt("Next: your goods are finished and made ready for shipment."),
    'ready': _lt("Next: we ship your goods."),
    'transit': _lt("Next: please sign for the goods when they arrive."),
}


class SaleOrder(models.Model):
    """What an order waits for in words for its customer: nothing of the house, amounts only of his own (TRK-04)."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_portal_waiting(self):
        """Return sentences for the customer: what is waited for since when, what it costs to wait, what comes next.

        :rtype: list[str]
        """
        self.ensure_one()
        if not self._desk_get_portal_sentence():
            return []
        step = self._desk_get_portal_step()
        sentences = [self._desk_get_portal_since(step), self._desk_get_portal_costs(step)]
        if step in NEXT:
            sentences.append(self.env._(NEXT[step]._source))
        return [sentence for sentence in sentences if sentence]

    # === HELPERS === #

    def _desk_get_portal_since(self, step):
        """Return who is waited for and since when."""
        if step == 'deposit':
            return self._desk_get_portal_deposit()
        waiting = self.desk_return_ids.filtered(lambda copy: copy.state == 'to_examine')[:1]
        moment = {
            'awaiting': self.desk_confirmation_sent_at,
            'examining': waiting.received_at,
            'signed': self.signed_on or waiting.received_at,
        }.get(step)
        if not moment:
            return ''
        day = format_date(self.env, local_day(moment, self.company_id))
        if step == 'awaiting':
            return self.env._("We have been waiting for your signed copy since %(date)s.", date=day)
        return self.env._("Your copy has been with us since %(date)s.", date=day)

    def _desk_get_portal_deposit(self):
        currency = self.currency_id
        missing = currency.round(self.desk_deposit_required - self.desk_deposit_received)
        if missing <= 0:
            return ''
        values = {
            'deposit': format_amount(self.env, self.desk_deposit_required, currency),
            'missing': format_amount(self.env, missing, currency)}
        if self.date_order:
            return self.env._(
                "Of the deposit of %(deposit)s, %(missing)s has been outstanding since %(date)s.",
                date=format_date(self.env, local_day(self.date_order, self.company_id)), **values)
        return self.env._("Of the deposit of %(deposit)s, %(missing)s is outstanding.", **values)

    def _desk_get_portal_costs(self, step):
        """Return what each day of waiting does to the completion, where it is the customer's to end it (DEL-04)."""
        if step not in ('awaiting', 'deposit') or not self.desk_promised_date or not self._desk_get_slipping_stage():
            return ''
        return self.env._(
            "Until then the expected completion moves by one day each day: today it is %(date)s.",
            date=format_date(self.env, self.desk_promised_date))
