from odoo import fields, models
from odoo.tools.misc import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..core.finding import data_to_text, message_to_data
from .impact import get_quantity, get_reduced, get_untaxed, get_untaxed_total, impact

_lt = LazyTranslate(__name__)

# Columns of a line that its drawing and its material depend on.
MADE_OF = frozenset(('product_uom_qty', 'desk_specification', 'desk_material', 'desk_sales_configuration',
                     'desk_production_configuration', 'name'))


class SaleOrder(models.Model):
    """What a change or a withdrawal of a confirmed order touches [CHG]."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_impact(self, proposal=None):
        """Return what a change of this order would touch, as it is at this moment; writes nothing.

        Every room adds what it knows. Source: CHG-01.

        :param proposal: :class:`Proposal`; without one the whole order is withdrawn
        :return: rows as ``impact()`` makes them: dicts of ``kind``, ``message``, ``document``,
            ``amount`` (order currency), ``is_blocking``
        :rtype: list[dict]
        """
        self.ensure_one()
        # sudo: the sheet rests on all facts, whoever asks for it
        order = self.sudo()
        return [
            *order._desk_get_drawing_impact(proposal),
            *order._desk_get_paper_impact(proposal),
            *order._desk_get_money_impact(proposal),
            *order._desk_get_invoice_impact(proposal),
            *order._desk_get_date_impact(proposal),
        ]

    # === BUSINESS METHODS === #

    def _desk_get_obstacles(self, proposal=None):
        """Return the rows of the impact sheet that keep the change from being carried out."""
        return [row for row in self._desk_get_impact(proposal) if row['is_blocking']]

    def _desk_describe_impact(self, rows):
        """Return rows of the impact sheet as lines of text, in the language of the reader."""
        return "\n".join(
            f"- {data_to_text(message_to_data(row['message']), self.env)}" for row in rows)

    def _desk_get_touched_lines(self, proposal):
        """Return the lines of goods that would change in what is made."""
        goods = self.order_line.filtered(lambda line: not line.display_type and not line.is_downpayment)
        if proposal is None:
            return goods
        return goods.filtered(lambda line: not MADE_OF.isdisjoint(proposal.lines.get(line, ())))

    def _desk_get_drawing_impact(self, proposal):
        return [
            impact('drawing', _lt(
                "Drawing %(drawing)s was approved for %(product)s: is it still right?",
                drawing=line.desk_drawing_id.display_name, product=line.product_id.display_name),
                line.desk_drawing_id)
            for line in self._desk_get_touched_lines(proposal) if line.desk_drawing_id
        ]

    def _desk_get_paper_impact(self, proposal):
        rows = []
        if self.desk_confirmation_sent_at:
            day = format_date(self.env, fields.Datetime.context_timestamp(self, self.desk_confirmation_sent_at).date())
            if proposal is None:
                rows.append(impact('confirmation', _lt(
                    "The customer has the confirmation of %(date)s: he is told that it holds no longer.", date=day)))
            elif self._desk_is_copy_back():
                rows.append(impact('confirmation', _lt(
                    "The customer has signed the confirmation of %(date)s: it is sent to him anew.", date=day)))
            else:
                rows.append(impact('confirmation', _lt(
                    "The customer has the confirmation of %(date)s: it is sent to him anew.", date=day)))
        if self.desk_material_statement_id and (
                proposal is None or proposal.added or self._desk_get_touched_lines(proposal)):
            rows.append(impact('statement', _lt(
                "Material statement %(statement)s was made for the present goods.",
                statement=self.desk_material_statement_id.display_name), self.desk_material_statement_id))
        return rows

    def _desk_get_money_impact(self, proposal):
        rows = []
        now, then = get_untaxed_total(self, is_now=True), get_untaxed_total(self, proposal)
        delta = self.currency_id.round(then - now)
        if delta:
            rows.append(impact('money', _lt(
                "The untaxed amount goes from %(old)s to %(new)s.", old=self._desk_format_amount(now),
                new=self._desk_format_amount(then)), amount=delta))
        if self.desk_deposit_received and (delta or proposal is None):
            rows.append(impact('money', _lt(
                "The customer has paid %(paid)s; the deposit asked for is %(deposit)s.",
                paid=self._desk_format_amount(self.desk_deposit_received),
                deposit=self._desk_format_amount(self.desk_deposit_required)), amount=self.desk_deposit_received))
        return rows

    def _desk_get_invoice_impact(self, proposal):
        """Return posted invoices that the change contradicts.

        More billed than wanted is credited afterwards; another price on a billed line is an obstacle.
        """
        over, repriced = {}, {}
        reduced = get_reduced(proposal, self.order_line)
        for line in self.order_line:
            values = {} if proposal is None else proposal.lines.get(line, {})
            is_repriced = values.get('product_uom_qty', 1) and not {'price_unit', 'discount'}.isdisjoint(values)
            if line not in reduced and not is_repriced:
                continue
            invoices = line.invoice_lines.move_id.filtered(lambda move: move.state == 'posted')
            for invoice in invoices:
                if is_repriced:
                    repriced.setdefault(invoice, []).append(line)
                elif line.product_uom_id.compare(get_quantity(proposal, line), line.qty_invoiced) < 0:
                    over.setdefault(invoice, []).append(line)
        return [
            impact('invoice', _lt(
                "%(invoice)s has billed more of %(products)s than would be ordered: a credit note is needed.",
                invoice=invoice.display_name, products=_names(lines)), invoice, sum(
                    get_untaxed(line, {'product_uom_qty': line.qty_invoiced - get_quantity(proposal, line)})
                    for line in lines))
            for invoice, lines in over.items()
        ] + [
            impact('invoice', _lt(
                "%(invoice)s has billed %(products)s at the present price: credit it before the price changes.",
                invoice=invoice.display_name, products=_names(lines)), invoice, is_blocking=True)
            for invoice, lines in repriced.items()
        ]

    def _desk_get_date_impact(self, proposal):
        rows = []
        moves_goods = proposal is None or proposal.added or self._desk_get_touched_lines(proposal)
        if self.desk_promised_date and moves_goods:
            rows.append(impact('date', _lt(
                "Completion is promised for %(date)s.", date=format_date(self.env, self.desk_promised_date))))
        if self.commitment_date and (moves_goods or 'commitment_date' in proposal.values):
            day = fields.Datetime.context_timestamp(self, self.commitment_date).date()
            rows.append(impact('date', _lt(
                "Delivery is promised for %(date)s.", date=format_date(self.env, day))))
        return rows

    # === HELPERS === #

    def _desk_format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)


def _names(lines, limit=3):
    names = [line.product_id.display_name for line in lines[:limit]]
    return ", ".join(names) + (" …" if len(lines) > limit else "")
