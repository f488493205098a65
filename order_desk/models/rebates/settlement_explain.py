from odoo import models

from .methods import ZERO, Volume, exact, spread


class OrderDeskRebateSettlement(models.Model):
    """The lines of a settlement: earned, claw-backs by document, settled before, carried forward."""
    _inherit = 'order.desk.rebate.settlement'

    # === BUSINESS METHODS === #

    def _explain(self, before, earned):
        """Write how the amounts of these new settlements come about; six queries for any number.

        :param before: ``{agreement: its live settlements before this one}``
        :param earned: ``{agreement: Result}``
        """
        since = {row: before[row.agreement_id][-1:].date_to or None for row in self}
        entries = self.env['order.desk.rebate.settlement.entry']._record(self, since)
        moves = self.env['account.move'].browse(set(entries.mapped('move_number'))).exists()
        moves.fetch(['name', 'move_type'])
        documents, by_settlement = {move.id: move for move in moves}, entries.grouped('settlement_id')
        taken = self.search([('carried_to_id', 'in', self.ids)]).grouped('carried_to_id')
        self.env['order.desk.rebate.settlement.line'].create([
            vals for settlement in self for vals in settlement._prepare_lines(
                earned[settlement.agreement_id], before[settlement.agreement_id],
                by_settlement.get(settlement, entries.browse()), documents, taken.get(settlement, self.browse()))])

    def _prepare_lines(self, earned, before, entries, documents, taken):
        """Return the values of this settlement's lines; they add up to its amount."""
        self.ensure_one()
        shares = self._share_claw_backs(earned, entries)
        later = self.currency_id.round(sum(shares.values()))
        lines = [{
            'kind': 'earned',
            'name': self.env._(
                "Earned from %(date_from)s to %(date_to)s", date_from=self._format_date(self.agreement_id.date_from),
                date_to=self._format_date(self.date_to)),
            'volume': self.volume - sum(entries.mapped(self._get_measure())),
            'amount': self.currency_id.round(earned.amount - later),
        }]
        lines += [{
            'kind': entry.kind,
            'name': self._get_entry_text(entry, documents.get(entry.move_number)),
            'move_id': documents.get(entry.move_number) and entry.move_number,
            'volume': entry[self._get_measure()],
            'amount': amount,
        } for entry, amount in shares.items()]
        lines += [{
            'kind': 'paid',
            'name': self.env._("Settled by %(settlement)s to %(day)s", settlement=row.name,
                day=self._format_date(row.date_to)),
            'source_id': row.id,
            'amount': -self.currency_id.round(row.amount - row.carried_amount),
        } for row in before if row._is_counted() and row.amount != row.carried_amount]
        lines += [{
            'kind': 'carried',
            'name': self.env._(
                "Carried forward from %(settlement)s of %(agreement)s", settlement=row.name,
                agreement=row.agreement_id.name),
            'source_id': row.id,
            'amount': row.amount,
        } for row in taken]
        return [{'settlement_id': self.id, 'sequence': number, **vals} for number, vals in enumerate(lines)]

    def _share_claw_backs(self, earned, entries):
        """Return ``{entry: amount}``: what each document that changed after it was settled costs or brings.

        The difference is what the calculation period earns with and without them; it is divided by volume,
        and the rounding difference ends in the last document.
        """
        self.ensure_one()
        agreement, shares = self.agreement_id, dict.fromkeys(entries, 0.0)
        if not entries or earned.winner_id:
            return shares
        terms = agreement._get_terms()
        complete = {first: done for first, _last, done in agreement._split(agreement.date_from, self.date_to)}
        for slot in earned.slots:
            volume, amount = slot.volume, exact(slot.amount)
            for kind in ('claw_back', 'late'):
                rows = entries.filtered(lambda row, kind=kind, slot=slot: row.kind == kind
                                        and row.period_from == slot.date_from)
                without = Volume(
                    volume.amount - sum((exact(row.volume) for row in rows), ZERO),
                    volume.quantity - sum((exact(row.quantity) for row in rows), ZERO))
                rest = agreement._earn_other(terms, slot, without, complete.get(slot.date_from))
                weights = [abs(exact(row[self._get_measure()])) for row in rows]
                parts = spread(amount - rest, weights, terms.rounding) if rows else []
                shares.update({row: float(part) for row, part in zip(rows, parts, strict=True)})
                volume, amount = without, rest
        return shares

    # === HELPERS === #

    def _get_measure(self):
        return 'quantity' if self.agreement_id.basis == 'quantity' else 'volume'

    def _is_counted(self):
        """Tell whether this settlement's amount is, or is about to be, with the customer."""
        self.ensure_one()
        return self.state in ('draft', 'posted') or (self.state == 'carried' and bool(self.carried_to_id))

    def _get_entry_text(self, entry, move):
        """Return why a document is settled again."""
        day = self._format_date(entry.day) if entry.day else ''
        if not move:
            return self.env._("A document of %(day)s was deleted since", day=day)
        if entry.kind == 'late':
            return self.env._("%(document)s of %(day)s counts since, or counts more", document=move.name, day=day)
        if move.move_type == 'out_refund':
            return self.env._("Credit note %(document)s of %(day)s", document=move.name, day=day)
        return self.env._(
            "%(document)s of %(day)s counts no more, or less: payment undone or invoice changed",
            document=move.name, day=day)
