"""What a credit note may take back: what its return was inspected for, and never more than was invoiced."""
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.own_defaults import own_defaults

# What the credit note of a return says of its lines.
MARKS = frozenset({'desk_return_line_id', 'desk_price_only'})


class AccountMove(models.Model):
    _inherit = 'account.move'

    # === FIELDS === #

    desk_return_id = fields.Many2one(
        'order.desk.return', "Return", readonly=True, copy=False, index='btree_not_null', ondelete='restrict')

    # === CRUD === #

    def write(self, vals):
        # EXTENDS account: _post, button_draft and button_cancel all write the state
        if 'desk_return_id' in vals and not self.env.su:
            raise UserError(self.env._("A return marks its own credit notes."))
        result = super().write(vals)
        if 'state' in vals and self.env['res.company']._desk_get_enabled_ids():
            # sudo: whoever posts need not write cases
            self.sudo()._desk_tell_returns()
        return result

    # === ACTIONS === #

    def action_desk_open_return(self):
        """Open the return that this document credits."""
        self.ensure_one()
        return self.desk_return_id._get_records_action()

    # === BUSINESS METHODS === #

    def _post(self, soft=True):
        # EXTENDS account: before any side effect
        enabled = self.env['res.company']._desk_get_enabled_ids()
        if enabled:
            # sudo: what was returned and invoiced does not depend on who posts
            notes = self.sudo().filtered(
                lambda move: move.move_type == 'out_refund' and move.company_id.id in enabled)
            if notes:
                notes._desk_ensure_inspected_credit()
                notes._desk_ensure_invoiced_credit()
        return super()._post(soft=soft)

    def _desk_tell_returns(self):
        """Let the returns that these documents credit, or invoice, find out whether they are settled (sudo)."""
        cases = self.desk_return_id
        sold = self.filtered(lambda move: move.is_sale_document(include_receipts=True)).invoice_line_ids.sale_line_ids
        if sold:
            cases |= self.env['order.desk.return.line'].search([
                ('sale_line_id', 'in', sold.ids), ('return_id.state', '=', 'inspected')]).return_id
        cases._settle_where_done()

    def _desk_ensure_inspected_credit(self):
        """Stop credit notes above the inspected quantity or value of their returns (sudo).

        :raise UserError: naming credit note, return and goods
        """
        items = self.invoice_line_ids.filtered('desk_return_line_id')
        for line, own in items.grouped('desk_return_line_id').items():
            sale_line, case = line.sale_line_id, line.return_id
            if case.state not in ('inspected', 'settled'):
                raise UserError(self.env._(
                    "%(note)s cannot be posted: the goods of %(case)s are not inspected yet.",
                    note=own.move_id[0]._get_move_display_name(), case=case.name))
            credit = case.line_ids._get_credits().get(line)
            posted = line.credit_note_line_ids.filtered(lambda item: item.parent_state == 'posted') | own
            quantity = sum(
                item.product_uom_id._compute_quantity(item.quantity, sale_line.product_uom_id) for item in posted)
            allowed = credit.quantity if credit else 0.0
            currency = own.currency_id[:1]
            most = allowed * (credit.factor if credit else 0.0) * sale_line._desk_get_invoiced_price(currency)
            value = sum(posted.mapped('price_subtotal'))
            if sale_line.product_uom_id.compare(quantity, allowed) > 0 or (
                    value - most > max(currency.rounding, 0.01) * max(len(posted), 1)):
                raise UserError(self.env._(
                    "%(note)s cannot be posted: %(case)s was inspected for %(allowed)s %(unit)s of %(product)s worth "
                    "%(most)s, and %(quantity)s worth %(value)s would be credited.",
                    note=own.move_id[0]._get_move_display_name(), case=case.name, allowed=allowed,
                    unit=sale_line.product_uom_id.name, product=line.product_id.display_name,
                    most=currency.format(most), quantity=quantity, value=currency.format(value)))

    def _desk_ensure_invoiced_credit(self):
        """Stop credit notes that take back more of an enrolled order's line than was invoiced of it (sudo).

        Rebates and the reversal of down payments stand on lines of their own and are not meant.

        :raise UserError: naming credit note, goods and the credit notes before it
        """
        items = self.invoice_line_ids.filtered(lambda item: item.display_type == 'product' and item.sale_line_ids)
        gated = items.sale_line_ids.order_id._desk_get_gated()
        lines = items.sale_line_ids.filtered(lambda line: line.order_id in gated and not line.is_downpayment)
        if not lines:
            return
        invoiced, credited = defaultdict(float), defaultdict(float)
        posted = self.env['account.move.line'].search([
            ('sale_line_ids', 'in', lines.ids), ('parent_state', '=', 'posted'), ('display_type', '=', 'product'),
            ('move_type', 'in', ('out_invoice', 'out_refund'))])
        for item in posted | items:
            side = credited if item.move_id.move_type == 'out_refund' else invoiced
            for line in item.sale_line_ids & lines:
                side[line, item.currency_id] += item.price_subtotal
        for (line, currency), amount in credited.items():
            total = invoiced[line, currency]
            # An invoice in another currency is compared by nobody here: its reversal is its own measure.
            if (line, currency) not in invoiced or currency.compare_amounts(amount, total) <= 0:
                continue
            earlier = posted.filtered(
                lambda item, line=line: line in item.sale_line_ids and item.move_id.move_type == 'out_refund').move_id
            raise UserError(self.env._(
                "%(note)s cannot be posted: %(product)s of %(order)s was invoiced with %(total)s, and %(amount)s would "
                "be credited. Credited before: %(earlier)s.",
                note=items.filtered(lambda item, line=line: line in item.sale_line_ids).move_id[0]
                ._get_move_display_name(), product=line.product_id.display_name, order=line.order_id.name,
                total=currency.format(total), amount=currency.format(amount),
                earlier=", ".join(earlier.mapped('name')) or self.env._("nothing")))


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # === FIELDS === #

    desk_return_line_id = fields.Many2one(
        'order.desk.return.line', "Returned Goods", readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    desk_price_only = fields.Boolean(
        "Price Reduction", readonly=True, copy=False,
        help="Credits money and leaves the quantity invoiced as it is, so that nothing is invoiced once more.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS account: nor does a caller's context mark
        return own_defaults(self, super().default_get(fields), MARKS)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        if any(vals.get(name) for vals in vals_list for name in MARKS):
            self._desk_ensure_returning()
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS account: taking a mark off invoices goods once more
        if not MARKS.isdisjoint(vals):
            self._desk_ensure_returning()
        return super().write(vals)

    # === HELPERS === #

    def _desk_ensure_returning(self):
        if not self.env.su:
            raise UserError(self.env._("A return marks its own credit notes."))


class SaleOrderLine(models.Model):
    """Price reductions leave the quantity invoiced as it is."""
    _inherit = 'sale.order.line'

    # === COMPUTE METHODS === #

    @api.depends('invoice_lines.desk_price_only')
    def _compute_qty_invoiced(self):
        # EXTENDS sale: one more reason to compute anew
        return super()._compute_qty_invoiced()

    def _compute_qty_invoiced_posted(self):
        # EXTENDS sale
        result = super()._compute_qty_invoiced_posted()
        for line in self:
            for item in line._get_invoice_lines():
                if item.desk_price_only and item.parent_state == 'posted':
                    line.qty_invoiced_posted += item.product_uom_id._compute_quantity(
                        item.quantity, line.product_uom_id)
        return result

    def _prepare_qty_invoiced(self):
        # EXTENDS sale
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            for item in line._get_invoice_lines():
                if item.desk_price_only and item.parent_state != 'cancel':
                    quantities[line] += item.product_uom_id._compute_quantity(item.quantity, line.product_uom_id)
        return quantities

    # === HELPERS === #

    def _desk_get_invoiced_price(self, currency):
        """Return the highest net price for one unit of the order line on its posted invoices in a currency."""
        prices = [
            item.price_subtotal / item.product_uom_id._compute_quantity(item.quantity, self.product_uom_id)
            for item in self.invoice_lines
            if item.parent_state == 'posted' and item.move_id.move_type == 'out_invoice' and item.quantity > 0
            and item.currency_id == currency]
        return max(prices, default=0.0)
