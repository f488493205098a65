from odoo import models
from odoo.tools.translate import LazyTranslate

from ..core.finding import Finding
from ..core.messages import join

_lt = LazyTranslate(__name__)


class CustomerArchiveGate(models.AbstractModel):
    """The customer is registered, reviewed and classed, and its papers are valid (CUS)."""
    _name = 'order.desk.evaluator.customer.archive'
    _inherit = ['order.desk.evaluator']
    _description = "Customer archive gate"

    _code = 'customer_archive'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_open_customer'}
    _next_acts = {'': _lt("Complete the customer's archive.")}

    def _evaluate(self, gate, documents):
        # EXTENDS order_desk
        findings = {}
        for order, found in self._get_found(documents).items():
            if found:
                message = _lt("%(customer)s: %(points)s.", customer=order.partner_id.commercial_partner_id.name or '',
                              points=join([text for _code, text in found], limit=8))
                code = 'archive:' + '+'.join(code for code, _text in found)
                findings[order] = Finding(code, message, owner=order.desk_order_taker_id or None)
        return findings

    def _facts(self, gate, documents):
        # EXTENDS order_desk: a waiver is for these findings on this customer
        return {
            order: {
                'Customer': self._ref(order.partner_id.commercial_partner_id),
                'Found': [code for code, _text in found],
            }
            for order, found in self._get_found(documents).items()
        }

    # === HELPERS === #

    def _get_found(self, documents):
        """Return ``{order: [(code, text)]}`` of what the archive lacks for each order; no query of its own."""
        by_customer, found = {}, {}
        for order in documents:
            partner, company = order.partner_id.commercial_partner_id, order.company_id
            if (partner, company) not in by_customer:  # the customer's matter, whatever the order
                by_customer[partner, company] = self._get_customer_found(partner, company, self._today(order))
            found[order] = by_customer[partner, company]
            if company.desk_archive_each_order and partner.desk_registered_on:
                found[order] = found[order] + self._get_order_found(order)
        return found

    def _get_order_found(self, order):
        if not order.desk_archive_checked_at:
            return [('unchecked', _lt("archive not checked against this order"))]
        if order._desk_is_archive_changed():
            return [('changed', _lt("archive or customer changed after the check"))]
        return []

    def _get_customer_found(self, partner, company, today):
        found = [
            (code, text) for code, text, value in (
                ('registered', _lt("not registered in the customer archive"), partner.desk_registered_on),
                ('class', _lt("no customer class"), partner.desk_class),
                ('order_taker', _lt("no order taker"), partner.desk_order_taker_id),
            ) if not value
        ]
        found += self._get_credit_found(partner, company, today)
        missing, expired = partner._desk_get_paper_findings(company, today)
        found += [(f'paper_missing_{kind}', _lt("%(paper)s is missing", paper=name)) for kind, name in missing]
        found += [
            (f'paper_expired_{kind}', _lt("%(paper)s expired on %(date)s", paper=name, date=day))
            for kind, name, day in expired
        ]
        return found

    def _get_credit_found(self, partner, company, today):
        if not company.desk_credit_review_required:
            return []
        if not partner.desk_credit_reviewed_on:
            return [('credit', _lt("credit standing not reviewed"))]
        if partner.desk_credit_review_until and partner.desk_credit_review_until < today:
            return [('credit_expired', _lt(
                "credit review ended on %(date)s", date=str(partner.desk_credit_review_until)))]
        return [('credit_bad', _lt("credit standing is bad"))] if partner.desk_credit_standing == 'bad' else []
