from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.finding import fingerprint
from ..core.roles import ensure_role
from .intake import INTAKE_ROLES
from .intake_line import ENTRY_FIELDS as LINE_FIELDS
from .intake_points import SCOPE_QUESTIONS

ANSWERS = [('yes', "Yes"), ('no', "No")]

# What a clerk copies from the customer's document: a change of any of these is a new entry.
ENTRY_FIELDS = frozenset({
    'partner_id', 'partner_shipping_id', 'order_line', 'currency_id', 'pricelist_id', 'payment_term_id',
    'commitment_date', 'client_order_ref', 'carrier_id', 'incoterm', 'desk_transport', 'desk_packing',
    'desk_quality_standard', 'desk_payment_method', 'desk_special_requirements', 'desk_customer_document_ids',
})


class SaleOrder(models.Model):
    """Who entered an order, who reviewed and who checked it (INT-19 … INT-25)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_entered_by_id = fields.Many2one(
        'res.users', string="Entered By", compute='_compute_desk_entered_by_id', compute_sudo=True)
    # Users who changed the entry after the first: none of them may check it.
    desk_entry_uids = fields.Json(copy=False, readonly=True)
    desk_needs_review = fields.Boolean(related='desk_channel_id.needs_review')
    desk_reviewed_by_id = fields.Many2one('res.users', string="Form Reviewed By", copy=False, readonly=True)
    desk_reviewed_at = fields.Datetime("Form Reviewed", copy=False, readonly=True)
    desk_entry_checked_by_id = fields.Many2one('res.users', string="Entry Checked By", copy=False, readonly=True)
    desk_entry_checked_at = fields.Datetime("Entry Checked", copy=False, readonly=True)
    desk_entry_fingerprint = fields.Char(copy=False, readonly=True)
    desk_entry_changed = fields.Boolean("Changed After the Check", compute='_compute_desk_entry_changed')
    desk_number_confirmed_by_id = fields.Many2one('res.users', string="Number Confirmed By", copy=False, readonly=True)
    desk_number_confirmed_at = fields.Datetime("Number Confirmed", copy=False, readonly=True)
    desk_scope_business = fields.Selection(ANSWERS, "Within Our Scope of Business", copy=False)
    desk_scope_policy = fields.Selection(ANSWERS, "In Line with Our Policies", copy=False)
    desk_scope_capability = fields.Selection(ANSWERS, "Within Our Capability", copy=False)
    desk_scope_valid = fields.Selection(ANSWERS, "Order Is Valid", copy=False)
    desk_scope_stock = fields.Selection(ANSWERS, "Stock Available or Can Be Made", copy=False)
    desk_scope_delivery = fields.Selection(ANSWERS, "Able to Deliver", copy=False)
    desk_scope_reason = fields.Text("Reason", copy=False, help="Why a question was answered with \"no\".")
    desk_scope_by_id = fields.Many2one('res.users', string="Answered By", copy=False, readonly=True)
    desk_scope_at = fields.Datetime("Answered", copy=False, readonly=True)

    # === CONSTRAINTS === #

    @api.constrains(*SCOPE_QUESTIONS, 'desk_scope_reason')
    def _check_desk_scope_reason(self):
        for order in self:
            if any(order[name] == 'no' for name in SCOPE_QUESTIONS) and not (order.desk_scope_reason or '').strip():
                raise ValidationError(self.env._(
                    "Order %(order)s: a question of the preliminary review is answered with \"no\". Enter the reason.",
                    order=order.name))

    # === COMPUTE METHODS === #

    @api.depends('create_uid')
    def _compute_desk_entered_by_id(self):
        for order in self:
            order.desk_entered_by_id = order.create_uid

    @api.depends(
        'desk_entry_fingerprint', *sorted(ENTRY_FIELDS), *(f'order_line.{name}' for name in sorted(LINE_FIELDS)))
    def _compute_desk_entry_changed(self):
        for order in self:
            order.desk_entry_changed = bool(order.desk_entry_checked_at) and order._desk_is_entry_changed()

    # === ACTIONS === #

    def action_desk_check_entry(self):
        """Confirm that the entry agrees with the customer's document (INT-25).

        The check holds for what stands in the order now: a later change of
        customer, lines, date or document voids it.

        :raise AccessError: for anybody but an order clerk
        :raise UserError: for who entered or changed the order, or without lines
        """
        ensure_role(self.env, 'order_desk.group_order_clerk')
        for order in self:
            if self.env.uid in order._desk_get_entry_users().ids:
                raise UserError(self.env._(
                    "Order %(order)s: you entered or changed it yourself. Ask a colleague to check it.",
                    order=order.name))
            if not order._desk_get_intake_lines()[order]:
                raise UserError(self.env._("Order %(order)s has no lines to check.", order=order.name))
        now = fields.Datetime.now()
        with self._desk_batch():
            for order in self:
                order._desk_record({
                    'desk_entry_checked_by_id': self.env.uid,
                    'desk_entry_checked_at': now,
                    'desk_entry_fingerprint': fingerprint(order._desk_get_entry_facts()),
                })
        self._message_log_batch(bodies=dict.fromkeys(
            self.ids, self.env._("The entry was checked against the customer's document.")))
        self._desk_share_entry()

    def action_desk_review_form(self):
        """Confirm as business assistant that the salesperson's order form is in order (INT-23).

        :raise AccessError: for anybody but an order clerk
        :raise UserError: for the salesperson of the order himself
        """
        ensure_role(self.env, 'order_desk.group_order_clerk')
        for order in self:
            if self.env.user == order.user_id:
                raise UserError(self.env._(
                    "Order %(order)s: it is your own order form. A second person reviews it.", order=order.name))
        self._desk_record({'desk_reviewed_by_id': self.env.uid, 'desk_reviewed_at': fields.Datetime.now()})

    def action_desk_confirm_number(self):
        """Record that the order number was confirmed with the customer (INT-24)."""
        ensure_role(self.env, *INTAKE_ROLES)
        self._desk_record({
            'desk_number_confirmed_by_id': self.env.uid, 'desk_number_confirmed_at': fields.Datetime.now()})

    def action_desk_answer_all_yes(self):
        """Answer the questions of the preliminary review that are still open with "yes"."""
        ensure_role(self.env, *INTAKE_ROLES)
        for order in self:
            order.write({name: 'yes' for name in SCOPE_QUESTIONS if not order[name]})

    # === BUSINESS METHODS === #

    def _desk_get_entry_users(self):
        """Return everybody who had a hand in the entry of this order."""
        self.ensure_one()
        # sudo: whoever entered the order counts, also a user of another company
        return self.sudo().create_uid | self.env['res.users'].browse(self.desk_entry_uids or ())

    def _desk_get_entry_facts(self):
        """Return what the second person compares with the customer's document."""
        self.ensure_one()
        facts = self.env['order.desk.evaluator']._order_facts(self)
        for line in self._desk_get_line_rows()[self]:
            if str(line.id) in facts['Lines']:
                facts['Lines'][str(line.id)].update({
                    'Specification': line.desk_specification or None, 'Brand': line.desk_brand or None,
                    'Material': line.desk_material or None, 'Wanted on': str(line.desk_requested_date or '')})
        head = self._desk_get_head_rows()[self]
        return {
            **facts,
            'Delivery date': str(head.commitment_date or ''),
            "Customer's number": head.client_order_ref or None,
            'Carrier': head.carrier_id.id or None,
            'Incoterm': head.incoterm.id or None,
            'Transport': head.desk_transport or None,
            'Packing': head.desk_packing or None,
            'Quality standard': head.desk_quality_standard or None,
            'Payment method': head.desk_payment_method or None,
            'Special requirements': head.desk_special_requirements or None,
            'Document': head.desk_document_digest or None,
        }

    def _desk_is_entry_changed(self):
        """Say whether the order differs from what the second person checked."""
        self.ensure_one()
        order = self._origin or self  # in a form that is being edited: what is stored
        return order.desk_entry_fingerprint != fingerprint(order._desk_get_entry_facts())

    def _desk_share_entry(self):
        """Let sales, logistics and others named by the order type follow the order (INT-29)."""
        for order_type, orders in self.grouped('desk_order_type_id').items():
            partners = order_type.sudo().informed_user_ids.partner_id  # sudo: names of colleagues
            for order in orders if partners else ():
                order.message_subscribe(partners.ids)
                order.message_post(
                    body=self.env._("Order %(order)s of %(customer)s was entered and checked.",
                                    order=order.name, customer=order.partner_id.display_name),
                    subtype_xmlid='mail.mt_note', partner_ids=partners.ids)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk: who did what is written by the actions
        return super()._desk_protected_fields() | {
            'desk_entry_uids', 'desk_reviewed_by_id', 'desk_reviewed_at', 'desk_entry_checked_by_id',
            'desk_entry_checked_at', 'desk_entry_fingerprint', 'desk_number_confirmed_by_id',
            'desk_number_confirmed_at', 'desk_scope_by_id', 'desk_scope_at',
        }

    def _desk_after_entry(self, touched):
        """Note who changed the entry of enrolled orders and what of it is missing.

        :param touched: names of the fields that were written
        """
        is_entry = not ENTRY_FIELDS.isdisjoint(touched)
        is_answer = not SCOPE_QUESTIONS.keys().isdisjoint(touched)
        # What an order states may matter to a point even where it is no part of the entry.
        if not (is_entry or is_answer or any(name.startswith('desk_') for name in touched)):
            return
        # sudo: notes about the person who acts, also where he may not write the whole order
        drafts = self.sudo()._desk_get_enrolled().filtered(lambda order: order.state in ('draft', 'sent'))
        if is_entry:
            drafts._desk_note_entry_user()
        if is_answer and drafts:
            drafts._desk_write_facts({'desk_scope_by_id': self.env.uid, 'desk_scope_at': fields.Datetime.now()})
            drafts._desk_escalate_scope(touched)
        drafts._desk_sync_points()

    def _desk_escalate_scope(self, touched):
        """Hand an order to the sales manager when a question was just answered with "no" (INT-19)."""
        for order in self:
            refused = [str(label) for name, label in SCOPE_QUESTIONS.items() if name in touched and order[name] == 'no']
            if refused:
                order.activity_schedule(
                    'mail.mail_activity_data_todo', user_id=order._desk_get_sales_manager().id,
                    summary=self.env._("Preliminary review answered \"no\""),
                    note=f"{', '.join(refused)}: {order.desk_scope_reason or ''}")

    def _desk_note_entry_user(self):
        uid = self.env.uid
        for order in self:  # sudo by the caller
            if order.create_uid.id != uid and uid not in (order.desk_entry_uids or ()):
                order._desk_write_facts({'desk_entry_uids': [*(order.desk_entry_uids or ()), uid]})
