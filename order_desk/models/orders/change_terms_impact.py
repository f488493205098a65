from odoo import models
from odoo.tools.translate import LazyTranslate

from .impact import impact

_lt = LazyTranslate(__name__)


class SaleOrder(models.Model):
    """What another customer, invoice address or term of payment would mean for what exists already (CHG-01)."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        # EXTENDS order_desk
        rows = super()._desk_get_impact(proposal)
        if proposal is None or not proposal.values:
            return rows
        order = self.sudo()  # sudo: the sheet rests on all facts, whoever asks for it
        return rows + order._desk_get_customer_impact(proposal) + order._desk_get_terms_impact(proposal)

    # === BUSINESS METHODS === #

    def _desk_get_customer_impact(self, proposal):
        """Return what another customer means: money, goods and invoices of the one before are in the way."""
        if 'partner_id' not in proposal.values:
            return []
        partner = self.partner_id.browse(proposal.values['partner_id'])
        rows = [impact('customer', _lt(
            "The customer becomes %(new)s instead of %(old)s: archive, credit and prices are judged anew.",
            old=self.partner_id.display_name, new=partner.display_name), partner)]
        before = self.partner_id.commercial_partner_id
        if partner.commercial_partner_id == before:
            return rows
        rows += [impact('customer', _lt(
            "%(invoice)s is made out to %(customer)s: credit or cancel it first.",
            invoice=invoice.display_name, customer=before.display_name), invoice, is_blocking=True)
            for invoice in self.invoice_ids if invoice.state != 'cancel' and (
                invoice.move_type == 'out_invoice' and invoice.payment_state != 'reversed')]
        if self.desk_deposit_received:
            rows.append(impact('customer', _lt(
                "%(customer)s has paid %(paid)s for this order: pay it back or assign it elsewhere first.",
                customer=before.display_name, paid=self._desk_format_amount(self.desk_deposit_received)),
                amount=self.desk_deposit_received, is_blocking=True))
        shipped = self.order_line.filtered(lambda line: line.qty_delivered > 0)
        if shipped:
            rows.append(impact('customer', _lt(
                "Goods have been shipped to %(customer)s: what another customer wants is a new order.",
                customer=before.display_name), is_blocking=True))
        return rows

    def _desk_get_terms_impact(self, proposal):
        rows = []
        invoices = self.invoice_ids.filtered(
            lambda move: move.state == 'posted' and move.move_type == 'out_invoice')
        if 'payment_term_id' in proposal.values:
            term = self.payment_term_id.browse(proposal.values['payment_term_id'] or [])
            rows.append(impact('money', _lt(
                "Payment terms become %(new)s instead of %(old)s: deposit and due dates follow them.",
                old=self.payment_term_id.display_name or "—", new=term.display_name or "—")))
        if invoices and not {'payment_term_id', 'partner_invoice_id', 'fiscal_position_id'}.isdisjoint(proposal.values):
            rows.append(impact('invoice', _lt(
                "%(invoices)s keeps its address, terms and taxes: what was posted is not rewritten.",
                invoices=", ".join(invoices.mapped('name'))), invoices[0]))
        freight = self.order_line.filtered('is_delivery')
        if 'carrier_id' in proposal.values:
            carrier = self.carrier_id.browse(proposal.values['carrier_id'] or [])
            rows.append(impact('delivery', _lt(
                "%(new)s carries the goods instead of %(old)s.",
                old=self.carrier_id.name or "—", new=carrier.name or "—"), carrier))
            if freight:
                rows.append(impact('money', _lt(
                    "The freight of %(charged)s stays as charged until it is updated on the order.",
                    charged=self._desk_format_amount(sum(freight.mapped('price_subtotal')))),
                    amount=sum(freight.mapped('price_subtotal'))))
        if 'fiscal_position_id' in proposal.values:
            rows.append(impact('money', _lt(
                "The fiscal position changes: propose the taxes of the lines that go with it.")))
        return rows
