"""From parsed columns to products, units and numbers, with a reason for every row that fails."""
from odoo import models

from ...models.orders.import_mapping import IDENTIFIERS
from .cell_parser import CellError, parse_date, parse_number, parse_text

# target of a column -> field of the product
PRODUCT_FIELDS = {'reference': 'default_code', 'barcode': 'barcode', 'product_name': 'name'}


class OrderDeskRowMatcher(models.AbstractModel):
    """Reads the rows of a customer's file; three searches for any number of rows."""
    _name = 'order.desk.row.matcher'
    _description = "Row Matcher"

    # === BUSINESS METHODS === #

    def _match_rows(self, rows, targets, decimal, date_order, company):
        """Return the values of each row, good or bad.

        :param rows: ``[(row number, [cells])]``
        :param dict targets: target -> column index
        :return: list of values of ``order.desk.order.import.row``
        """
        cells = [
            (number, {target: values[index] if index < len(values) else None for target, index in targets.items()})
            for number, values in rows
        ]
        products = self._find_products([row for _number, row in cells], company)
        units = self._find_units() if 'uom' in targets else {}
        return [self._match_row(number, row, products, units, decimal, date_order) for number, row in cells]

    def _match_row(self, number, row, products, units, decimal, date_order):
        reasons = []
        product = self._match_product(row, products, reasons)
        values = {
            'row_number': number,
            'text': " | ".join(filter(None, (parse_text(value) for value in row.values()))),
            'product_id': product.id,
            'quantity': self._match_quantity(row, decimal, reasons),
            'uom_id': self._match_unit(row, units, product, reasons).id,
            **self._match_amounts(row, decimal, reasons),
        }
        try:
            values['requested_date'] = parse_date(row.get('date'), date_order)
        except CellError:
            reasons.append(self.env._("date \"%(value)s\" cannot be read", value=parse_text(row['date'])))
        for target in ('description', 'specification', 'brand', 'material', 'line_ref'):
            values[target] = parse_text(row.get(target))
        return {**values, 'reason': "; ".join(reasons), 'is_bad': bool(reasons)}

    # === HELPERS === #

    def _find_products(self, rows, company):
        """Return ``{(target, text): products}``, archived ones included."""
        found = {}
        model = self.env['product.product'].with_context(active_test=False)
        for target in IDENTIFIERS:
            texts = {parse_text(row.get(target)) for row in rows} - {''}
            if not texts:
                continue
            name = PRODUCT_FIELDS[target]
            for product in model.search([(name, 'in', list(texts)), ('company_id', 'in', (company.id, False))]):
                key = (target, product[name])
                found[key] = found.get(key, model) | product
        return found

    def _find_units(self):
        units = self.env['uom.uom'].search([])
        found = {}
        for lang in {self.env.lang, 'en_US'}:
            for unit in units.with_context(lang=lang):
                key = unit.name.strip().casefold()
                found[key] = found.get(key, units.browse()) | units.browse(unit.id)
        return found

    def _match_product(self, row, products, reasons):
        none = self.env['product.product']
        given = {target: text for target in IDENTIFIERS if (text := parse_text(row.get(target)))}
        shown = ", ".join(given.values())
        if not given:
            reasons.append(self.env._("no product named"))
            return none
        candidates = None
        for target, text in given.items():
            hits = products.get((target, text), none)
            if not hits:
                reasons.append(self.env._("unknown product %(product)s", product=text))
                return none
            candidates = hits if candidates is None else candidates & hits
        if not candidates:
            reasons.append(self.env._("%(products)s are different products", products=shown))
            return none
        active = candidates.filtered('active')
        if not active:
            reasons.append(self.env._("product %(product)s is archived", product=shown))
        elif len(active) > 1:
            reasons.append(self.env._(
                "%(product)s is ambiguous: %(count)s products", product=shown, count=len(active)))
        elif not active.sale_ok:
            reasons.append(self.env._("product %(product)s is not for sale", product=shown))
        else:
            return active
        return none

    def _match_quantity(self, row, decimal, reasons):
        shown = parse_text(row.get('quantity'))
        try:
            quantity = parse_number(row.get('quantity'), decimal)
        except CellError as error:
            reasons.append(
                self.env._("no quantity") if error.args[0] == 'empty'
                else self.env._("quantity \"%(value)s\" is no number", value=shown))
            return 0.0
        if quantity <= 0:
            reasons.append(self.env._("quantity %(value)s is not above zero", value=shown))
        return quantity

    def _match_unit(self, row, units, product, reasons):
        text = parse_text(row.get('uom'))
        if not text:
            return product.uom_id
        found = units.get(text.casefold(), self.env['uom.uom'])
        if not found:
            reasons.append(self.env._("unknown unit %(unit)s", unit=text))
        elif len(found) > 1:
            reasons.append(self.env._("unit %(unit)s is ambiguous", unit=text))
        elif product and not found._has_common_reference(product.uom_id):
            reasons.append(self.env._(
                "unit %(unit)s does not fit %(product)s, which is sold by %(own)s",
                unit=text, product=product.display_name, own=product.uom_id.name))
        return found[:1]

    def _match_amounts(self, row, decimal, reasons):
        values = {'price_unit': 0.0, 'has_price': False, 'discount': 0.0}
        for target, name in (('price', 'price_unit'), ('discount', 'discount')):
            text = parse_text(row.get(target))
            if not text:
                continue
            try:
                values[name] = parse_number(row[target], decimal)
            except CellError:
                reasons.append(
                    self.env._("price \"%(value)s\" cannot be read", value=text) if target == 'price'
                    else self.env._("discount \"%(value)s\" cannot be read", value=text))
                continue
            if values[name] < 0 or (name == 'discount' and values[name] > 100):
                reasons.append(
                    self.env._("price %(value)s is below zero", value=text) if target == 'price'
                    else self.env._("discount %(value)s is not between 0 and 100", value=text))
            values['has_price'] |= target == 'price'
        return values
