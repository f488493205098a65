"""What the customer is owed for a return: never more than was inspected, nor than was invoiced."""
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from ..core.roles import OFFICE
from .disposition import WITHOUT_GOODS


class Credit(NamedTuple):
    """What a line may be credited for.

    :param float quantity: in the unit of the order line
    :param float factor: share of the unit price, 0 to 1
    :param bool price_only: the goods count as delivered still, only their price is lowered
    """
    quantity: float
    factor: float
    price_only: bool


class OrderDeskReturnLine(models.Model):
    _inherit = 'order.desk.return.line'

    # === FIELDS === #

    credit_note_line_ids = fields.One2many(
        'account.move.line', 'desk_return_line_id', string="Credited With", readonly=True,
        groups=f'{OFFICE},account.group_account_readonly,account.group_account_invoice')
    credit_open = fields.Float(
        "To Credit", compute='_compute_credit_open', compute_sudo=True, digits='Product Unit',
        help="Quantity still to be credited, in the unit of the order line.")

    # === COMPUTE METHODS === #

    @api.depends(
        'state', 'disposition_id', 'credit_percent', 'quantity_received', 'credit_note_line_ids.quantity',
        'credit_note_line_ids.parent_state', 'sale_line_id.qty_invoiced', 'sale_line_id.qty_delivered',
        'sale_line_id.product_uom_qty')
    def _compute_credit_open(self):
        owed = self._get_owed()
        for line in self:
            line.credit_open = owed.get(line, 0.0)

    # === BUSINESS METHODS === #

    def _get_credits(self):
        """Return what each inspected line may be credited for in all (sudo); lines without credit are missing.

        Of a kit that came back whole, the first component stands for it. Of one that did not, each component is
        credited with its share of the kit's cost.

        :rtype: dict[order.desk.return.line, Credit]
        """
        found = {}
        for (_case, sale_line), lines in self.grouped(lambda line: (line.return_id, line.sale_line_id)).items():
            kit = sale_line._desk_get_kit_quantities() if sale_line else {}
            lines = lines.filtered(lambda line: line.credit_percent and line.disposition_id and line._get_accepted())
            if not sale_line or not lines:
                continue
            if kit and not set(lines.product_id.ids) - set(kit):
                found.update(lines._get_kit_credits(kit))
                continue
            for line in lines:
                found[line] = Credit(
                    line.uom_id._compute_quantity(line._get_accepted(), sale_line.product_uom_id),
                    line.credit_percent / 100.0, line.action in WITHOUT_GOODS)
        return found

    def _get_kit_credits(self, kit):
        """Return the credits of components of one kit.

        :param dict kit: ``{product id: quantity in one kit}``
        """
        ratios = defaultdict(float)
        for line in self:
            ratios[line.product_id.id] += line.uom_id._compute_quantity(
                line._get_accepted(), line.product_id.uom_id) / kit[line.product_id.id]
        same_way = len({(line.action, line.credit_percent) for line in self}) == 1
        if same_way and set(ratios) == set(kit) and max(ratios.values()) - min(ratios.values()) < 1e-6:
            return {self[0]: Credit(
                min(ratios.values()), self[0].credit_percent / 100.0, self[0].action in WITHOUT_GOODS)}
        products = self.env['product.product'].browse(kit).with_company(self.company_id[:1])
        costs = {product.id: product.standard_price * kit[product.id] for product in products}
        total = sum(costs.values())
        return {
            line: Credit(
                line.uom_id._compute_quantity(line._get_accepted(), line.product_id.uom_id) / kit[line.product_id.id],
                line.credit_percent / 100.0 * (costs[line.product_id.id] / total if total else 1.0 / len(kit)), True)
            for line in self}

    def _get_owed(self):
        """Return what is still to be credited of inspected lines (sudo), in the unit of the order line.

        What came back before it was invoiced is owed nothing where the host invoices what was delivered. Where it
        invoices what was ordered, the case waits for the invoice.

        :rtype: dict[order.desk.return.line, float]
        """
        lines = self.filtered(lambda line: line.state == 'inspected')
        if not lines:
            return {}
        over, owed = {}, {}
        # A kit is judged as a whole, whichever of its components is asked about.
        for line, credit in lines.return_id.line_ids._get_credits().items():
            sale_line = line.sale_line_id
            open_quantity = credit.quantity - sum(line._get_live_credits().mapped('quantity'))
            if not credit.price_only:
                free = over.setdefault(sale_line, sale_line._desk_get_overcharged())
                open_quantity = min(open_quantity, free)
                over[sale_line] -= max(open_quantity, 0.0)
            if sale_line.product_uom_id.compare(open_quantity, 0.0) > 0:
                owed[line] = sale_line.product_uom_id.round(open_quantity)
        return owed

    def _get_live_credits(self):
        """Return the lines of credit notes, drafts included, that credit this line."""
        return self.credit_note_line_ids.filtered(lambda item: item.parent_state != 'cancel')


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HELPERS === #

    def _desk_get_overcharged(self):
        """Return how much more is, or will be, invoiced than the customer has, less what returns credited already."""
        self.ensure_one()
        charged = self.qty_invoiced
        if self.product_id.invoice_policy == 'order':
            charged = max(charged, self.product_uom_qty)
        credited = self.invoice_lines.filtered(
            lambda item: item.desk_price_only and item.parent_state != 'cancel' and item._desk_takes_back_goods())
        return charged - self.qty_delivered - sum(
            item.product_uom_id._compute_quantity(item.quantity, self.product_uom_id) for item in credited)


class OrderDeskReturn(models.Model):
    _inherit = 'order.desk.return'

    # === FIELDS === #

    credit_note_ids = fields.One2many(
        'account.move', 'desk_return_id', string="Credit Notes", readonly=True,
        groups=f'{OFFICE},account.group_account_readonly,account.group_account_invoice')
    credit_note_count = fields.Integer(compute='_compute_credit_note_count', compute_sudo=True)
    is_to_credit = fields.Boolean("Credit Note Due", compute='_compute_credit_note_count', compute_sudo=True)
    value = fields.Monetary(
        "Credited", readonly=True, copy=False, help="Credited by posted credit notes, without taxes.")

    # === COMPUTE METHODS === #

    @api.depends('credit_note_ids.state', 'line_ids.credit_open')
    def _compute_credit_note_count(self):
        for case in self:
            case.credit_note_count = len(case.credit_note_ids)
            case.is_to_credit = any(case.line_ids.mapped('credit_open'))

    # === BUSINESS METHODS === #

    def _settle_where_done(self):
        """Settle inspected cases with nothing left to credit or to ship; open those again whose credit was undone.

        Source: RET-03. The caller's records are sudoed: what is settled follows from facts.
        """
        for case in self:
            case._count_credited()
        reopened = self.filtered(lambda case: case.state == 'settled' and case._has_lost_credit())
        if reopened:
            reopened._write_evidence({'settled_on': False})
            reopened._set_state('inspected')
        done = (self - reopened).filtered(lambda case: (
            case.state == 'inspected' and not any(case.line_ids._get_owed().values())
            and not any(note.state == 'draft' for note in case.credit_note_ids)
            and not any(line._is_to_reship() for line in case.line_ids)))
        if done:
            done._write_evidence({'settled_on': fields.Datetime.now()})
            done._set_state('settled')
            for case in done:
                case._message_log(body=self.env._(
                    "Settled: %(notes)s.", notes=", ".join(
                        case.credit_note_ids.filtered(lambda note: note.state == 'posted').mapped('name')
                        or [self.env._("no credit note is due")])))

    def _has_lost_credit(self):
        """Tell whether a credit note on which a settled case rested no longer stands."""
        return bool(self.credit_note_ids) and any(note.state != 'posted' for note in self.credit_note_ids)

    def _count_credited(self):
        """Write what posted credit notes have credited, in the currency of the order."""
        for line in self.line_ids:
            posted = line.credit_note_line_ids.filtered(lambda item: item.parent_state == 'posted')
            value = sum(item.currency_id._convert(
                item.price_subtotal, line.currency_id, line.company_id, item.date) for item in posted)
            if line.currency_id.compare_amounts(value, line.value):
                line._write_evidence({'value': value})
        total = sum(self.line_ids.mapped('value'))
        if self.currency_id.compare_amounts(total, self.value):
            self._write_evidence({'value': total})

    # === HOOKS === #

    def _get_product_fields(self):
        return super()._get_product_fields() | {'value'}
