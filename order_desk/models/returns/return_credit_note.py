from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .disposition import WITHOUT_GOODS
from .return_case import FINANCE


class OrderDeskReturn(models.Model):
    """The credit note comes from the disposition, by the host's own reversal of the invoices (RET-03)."""
    _inherit = 'order.desk.return'

    # === ACTIONS === #

    def action_credit(self):
        """Make the draft credit notes of inspected returns, one for each invoice, with what is owed only.

        :raise AccessError: for others than finance
        :raise UserError: before the inspection, when the invoice is missing or a draft, or when all is credited
            already, naming the credit notes
        :return: the action that shows the credit notes
        """
        ensure_role(self.env, FINANCE, 'account.group_account_invoice')
        self.check_access('read')
        self._ensure_state('inspected')
        notes = self.env['account.move']
        for case in self.sudo():  # sudo: finance need not read goods and shipments
            owed = case.line_ids._get_owed()
            case._ensure_owed(owed)
            shares = case._share_among_invoices(owed)
            for invoice, items in shares.items():
                notes |= case._make_note(invoice.with_env(self.env), items)
        return notes._get_records_action(name=self.env._("Credit Notes"))

    def action_open_credit_notes(self):
        """Open the credit notes of this return."""
        self.ensure_one()
        return self.credit_note_ids._get_records_action(name=self.env._("Credit Notes"))

    # === BUSINESS METHODS === #

    def _ensure_owed(self, owed):
        """Refuse a credit note that nobody is owed (sudo).

        :raise UserError: telling why: credited already, a draft waits, or not invoiced
        """
        self.ensure_one()
        if owed:
            return
        notes = self.credit_note_ids.filtered(lambda note: note.state != 'cancel') or (
            self.line_ids.sale_line_id.invoice_lines.move_id.filtered(
                lambda move: move.move_type == 'out_refund' and move.state != 'cancel'))
        if notes:
            raise UserError(self.env._(
                "%(case)s: nothing is left to credit. See %(notes)s.", case=self.name,
                notes=", ".join(note.name or note.display_name for note in notes)))
        raise UserError(self.env._(
            "%(case)s: nothing of it was invoiced, so there is nothing to credit.", case=self.name))

    def _share_among_invoices(self, owed):
        """Return on which invoice lines what is owed was invoiced, the earliest first (sudo).

        :param dict owed: ``{line: quantity in the unit of the order line}``
        :raise UserError: naming goods of which too little stands on posted invoices
        :return: ``{invoice: [(invoice line, line, quantity in the invoice line's unit, Credit)]}``
        """
        credits, left, shares = self.line_ids._get_credits(), {}, defaultdict(list)
        for line, quantity in owed.items():
            unit = line.sale_line_id.product_uom_id
            items = line.sale_line_id.invoice_lines.filtered(lambda item: (
                item.parent_state == 'posted' and item.move_id.move_type == 'out_invoice' and item.quantity > 0))
            for item in items.sorted(lambda item: (item.move_id.invoice_date, item.id)):
                free = left.setdefault(item, item._desk_get_uncredited())
                taken = min(item.product_uom_id._compute_quantity(free, unit), quantity)
                if unit.compare(taken, 0.0) <= 0:
                    continue
                own = unit._compute_quantity(taken, item.product_uom_id)
                left[item] -= own
                quantity -= taken
                shares[item.move_id].append((item, line, own, credits[line]))
            if unit.compare(quantity, 0.0) > 0:
                raise UserError(self.env._(
                    "%(case)s, %(product)s: %(quantity)s %(unit)s stand on no posted invoice that is not credited yet. "
                    "Post, or correct, the invoice of %(order)s first.", case=self.name,
                    product=line.product_id.display_name, quantity=quantity, unit=unit.name, order=self.order_id.name))
        return shares

    def _make_note(self, invoice, items):
        """Return the draft credit note of one invoice, by the host's own wizard.

        :param list items: see :meth:`_share_among_invoices`
        """
        wizard = self.env['account.move.reversal'].with_env(invoice.env).with_context(
            active_model='account.move', active_ids=invoice.ids).create({
                'reason': invoice.env._("Return %(case)s", case=self.name), 'journal_id': invoice.journal_id.id})
        wizard.refund_moves()
        # sudo: the reference to the case is the product's to write
        note = wizard.new_move_ids.sudo()
        origins = invoice.sudo().invoice_line_ids.sorted('id')  # sudo: as above
        copies = dict(zip(origins, note.invoice_line_ids.sorted('id'), strict=True))
        kept, commands = {}, []
        for item, line, quantity, credit in items:
            copy = copies[item]
            values = {
                'quantity': quantity, 'price_unit': copy.price_unit * credit.factor, 'desk_return_line_id': line.id,
                # What is invoiced as ordered would be invoiced once more, if the quantity went down.
                'desk_price_only': credit.price_only or line.sale_line_id.product_id.invoice_policy == 'order'}
            if copy in kept:  # one invoice line, two returned goods: a line of its own for each
                original = copy.with_context(include_business_fields=True).copy_data()[0]
                values['price_unit'] = kept[copy] * credit.factor
                commands.append(fields.Command.create({**original, **values}))
            else:
                kept[copy] = copy.price_unit
                commands.append(fields.Command.update(copy.id, values))
        commands += [fields.Command.delete(copy.id) for copy in copies.values() if copy not in kept]
        note.write({'desk_return_id': self.id, 'invoice_line_ids': commands})
        return note.with_env(invoice.env)


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # === HELPERS === #

    def _desk_get_uncredited(self):
        """Return how much of this invoice line no credit note has taken back yet, drafts counted, in its unit."""
        self.ensure_one()
        credits = self.sale_line_ids.invoice_lines.filtered(lambda item: (
            item.move_id.reversed_entry_id == self.move_id and item.move_id.move_type == 'out_refund'
            and item.parent_state != 'cancel' and item._desk_takes_back_goods()))
        same = self.move_id.invoice_line_ids.filtered(lambda item: item.sale_line_ids & self.sale_line_ids)
        taken = sum(item.product_uom_id._compute_quantity(item.quantity, self.product_uom_id) for item in credits)
        for item in same.sorted('id'):  # an order line twice on one invoice: the first is taken back first
            own = item.product_uom_id._compute_quantity(item.quantity, self.product_uom_id)
            if item == self:
                return max(own - taken, 0.0)
            taken = max(taken - own, 0.0)
        return self.quantity

    def _desk_takes_back_goods(self):
        """Tell whether this line of a credit note credits goods that came back, rather than lower a price."""
        line = self.desk_return_line_id
        return line.action not in WITHOUT_GOODS if line else not self.desk_price_only
