import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE
from ..core.roles import ensure_role
from .intake_points import POINTS, SCOPE_QUESTIONS, MissingPoint

# Who works on the intake of an order.
INTAKE_ROLES = ('order_desk.group_order_clerk', 'sales_team.group_sale_salesman')


class SaleOrder(models.Model):
    """How an order arrived and what it states: the facts of its intake (INT)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_channel_id = fields.Many2one(
        'order.desk.channel', string="Channel", copy=False, check_company=True, index='btree_not_null',
        help="The way by which the order arrived.")
    desk_order_type_id = fields.Many2one(
        'order.desk.order.type', string="Order Type", check_company=True, index='btree_not_null')
    desk_received_at = fields.Datetime(
        "Time Received", copy=False, help="When the order reached us, by whatever channel.")
    desk_register_hours = fields.Float(
        "Registered After (hours)", compute='_compute_desk_register_hours',
        help="Hours by the clock between the arrival of the order and its registration.")
    desk_customer_document_ids = fields.Many2many(
        'ir.attachment', 'order_desk_customer_document_rel', 'order_id', 'attachment_id',
        string="Customer's Documents", copy=False, ondelete='restrict', groups='base.group_user',
        help="The customer's own order: scan, PDF, spreadsheet, XML. It is kept with the order.")
    # Checksums of the documents: says that they are there, and that they changed, without reading them.
    desk_document_digest = fields.Char(copy=False, readonly=True)
    desk_order_taker_id = fields.Many2one(
        'res.users', string="Order Taker", index='btree_not_null', domain="[('share', '=', False)]",
        help="Who handles this customer's orders.")
    desk_customer_code = fields.Char(related='partner_id.desk_customer_code')
    desk_transport = fields.Char("Transport", help="How the goods travel, in the customer's words.")
    desk_packing = fields.Char("Packing")
    desk_quality_standard = fields.Char("Quality Standard")
    desk_payment_method = fields.Selection(
        [
            ('transfer', "Bank transfer"), ('credit_letter', "Letter of credit"), ('collection', "Collection"),
            ('cheque', "Cheque"), ('cash', "Cash"), ('online', "Online"), ('monthly', "Monthly settlement"),
        ], string="Paid By")
    desk_special_requirements = fields.Text("Special Requirements")
    desk_no_special_requirements = fields.Boolean(
        "No Special Requirements", help="The customer was asked and has none.")
    desk_unread_rows = fields.Text(
        "Unread Rows", copy=False, readonly=True, help="Rows of the customer's file that could not be read.")
    desk_shows_intake = fields.Boolean(compute='_compute_desk_shows_intake')
    desk_missing_points = fields.Char("Missing", compute='_compute_desk_missing_points')
    desk_missing_count = fields.Integer("Missing Points", compute='_compute_desk_missing_points')

    # === COMPUTE METHODS === #

    @api.depends('desk_received_at', 'create_date')
    def _compute_desk_register_hours(self):
        for order in self:
            waited = order.desk_received_at and order.create_date and order.create_date - order.desk_received_at
            order.desk_register_hours = max(waited.total_seconds() / 3600, 0.0) if waited else 0.0

    @api.depends('desk_enrolled', 'company_id')
    def _compute_desk_shows_intake(self):
        enabled = self.env['res.company']._desk_get_enabled_ids()
        for order in self:
            order.desk_shows_intake = order.desk_enrolled or (not order._origin and order.company_id.id in enabled)

    # Of the customer's own data nothing is listed: it is read afresh with every request.
    @api.depends_context('lang')
    @api.depends(
        'desk_enrolled', 'desk_order_type_id', 'desk_channel_id', 'desk_received_at', 'desk_document_digest',
        'partner_id', 'partner_shipping_id', 'client_order_ref', 'commitment_date', 'payment_term_id', 'carrier_id',
        'incoterm', 'desk_transport', 'desk_packing', 'desk_quality_standard', 'desk_payment_method',
        'desk_special_requirements', 'desk_no_special_requirements', 'desk_unread_rows', 'desk_open_question_count',
        'desk_reviewed_at', 'desk_entry_changed', 'desk_estimate_sent_at', 'desk_number_confirmed_at',
        'order_line.product_id', 'order_line.product_uom_qty', 'order_line.price_unit',
        *SCOPE_QUESTIONS)
    def _compute_desk_missing_points(self):
        missing = self.filtered('desk_enrolled')._desk_get_missing_points()
        for order in self:
            points = missing.get(order, [])
            order.desk_missing_count = len(points)
            order.desk_missing_points = "; ".join(str(point.message) for point in points)

    @api.onchange('partner_id')
    def _onchange_desk_partner(self):
        for order in self:
            order.desk_order_taker_id = order.partner_id.desk_order_taker_id
            if not order.desk_order_type_id:
                order.desk_order_type_id = order._desk_get_usual_type(order.partner_id, order.company_id)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        if self.env['res.company']._desk_get_enabled_ids():
            self._desk_complete_intake_vals(vals_list)
        with self._desk_batch():
            orders = super().create(vals_list)
            orders.browse(
                order.id for order, vals in zip(orders, vals_list, strict=True)
                if vals.get('desk_customer_document_ids')
            )._desk_keep_documents()
            orders._desk_after_entry(set().union(*vals_list))
        return orders

    def write(self, vals):
        # EXTENDS sale
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return super().write(vals)
        if vals.get('partner_id') and 'desk_order_taker_id' not in vals and self._desk_get_enrolled():
            vals = {**vals, 'desk_order_taker_id': self._desk_get_order_taker(vals['partner_id']).id}
        with self._desk_batch():
            result = super().write(vals)
            if 'desk_customer_document_ids' in vals:
                self._desk_keep_documents()
            self._desk_after_entry(vals)
        return result

    # === ACTIONS === #

    def action_desk_received_now(self):
        """State that the order arrived at this moment (INT-02, INT-06).

        :raise AccessError: for anybody who does not take in orders
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self.write({'desk_received_at': fields.Datetime.now()})

    def action_desk_settle_unread_rows(self):
        """State that the rows which the import could not read were entered by hand.

        :raise AccessError: for anybody who does not take in orders
        :raise UserError: when the order has no such rows
        """
        ensure_role(self.env, *INTAKE_ROLES)
        for order in self:
            if not order.desk_unread_rows:
                raise UserError(self.env._("Order %(order)s has no unread rows.", order=order.name))
            order.message_post(body=self.env._("The unread rows of the customer's file were settled by hand."))
        self._desk_record({'desk_unread_rows': False})

    # === BUSINESS METHODS === #

    def _desk_record(self, vals):
        """Write facts that only actions write, and have the gates judged anew once."""
        with self._desk_batch():
            self._desk_write_facts(vals)
            self._desk_mark_changed()
            self.sudo()._desk_get_enrolled()._desk_sync_points()  # sudo: rows follow the order

    def _desk_get_missing_points(self):
        """Return which points of the order form these orders leave open (INT-07).

        Reads fetched columns only.

        :return: ``{order: [MissingPoint]}``, in the order of the form
        """
        types = self.env['order.desk.order.type']
        missing = {}
        heads = self._desk_get_head_rows()
        for order, lines in self._desk_get_intake_lines().items():
            head = heads[order]
            required = types._get_required_points(head.desk_order_type_id.id)
            missing[order] = [
                MissingPoint(point.code, message)
                for point in POINTS if point.code in required and (message := point.test(head, lines))
            ]
        return missing

    def _desk_get_intake_lines(self):
        """Return the lines that the customer ordered: no text, freight, discount or down payment.

        :rtype: dict[sale.order, list[Row]]
        """
        discounts = {company.id: company.sale_discount_product_id.id for company in self.company_id}
        return {
            order: [
                line for line in lines if not (
                    line.display_type or line.is_downpayment or line.is_delivery
                    or (line.product_id and line.product_id.id == discounts.get(order.company_id.id)))
            ]
            for order, lines in self._desk_get_line_rows().items()
        }

    def _desk_get_form_lines(self):
        """Return the lines of one order that its form prints: those that the customer ordered."""
        self.ensure_one()
        return self.order_line.browse([line.id for line in self._desk_get_intake_lines()[self]])

    def _desk_keep_documents(self):
        """Bind the documents to their order and note their checksums (INT-01).

        :raise AccessError: when the current user may not read one of them
        """
        for order in self:
            documents = order.desk_customer_document_ids
            documents.check_access('read')
            # sudo: a file uploaded before the order was saved is readable by its author only;
            # as part of the order it must be readable by everybody who reads the order.
            documents_sudo = documents.sudo()
            documents_sudo.filtered(lambda file: not file.res_id).write({'res_model': self._name, 'res_id': order.id})
            text = ",".join(sorted(file.checksum or str(file.id) for file in documents_sudo))
            digest = hashlib.sha256(text.encode()).hexdigest() if text else False
            if order.desk_document_digest != digest:
                order._desk_write_facts({'desk_document_digest': digest})

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk: documents are judged by their digest, unread rows come from a file
        return super()._desk_protected_fields() | {'desk_document_digest', 'desk_unread_rows'}

    # === HELPERS === #

    @api.model
    def _desk_get_order_taker(self, partner_id, type_id=None):
        """Return who takes the order: the type's handler before the customer's order taker (INT-17, INT-31)."""
        # sudo: colleagues' names, whoever enters the order
        handler = self.env['order.desk.order.type'].sudo().browse(type_id or ()).handler_id
        partner = self.env['res.partner'].sudo().browse(partner_id or ())
        return handler or partner.commercial_partner_id.desk_order_taker_id

    @api.model
    def _desk_complete_intake_vals(self, vals_list):
        """Add the customer's order taker and the usual type to the values of new orders, in place."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        partner_ids = [vals['partner_id'] for vals in vals_list if vals.get('partner_id')]
        for vals in vals_list:
            company = self.env['res.company'].browse(vals.get('company_id') or self.env.company.id)
            if company.id not in enabled or not vals.get('partner_id'):
                continue
            partner = self.env['res.partner'].browse(vals['partner_id']).with_prefetch(partner_ids)
            if 'desk_order_type_id' not in vals:
                vals['desk_order_type_id'] = self._desk_get_usual_type(partner, company).id
            if 'desk_order_taker_id' not in vals:
                vals['desk_order_taker_id'] = self._desk_get_order_taker(partner.id, vals['desk_order_type_id']).id

    @api.model
    def _desk_get_usual_type(self, partner, company):
        """Return international or domestic by the countries of customer and company (INT-27).

        Nothing when the customer's country is not known: the clerk chooses.
        """
        country = partner.country_id or partner.commercial_partner_id.country_id
        types = self.env['order.desk.order.type']
        if not country or not company.country_id:
            return types
        return types._get_by_code('domestic' if country == company.country_id else 'international', company)
