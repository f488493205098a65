import base64
import binascii

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...models.core.roles import ensure_role
from ...models.orders.import_mapping import DATE_ORDERS, DECIMALS, DELIMITERS, ENCODINGS, IDENTIFIERS
from ...models.orders.intake import INTAKE_ROLES
from .cell_parser import parse_text
from .sheet_reader import read_sheet


class OrderDeskOrderImport(models.TransientModel):
    """A customer's spreadsheet becomes order lines: upload, map the columns, look at the rows, import."""
    _name = 'order.desk.order.import'
    _description = "Import of a Customer's Order"

    # === FIELDS === #

    step = fields.Selection(
        [('upload', "File"), ('map', "Columns"), ('preview', "Rows")], default='upload', required=True)
    partner_id = fields.Many2one('res.partner', string="Customer", required=True)
    order_id = fields.Many2one(
        'sale.order', string="Add to Order",
        domain="[('partner_id', '=', partner_id), ('state', 'in', ('draft', 'sent'))]")
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    channel_id = fields.Many2one('order.desk.channel', required=True, help="The way by which the file arrived.")
    received_at = fields.Datetime("Time Received", required=True, default=fields.Datetime.now)
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char(required=True)
    sheet_name = fields.Char("Sheet", help="Empty: the first sheet.")
    sheet_names = fields.Char("Sheets", readonly=True)
    is_text_table = fields.Boolean(compute='_compute_is_text_table')
    header_row = fields.Integer("Row of the Headings", default=1, required=True)
    delimiter = fields.Selection(DELIMITERS, default=',', required=True)
    encoding = fields.Selection(ENCODINGS, default='utf-8-sig', required=True)
    decimal_separator = fields.Selection(DECIMALS, help="How the customer writes numbers that are stored as text.")
    date_order = fields.Selection(
        DATE_ORDERS, string="Dates", help="How the customer writes dates that are stored as text.")
    column_ids = fields.One2many('order.desk.order.import.column', 'import_id', string="Columns")
    row_ids = fields.One2many('order.desk.order.import.row', 'import_id', string="Rows")
    good_row_ids = fields.One2many(
        'order.desk.order.import.row', 'import_id', domain=[('is_bad', '=', False)], string="Good Rows")
    bad_row_ids = fields.One2many(
        'order.desk.order.import.row', 'import_id', domain=[('is_bad', '=', True)], string="Bad Rows")
    good_count = fields.Integer(compute='_compute_counts')
    bad_count = fields.Integer(compute='_compute_counts')
    duplicate_names = fields.Char("Imported Before Into", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('filename')
    def _compute_is_text_table(self):
        for wizard in self:
            wizard.is_text_table = (wizard.filename or '').lower().endswith(('.csv', '.txt', '.tsv'))

    @api.depends('row_ids.is_bad')
    def _compute_counts(self):
        for wizard in self:
            wizard.bad_count = len(wizard.row_ids.filtered('is_bad'))
            wizard.good_count = len(wizard.row_ids) - wizard.bad_count

    @api.onchange('partner_id')
    def _onchange_partner_id(self):
        mapping = self._get_mapping()
        if mapping:
            for name in ('header_row', 'sheet_name', 'delimiter', 'encoding', 'decimal_separator', 'date_order',
                         'channel_id'):
                self[name] = mapping[name] or self[name]
        if self.order_id.partner_id != self.partner_id:
            self.order_id = False

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS base: called from an order, the order names customer, company and channel
        values = super().default_get(fields)
        order = self.env['sale.order'].browse(values.get('order_id') or ())
        if order:
            values.update(partner_id=order.partner_id.id, company_id=order.company_id.id)
            if order.desk_channel_id:
                values['channel_id'] = order.desk_channel_id.id
        return values

    # === ACTIONS === #

    def action_read(self):
        """Read the headings of the file and propose the columns remembered for this customer.

        :raise AccessError: for anybody who does not take in orders
        :raise UserError: when the file cannot be read
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self.ensure_one()
        if self.header_row < 1:
            raise UserError(self.env._("The row of the headings is 1 or higher."))
        names, rows = self._read_file()
        headers = next((values for number, values in rows if number == self.header_row), None)
        if headers is None:
            raise UserError(self.env._(
                "%(file)s: row %(row)s is blank. Enter the row in which the headings stand.",
                file=self.filename, row=self.header_row))
        samples = [values for number, values in rows if number > self.header_row][:3]
        remembered = {line.header: line.target for line in self._get_mapping().line_ids}
        self.write({
            'step': 'map',
            'sheet_names': ", ".join(names),
            'duplicate_names': self._get_duplicates(),
            'column_ids': [Command.clear()] + [
                Command.create({
                    'index': index,
                    'header': header,
                    'sample': " | ".join(filter(None, (
                        parse_text(values[index]) for values in samples if index < len(values)))),
                    'target': remembered.get(header, False),
                })
                for index, header in enumerate(parse_text(value) for value in headers) if header
            ],
        })
        return self._reopen()

    def action_preview(self):
        """Read every row with the chosen columns and remember the choice for the customer.

        :raise UserError: when columns are missing or chosen twice
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self.ensure_one()
        targets = self._get_targets()
        _names, rows = self._read_file()
        values_list = self.env['order.desk.row.matcher']._match_rows(
            [row for row in rows if row[0] > self.header_row], targets,
            self.decimal_separator, self.date_order, self.company_id)
        if not values_list:
            raise UserError(self.env._("%(file)s has no rows below the headings.", file=self.filename))
        self.write({'step': 'preview', 'row_ids': [Command.clear()] + [Command.create(vals) for vals in values_list]})
        self._remember_mapping()
        return self._reopen()

    def action_back(self):
        """Go back one step; nothing is lost."""
        self.ensure_one()
        self.step = 'upload' if self.step == 'map' else 'map'
        return self._reopen()

    def action_import(self):
        """Put the good rows into an order, with the file as the customer's own document.

        Bad rows are noted on the order, which stays incomplete until a clerk settles them.

        :raise UserError: when no row is good
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self.ensure_one()
        good = self.row_ids.filtered(lambda row: not row.is_bad)
        if self.step != 'preview' or not good:
            raise UserError(self.env._("%(file)s: no row can be imported.", file=self.filename))
        order = self.order_id
        if order and (order.state not in ('draft', 'sent') or order.partner_id != self.partner_id):
            raise UserError(self.env._(
                "Lines cannot be added to %(order)s: it is no quotation of this customer.", order=order.name))
        with self.env['sale.order']._desk_batch():
            lines = [Command.create(row._prepare_line()) for row in good]
            if order:
                order.write({'order_line': lines})
            else:
                order = self.env['sale.order'].with_company(self.company_id).create({
                    'partner_id': self.partner_id.id, 'company_id': self.company_id.id, 'order_line': lines})
            self._attach_file(order)
        return order._get_records_action()

    # === HELPERS === #

    def _attach_file(self, order):
        document = self.env['ir.attachment'].create({
            'name': self.filename, 'datas': self.with_context(bin_size=False).file,
            'res_model': order._name, 'res_id': order.id})
        order.write({
            'desk_customer_document_ids': [Command.link(document.id)],
            'desk_channel_id': order.desk_channel_id.id or self.channel_id.id,
            'desk_received_at': order.desk_received_at or self.received_at,
        })
        bad = self.row_ids.filtered('is_bad')
        if bad:
            text = "\n".join(
                self.env._("Row %(row)s: %(reason)s [%(text)s]", row=row.row_number, reason=row.reason, text=row.text)
                for row in bad)
            order._desk_record({'desk_unread_rows': "\n".join(filter(None, (order.desk_unread_rows, text)))})

    def _read_file(self):
        try:
            content = base64.b64decode(self.with_context(bin_size=False).file or b'', validate=True)
        except (binascii.Error, ValueError):
            raise UserError(self.env._("%(file)s was not uploaded completely.", file=self.filename)) from None
        return read_sheet(
            self.env, content, self.filename, self.sheet_name, self.delimiter, self.encoding)

    def _get_targets(self):
        targets = {}
        for column in self.column_ids.filtered('target'):
            if column.target in targets:
                raise UserError(self.env._(
                    "Two columns are chosen as \"%(target)s\".",
                    target=dict(column._fields['target']._description_selection(self.env))[column.target]))
            targets[column.target] = column.index
        if 'quantity' not in targets or not any(name in targets for name in IDENTIFIERS):
            raise UserError(self.env._(
                "Choose the column of the quantity and at least one of product reference, barcode or product name."))
        if not self.decimal_separator:
            raise UserError(self.env._("Choose how the customer writes decimals."))
        if 'date' in targets and not self.date_order:
            raise UserError(self.env._("Choose how the customer writes dates."))
        return targets

    def _get_mapping(self):
        return self.env['order.desk.import.mapping'].search([
            ('partner_id', '=', self.partner_id.commercial_partner_id.id), ('company_id', '=', self.company_id.id)])

    def _remember_mapping(self):
        vals = {
            'header_row': self.header_row, 'sheet_name': self.sheet_name, 'delimiter': self.delimiter,
            'encoding': self.encoding, 'decimal_separator': self.decimal_separator, 'date_order': self.date_order,
            'channel_id': self.channel_id.id,
            'line_ids': [Command.clear()] + [
                Command.create({'header': column.header, 'target': column.target})
                for column in self.column_ids if column.target
            ],
        }
        mapping = self._get_mapping()
        if mapping:
            mapping.write(vals)
        else:
            mapping.create({
                **vals, 'partner_id': self.partner_id.commercial_partner_id.id, 'company_id': self.company_id.id})

    def _get_duplicates(self):
        content = base64.b64decode(self.with_context(bin_size=False).file or b'')
        checksum = self.env['ir.attachment']._compute_checksum(content)
        files = self.env['ir.attachment'].search([('checksum', '=', checksum), ('res_model', '=', 'sale.order')])
        orders = self.env['sale.order'].search([('id', 'in', files.mapped('res_id'))])
        return ", ".join(orders.mapped('name'))

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Import Customer's Order"), 'res_model': self._name,
            'res_id': self.id, 'view_mode': 'form', 'target': 'new',
        }
