from odoo import models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.finding import OPEN_STATES, Finding

_lt = LazyTranslate(__name__)

LABELS = {
    'address': _lt("address"),
    'receiver': _lt("receiver"),
    'contact': _lt("contact"),
    'conditions': _lt("conditions"),
    'goods': _lt("goods or quantities"),
}
# Finance's word comes before the second review (PAY-03).
MONEY = ('payment', 'suspension')


class ShippingApplicationGate(models.AbstractModel):
    """Goods leave on a notice that a second person has gone through after finance (SHP-01 to SHP-03, PAY-03)."""
    _name = 'order.desk.evaluator.shipping_application'
    _inherit = ['order.desk.evaluator']
    _description = "Shipping Application Gate"
    _code = 'shipping_application'
    _kind = 'signed'
    _document_model = 'stock.picking'
    _settled_by = {
        'missing': 'action_desk_apply_shipping', 'outdated': 'action_desk_apply_shipping',
        '': 'action_desk_open_application'}
    _next_acts = {
        'missing': _lt("Write the shipping application."),
        'outdated': _lt("Take the changes over into the shipping application."),
        '': _lt("Ship no more than the shipping application names, or correct it."),
    }

    # === HOOKS === #

    def _get_applicable(self, gate, documents):
        return documents.filtered(lambda picking: picking.state != 'done' or picking.desk_paper_owed)

    def _evaluate(self, gate, documents):
        documents._desk_get_orders().partner_shipping_id.fetch(['commercial_partner_id'])  # of all at once
        return super()._evaluate(gate, documents)

    def _facts(self, gate, documents):
        return {picking: picking._desk_get_application_data().get('facts') or {} for picking in documents}

    def _is_waived_whole(self, document):
        # An emergency release is for the notice, whatever is still missing on it, while it is owed (SHP-04).
        return document.desk_paper_owed

    def _ensure_may_sign(self, gate, document, users):
        paper = document.desk_application_id
        authors = (paper.applied_by_id | paper.changed_by_id) & users
        if authors:
            raise UserError(self.env._(
                "%(application)s of %(transfer)s was written by %(user)s: the second review is another person's.",
                application=paper.name, transfer=document.display_name, user=authors[0].name))
        if document.state != 'done':
            self._ensure_money_settled(document)
        paper._ensure_gone_through()

    # === HELPERS === #

    def _judge(self, picking):
        if not picking.desk_application_id:
            return Finding('missing', _lt("There is no shipping application yet."))
        changed = picking._desk_get_changed_items()
        if changed:
            return Finding('outdated', _lt(
                "%(items)s changed since the shipping application was written: take it over again.",
                items=self._list(changed)))
        excess = picking._desk_get_excess() if picking.state != 'done' else ()
        if excess:
            return Finding('excess', _lt(
                "More of %(product)s is to leave than the shipping application names.",
                product=excess[0].display_name))
        return None

    def _list(self, items):
        """Return labels as one text, each still told in the reader's language."""
        first, *rest = items
        return _lt("%(first)s, %(rest)s", first=LABELS[first], rest=self._list(rest)) if rest else LABELS[first]

    def _ensure_money_settled(self, picking):
        orders = picking._desk_get_orders()
        blocking = [
            verdict for verdict in orders._desk_evaluate(('ship',))
            if verdict.spec.code in MONEY and verdict.state in OPEN_STATES
            and orders._desk_is_blocking(verdict)]
        if blocking:
            raise UserError(self.env._(
                "The second review of %(transfer)s follows finance's clearance, which is missing:\n%(findings)s",
                transfer=picking.display_name,
                findings="\n".join(f"• {orders._desk_describe(verdict)}" for verdict in blocking)))


class SaleOrder(models.Model):
    """Signing the gate is the second review of the paper."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_after_decision(self, decision):
        # EXTENDS order_desk
        result = super()._desk_after_decision(decision)
        if decision.gate_id.code == 'shipping_application' and decision.picking_id:
            # sudo: the signer's role was checked by the gate; the paper follows
            decision.sudo().picking_id._desk_follow_review(decision.sudo())
        return result


class OrderDeskShippingApplication(models.Model):
    """The paper is signed through its gate."""
    _inherit = 'order.desk.shipping.application'

    # === HOOKS === #

    def _sign_review(self):
        # EXTENDS order_desk
        result = super()._sign_review()
        self.picking_id.desk_decide('shipping_application', 'approve', '')
        return result
