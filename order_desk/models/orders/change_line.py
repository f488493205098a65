from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE
from ..core.own_defaults import own_defaults
from .change_fields import LINE_TERMS, get_changed

# Columns of a request line that only the product writes.
PRESENT = frozenset(f'present_{name}' for name in LINE_TERMS)
# What a line of a request is about does not change.
FIXED = frozenset(('request_id', 'sale_line_id'))


class OrderDeskChangeLine(models.Model):
    """One line of the order as it is, and beside it as it is proposed; without an order line it is new."""
    _name = 'order.desk.change.line'
    _description = "Line of a Change Request"
    _order = 'sequence, id'
    _check_company_auto = True

    # === FIELDS === #

    request_id = fields.Many2one('order.desk.change.request', required=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='request_id.order_id', store=True, index=True)
    company_id = fields.Many2one(related='request_id.company_id', store=True)
    currency_id = fields.Many2one(related='request_id.currency_id')
    state = fields.Selection(related='request_id.state')
    sequence = fields.Integer(default=1000)
    sale_line_id = fields.Many2one(
        'sale.order.line', "Order Line", index='btree_not_null', ondelete='set null', copy=False, readonly=True)
    uom_id = fields.Many2one(
        'uom.uom', "Unit", compute='_compute_uom_id', store=True, readonly=False, precompute=True)
    is_text = fields.Boolean("Note", readonly=True)
    kind = fields.Selection(
        [('same', "Unchanged"), ('change', "Changed"), ('add', "New"), ('remove', "Dropped"), ('replace', "Replaced")],
        compute='_compute_kind', store=True)

    present_product_id = fields.Many2one('product.product', readonly=True)
    present_product_uom_qty = fields.Float("Present Quantity", digits='Product Unit', readonly=True)
    present_price_unit = fields.Float("Present Price", min_display_digits='Product Price', readonly=True)
    present_discount = fields.Float("Present Discount (%)", digits='Discount', readonly=True)
    present_tax_ids = fields.Many2many(
        'account.tax', 'order_desk_change_line_present_tax_rel', string="Present Taxes", readonly=True)
    present_name = fields.Text("Present Description", readonly=True)
    present_desk_requested_date = fields.Date("Present Requested Date", readonly=True)
    present_desk_specification = fields.Char("Present Specification", readonly=True)
    present_desk_brand = fields.Char("Present Brand", readonly=True)
    present_desk_material = fields.Char("Present Material", readonly=True)
    present_desk_sales_configuration = fields.Text("Present Sales Configuration", readonly=True)
    present_desk_production_configuration = fields.Text("Present Production Configuration", readonly=True)

    product_id = fields.Many2one(
        'product.product', domain="[('sale_ok', '=', True), ('type', '!=', 'combo')]", check_company=True)
    product_uom_qty = fields.Float("Quantity", digits='Product Unit', help="Zero: the line is dropped.")
    price_unit = fields.Float(
        "Unit Price", min_display_digits='Product Price', compute='_compute_price_unit', store=True, readonly=False,
        precompute=True)
    discount = fields.Float("Discount (%)", digits='Discount')
    tax_ids = fields.Many2many(
        'account.tax', 'order_desk_change_line_tax_rel', string="Taxes",
        domain="[('type_tax_use', '=', 'sale')]", check_company=True)
    name = fields.Text("Description")
    desk_requested_date = fields.Date("Requested Date")
    desk_specification = fields.Char("Specification")
    desk_brand = fields.Char("Brand")
    desk_material = fields.Char("Material")
    desk_sales_configuration = fields.Text("Sales Configuration")
    desk_production_configuration = fields.Text("Production Configuration")

    # === COMPUTE METHODS === #

    @api.depends('product_id')
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.sale_line_id.product_uom_id or line.product_id.uom_id

    @api.depends('product_id')
    def _compute_price_unit(self):
        """Offer the price of the order's price list for what is new; what is there keeps its price."""
        for line in self:
            order = line.request_id.order_id
            is_new = line.product_id and line.product_id != line.present_product_id
            if is_new:
                line.price_unit = order.pricelist_id._get_product_price(
                    line.product_id, line.product_uom_qty or 1.0, currency=order.currency_id,
                    uom=line.uom_id or line.product_id.uom_id, date=order.date_order,
                ) if order.pricelist_id else line.product_id.lst_price
            else:
                line.price_unit = line.price_unit or line.present_price_unit

    @api.depends('sale_line_id', *LINE_TERMS, *PRESENT)
    def _compute_kind(self):
        for line in self:
            line.kind = line._get_kind()

    def _get_kind(self):
        if not self.present_name and not self.present_product_id:
            return 'add'
        if self.is_text:
            return 'change' if self._get_values() else 'same'
        if self.product_id != self.present_product_id:
            return 'replace'
        if not self.product_uom_qty and self.present_product_uom_qty:
            return 'remove'
        return 'change' if self._get_values() else 'same'

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        return own_defaults(self, super().default_get(fields), PRESENT | {'sale_line_id', 'is_text'})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_free(vals)
        requests = self.env['order.desk.change.request'].browse({vals['request_id'] for vals in vals_list})
        requests._ensure_editable()
        lines = self.env['sale.order.line'].browse(
            vals['sale_line_id'] for vals in vals_list if vals.get('sale_line_id'))
        if lines - requests.order_id.order_line:
            raise UserError(self.env._(
                "%(line)s is no line of the order that the request is about.",
                line=(lines - requests.order_id.order_line)[0].display_name))
        for vals in vals_list:
            if vals.get('sale_line_id'):
                present = self._prepare_present(lines.browse(vals['sale_line_id']))
                vals.update({**present, **{key: vals[key] for key in vals if key in LINE_TERMS}})
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return super(OrderDeskChangeLine, self.with_context(desk_product_write=False)).write(vals)
        self._ensure_free(vals, FIXED)
        self.request_id._ensure_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        self.request_id._ensure_editable()
        present = self.filtered('sale_line_id')
        if present and self.env.context.get('desk_product_write') is not PRODUCT_WRITE:
            raise UserError(self.env._(
                "%(line)s stands on the order: enter a quantity of zero to have it dropped.",
                line=present[0].present_product_id.display_name or present[0].present_name))

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_present(self, line):
        """Return the values of a request line that proposes an order line as it is."""
        values = {'sale_line_id': line.id, 'sequence': line.sequence, 'is_text': bool(line.display_type),
                  'uom_id': line.product_uom_id.id}
        for name in LINE_TERMS:
            field = line._fields[name]
            if field.type == 'many2many':
                now = [fields.Command.set(line[name].ids)]
            else:
                now = field.convert_to_write(line[name], line)
            values[name] = values[f'present_{name}'] = now
        return values

    def _get_values(self):
        """Return the columns of the order line that would change, as they are written."""
        self.ensure_one()
        values = {}
        for name in ('name',) if self.is_text else LINE_TERMS:
            now, then = self[f'present_{name}'], self[name]
            if (now or False) == (then or False):
                continue
            field = self._fields[name]
            if field.type == 'float' and not round(now - then, 6):
                continue
            values[name] = [fields.Command.set(then.ids)] if field.type == 'many2many' else (
                field.convert_to_write(then, self))
        return values

    def _get_new_values(self):
        """Return the values of the order line that a new line of the request would become."""
        self.ensure_one()
        if not self.product_id:
            return {'display_type': 'line_note', 'name': self.name, 'sequence': self.sequence}
        values = {
            'product_id': self.product_id.id, 'product_uom_id': self.uom_id.id, 'sequence': self.sequence,
            **{name: self._fields[name].convert_to_write(self[name], self)
               for name in LINE_TERMS if name not in ('product_id', 'tax_ids', 'name') and self[name]},
        }
        values.setdefault('product_uom_qty', 0.0)
        values.setdefault('price_unit', 0.0)
        if self.name and self.name != self.present_name:
            values['name'] = self.name
        if self.tax_ids and self.tax_ids != self.present_tax_ids:
            values['tax_ids'] = [fields.Command.set(self.tax_ids.ids)]
        return values

    def _get_stale(self):
        """Return the labels of what the order line says otherwise by now."""
        self.ensure_one()
        line = self.sale_line_id
        if not line:
            return ['sale_line_id'] if self.present_name or self.present_product_id else []
        present = {
            name: self[f'present_{name}'].ids and [fields.Command.set(self[f'present_{name}'].ids)] or [
                fields.Command.clear()] if self._fields[name].type == 'many2many'
            else self._fields[f'present_{name}'].convert_to_write(self[f'present_{name}'], self)
            for name in LINE_TERMS}
        return get_changed(line, present, LINE_TERMS)

    # === HELPERS === #

    def _write_present(self, vals):
        # sudo: what the order says is the product's to enter; the caller has checked the role
        self.sudo().with_context(desk_product_write=PRODUCT_WRITE).write(vals)

    def _ensure_free(self, vals, more=frozenset()):
        """Refuse what only the product writes.

        :raise UserError: naming the remedy
        """
        if not self.env.su and self.env.context.get('desk_product_write') is not PRODUCT_WRITE and (
                PRESENT | {'kind', 'is_text'} | more).intersection(vals):
            raise UserError(self.env._(
                "What the order says now is taken from the order itself: enter what is to become of it."))
