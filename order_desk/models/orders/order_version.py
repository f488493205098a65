from collections import defaultdict
from functools import reduce

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.finding import data_to_text, differences, message_to_data
from ..core.roles import OFFICE
from .confirmation_facts import LABELS

_lt = LazyTranslate(__name__)

# Whose records a snapshot names by their id, by the label of the fact.
NAMED = {
    'Customer': 'res.partner', 'Delivery Address': 'res.partner', 'Invoice Address': 'res.partner',
    'Currency': 'res.currency', 'Payment terms': 'account.payment.term', 'Incoterm': 'account.incoterms',
    'Delivery Method': 'delivery.carrier',
    'Product': 'product.product', 'Unit': 'uom.uom', 'Drawing': 'order.desk.drawing', 'Taxes': 'account.tax',
}
VERSION_LABELS = LABELS | {
    'Delivery Address': _lt("Delivery Address"), 'Invoice Address': _lt("Invoice Address"),
    'Incoterm': _lt("Incoterm"), 'Incoterm Location': _lt("Incoterm Location"),
    'Delivery Method': _lt("Delivery Method"), 'All at Once': _lt("All at Once"),
    'After-sales Clauses': _lt("After-sales Clauses"), 'Production Configuration': _lt("Production Configuration"),
    'Taxes': _lt("Taxes"), 'Untaxed Amount': _lt("Untaxed Amount"), 'Total': _lt("Total"),
}


class OrderDeskOrderVersion(models.Model):
    """One wording of a confirmed order, as it was before or after a change; never written again (CHG-03)."""
    _name = 'order.desk.order.version'
    _description = "Version of an Order"
    _order = 'order_id, number desc'
    _rec_name = 'number'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    number = fields.Integer("Version", required=True, readonly=True, aggregator=None)
    valid_from = fields.Datetime(required=True, readonly=True)
    made_by_id = fields.Many2one('res.users', "Kept By", readonly=True)
    source = fields.Char(
        "Came From", compute='_compute_source',
        help="The change that made it; the first one is the order as confirmed.")
    facts = fields.Json(readonly=True, prefetch=False, help="The whole order as it was.")
    changes = fields.Html("Against the Version Before", compute='_compute_changes')

    # === CONSTRAINTS === #

    _number_uniq = models.UniqueIndex('(order_id, number)')

    # === COMPUTE METHODS === #

    @api.depends('number')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(order)s, version %(number)s", order=version.order_id.name, number=version.number)

    @api.depends('number')
    @api.depends_context('lang')
    def _compute_source(self):
        # sudo: the number of the change is told to whoever may read the version
        requests = self.env['order.desk.change.request'].sudo().search_fetch(
            [('version_after_id', 'in', self.ids)], ['name', 'version_after_id']).grouped('version_after_id')
        for version in self:
            version.source = self.env._("As confirmed") if version.number == 1 else (
                requests[version][-1].name if version in requests else False)

    @api.depends('facts')
    @api.depends_context('lang')
    def _compute_changes(self):
        siblings = {
            (version.order_id.id, version.number): version
            for version in self.search([('order_id', 'in', self.order_id.ids)])}
        for version in self:
            before = siblings.get((version.order_id.id, version.number - 1))
            version.changes = version._get_table(before) if before else False

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Versions of an order are kept for ever."))

    # === ACTIONS === #

    def action_compare(self):
        """Open two versions of one order beside each other: this one and the one before, or the two selected."""
        pair = self.sorted('number')
        if len(pair) == 1:
            pair = self.search([('order_id', '=', self.order_id.id), ('number', '<=', self.number)],
                               order='number desc', limit=2).sorted('number')
        if len(pair) != 2 or len(pair.order_id) != 1:
            raise UserError(self.env._("Select two versions of the same order to compare them."))
        wizard = self.env['order.desk.version.compare'].create({
            'order_id': pair.order_id.id, 'old_id': pair[0].id, 'new_id': pair[1].id})
        return wizard._get_records_action(name=self.env._("Compare versions"), target='new')

    # === BUSINESS METHODS === #

    def _get_changes(self, before):
        """Return what this version says otherwise than an earlier one.

        :return: ``[(label, old text, new text)]`` in the reader's language; lines are named by their product
        :rtype: list[tuple[str, str, str]]
        """
        self.ensure_one()
        snapshots = [before.facts or {}, self.facts or {}]
        names = self._get_names(snapshots)
        old, new = (_with_names(facts, names) for facts in snapshots)
        labels = _get_line_labels(old, new)
        old, new = ({**facts, 'Lines': {labels[key]: line for key, line in facts.get('Lines', {}).items()}}
                    for facts in (old, new))
        return [(self._translate(label), was, now) for label, was, now in differences(old, new)]

    def _get_table(self, before):
        """Return the differences from an earlier version as a table."""
        rows = self._get_changes(before)
        if not rows:
            return Markup("<p>%s</p>") % self.env._("Nothing differs.")
        head = Markup("<tr><th></th><th>%s</th><th>%s</th></tr>") % (before.display_name, self.display_name)
        body = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td><b>%s</b></td></tr>") % row for row in rows)
        return Markup('<table class="table table-sm">%s%s</table>') % (head, body)

    def _get_names(self, snapshots):
        """Return the present names of all records that snapshots name by id, one read per model."""
        ids = {}
        for facts in snapshots:
            for part in (facts, *facts.get('Lines', {}).values()):
                for label, value in part.items():
                    if label in NAMED:
                        values = value if isinstance(value, list) else [value]
                        ids.setdefault(NAMED[label], set()).update(item['id'] for item in values if item)
        names = {}
        for model, found in ids.items():
            # sudo: whoever may read the version may know what it names
            for record in self.env[model].sudo().browse(sorted(found)).exists():
                names[model, record.id] = record.display_name
        return names

    def _translate(self, label):
        parts = [VERSION_LABELS.get(part, part) for part in label.split(' / ') if part != 'Lines']
        lazy = reduce(lambda first, more: _lt("%(first)s, %(more)s", first=first, more=more), parts)
        return data_to_text(message_to_data(lazy), self.env)


def _with_names(facts, names):
    """Return a snapshot in which every record carries its present name."""
    def name(label, value):
        if isinstance(value, list):
            return [name(label, item) for item in value]
        if label in NAMED and value:
            return {**value, 'name': names.get((NAMED[label], value['id']), str(value['id']))}
        return value

    named = {label: name(label, value) for label, value in facts.items() if label != 'Lines'}
    named['Lines'] = {
        key: {label: name(label, value) for label, value in line.items()}
        for key, line in facts.get('Lines', {}).items()}
    return named


def _get_line_labels(*snapshots):
    """Return ``{line id: product or text}``; lines of one name are told apart by their number."""
    names = {
        key: (line.get('Product') or {}).get('name') or line.get('Text') or key
        for facts in snapshots for key, line in facts['Lines'].items()}
    doubles = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {key: f"{name} (#{key})" if name in doubles else name for key, name in names.items()}


class SaleOrder(models.Model):
    """The versions of a confirmed order."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_version = fields.Integer("Version", copy=False, readonly=True)
    desk_version_ids = fields.One2many(
        'order.desk.order.version', 'order_id', string="Versions", copy=False, groups=OFFICE)

    # === ACTIONS === #

    def action_desk_open_versions(self):
        """Open the versions of these orders, the latest first."""
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.order_version_action')
        action['domain'] = [('order_id', 'in', self.ids)]
        return action

    # === BUSINESS METHODS === #

    def _desk_keep_version(self):
        """Keep these orders as they stand as a version, unless the last one says the same.

        What a confirmed order says cannot change without a request, so that its first version, the order as
        confirmed, is kept when the first change is applied: confirming costs nothing.

        :return: order.desk.order.version, the latest of each order
        """
        # sudo: versions are the product's own
        Version = self.env['order.desk.order.version'].sudo()
        seen = self.filtered('desk_version')
        last = {version.order_id: version for version in Version.search(
            [('order_id', 'in', seen.ids)], order='order_id, number')} if seen else {}
        rows = []
        for order in self.sudo():  # sudo: a version tells the whole order
            facts = order._desk_get_version_facts()
            if order in last and not differences(last[order].facts or {}, facts):
                continue
            number = order.desk_version + 1
            rows.append({
                'order_id': order.id, 'number': number, 'made_by_id': self.env.uid, 'facts': facts,
                'valid_from': order.date_order if number == 1 else fields.Datetime.now()})
        numbers = defaultdict(list)
        for row in rows:
            numbers[row['number']].append(row['order_id'])
        for number, order_ids in numbers.items():
            self.browse(order_ids)._desk_write_facts({'desk_version': number})
        made = {version.order_id: version for version in Version.create(rows)}
        return Version.union(*(made.get(order) or last[order] for order in self.sudo()))  # sudo: as above

    def _desk_get_version_facts(self):
        """Return what a version keeps of one order: records by id, so that a renamed product is no change."""
        self.ensure_one()
        facts = self._desk_get_confirmation_facts()
        for name in ('desk_completion_date', 'desk_promise_base'):  # promises have a history of their own
            facts.pop(self._fields[name].string, None)
        facts |= {
            'Delivery Address': self._desk_fact(self.partner_shipping_id, False),
            'Invoice Address': self._desk_fact(self.partner_invoice_id, False),
            'Delivery Method': self._desk_fact(self.carrier_id, False),
            'All at Once': "✓" if self.picking_policy == 'one' else None,
            'Incoterm': self._desk_fact(self.incoterm, False),
            'Incoterm Location': self.incoterm_location or None,
            'After-sales Clauses': self.desk_after_sales_terms or None,
            'Untaxed Amount': self.amount_untaxed,
            'Total': self.amount_total,
        }
        for line in self.order_line:
            if str(line.id) in facts['Lines'] and not line.display_type:
                facts['Lines'][str(line.id)] |= {
                    'Production Configuration': line.desk_production_configuration or None,
                    'Taxes': [self._desk_fact(tax, False) for tax in line.tax_ids] or None,
                }
        return facts

    # === HOOKS === #

    def _action_cancel(self):
        # EXTENDS sale: what a cancelled order said may be written again, so it is kept here
        self._desk_get_enrolled().filtered(lambda order: order.state == 'sale')._desk_keep_version()
        return super()._action_cancel()

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_version', 'desk_version_ids'}
