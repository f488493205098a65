from odoo import fields, models

# What a column of a customer's file can hold.
TARGETS = [
    ('reference', "Product reference"),
    ('barcode', "Barcode"),
    ('product_name', "Product name"),
    ('description', "Description"),
    ('quantity', "Quantity"),
    ('uom', "Unit"),
    ('price', "Unit price"),
    ('discount', "Discount (%)"),
    ('date', "Requested date"),
    ('specification', "Specification"),
    ('brand', "Brand"),
    ('material', "Material"),
    ('line_ref', "Customer's line number"),
]
IDENTIFIERS = ('reference', 'barcode', 'product_name')
DECIMALS = [('.', "Point (1234.56)"), (',', "Comma (1234,56)")]
DATE_ORDERS = [('ymd', "Year, month, day"), ('dmy', "Day, month, year"), ('mdy', "Month, day, year")]
DELIMITERS = [(',', "Comma"), (';', "Semicolon"), ('tab', "Tabulator"), ('|', "Vertical bar")]
ENCODINGS = [('utf-8-sig', "UTF-8"), ('gb18030', "Chinese (GB 18030)"), ('cp1252', "Western (Windows-1252)"),
             ('utf-16', "UTF-16")]


class OrderDeskImportMapping(models.Model):
    """How the files of one customer are read, remembered from the last import."""
    _name = 'order.desk.import.mapping'
    _description = "Import Mapping of a Customer"
    _rec_name = 'partner_id'

    # === FIELDS === #

    partner_id = fields.Many2one('res.partner', string="Customer", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company, index=True)
    header_row = fields.Integer(default=1)
    sheet_name = fields.Char("Sheet")
    decimal_separator = fields.Selection(DECIMALS)
    date_order = fields.Selection(DATE_ORDERS)
    delimiter = fields.Selection(DELIMITERS, default=',')
    encoding = fields.Selection(ENCODINGS, default='utf-8-sig')
    channel_id = fields.Many2one('order.desk.channel')
    line_ids = fields.One2many('order.desk.import.mapping.line', 'mapping_id', string="Columns")

    # === CONSTRAINTS === #

    _partner_uniq = models.UniqueIndex('(partner_id, company_id)', "This customer's mapping exists already.")


class OrderDeskImportMappingLine(models.Model):
    """One column of a customer's file, known by its heading."""
    _name = 'order.desk.import.mapping.line'
    _description = "Column of an Import Mapping"
    _rec_name = 'header'

    # === FIELDS === #

    mapping_id = fields.Many2one('order.desk.import.mapping', required=True, index=True, ondelete='cascade')
    header = fields.Char("Heading", required=True)
    target = fields.Selection(TARGETS, required=True)
