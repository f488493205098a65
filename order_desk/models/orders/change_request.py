from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE
from .change_fields import ORDER_TERMS

STATES = [
    ('draft', "Draft"),
    ('submitted', "To Check"),
    ('feasible', "To Decide"),
    ('approved', "To Carry Out"),
    ('applied', "Carried Out"),
    ('infeasible', "Not Feasible"),
    ('refused', "Refused"),
    ('withdrawn', "Taken Back"),
]
OPEN_REQUESTS = ('draft', 'submitted', 'feasible', 'approved')
PRESENT_TERMS = frozenset(f'present_{name}' for name in ORDER_TERMS)
CONTENT = frozenset((*ORDER_TERMS, 'line_ids', 'reason_id', 'description'))


class OrderDeskChangeRequest(models.Model):
    """The paper by which a confirmed order is changed: what is wanted beside what is agreed (CHG-02, CHG-05)."""
    _name = 'order.desk.change.request'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Contract Change Request"
    _order = 'requested_on desc, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        'sale.order', required=True, index=True, ondelete='restrict', check_company=True,
        domain="[('state', '=', 'sale'), ('desk_enrolled', '=', True)]")
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson", store=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    state = fields.Selection(
        STATES, required=True, readonly=True, default='draft', copy=False, index=True, tracking=True)
    reason_id = fields.Many2one(
        'order.desk.change.reason', tracking=True, check_company=True, help="Why the order is changed.")
    description = fields.Text("What Is Wanted", help="The wish in the words of whoever has it.")
    line_ids = fields.One2many('order.desk.change.line', 'request_id', string="Lines", copy=False)
    changed_line_ids = fields.One2many(
        'order.desk.change.line', 'request_id', string="Changed Lines", domain=[('kind', '!=', 'same')], copy=False)
    impact_ids = fields.One2many(
        'order.desk.impact.line', 'request_id', domain=[('kind', '!=', 'gate')], copy=False)
    gate_impact_ids = fields.One2many(
        'order.desk.impact.line', 'request_id', string="Gates", domain=[('kind', '=', 'gate')], copy=False)
    is_blocked = fields.Boolean("Something Stands in the Way", readonly=True, copy=False)
    impact_on = fields.Datetime("Impact Computed On", readonly=True, copy=False)
    requested_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, copy=False, default=lambda self: self.env.uid)
    requested_on = fields.Datetime(required=True, readonly=True, copy=False, default=fields.Datetime.now)
    feasibility_note = fields.Text("Feasibility", help="What the desk found out: what can be done, and until when.")
    checked_by_id = fields.Many2one('res.users', "Feasibility Checked By", readonly=True, copy=False)
    checked_on = fields.Datetime("Feasibility Checked On", readonly=True, copy=False)
    decision_note = fields.Text("Decision", help="Why the change is approved or refused.")
    decided_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    applied_by_id = fields.Many2one('res.users', "Carried Out By", readonly=True, copy=False)
    applied_on = fields.Datetime("Carried Out On", readonly=True, copy=False)
    version_before_id = fields.Many2one('order.desk.order.version', readonly=True, copy=False)
    version_after_id = fields.Many2one('order.desk.order.version', "New Version", readonly=True, copy=False)
    version_changes = fields.Html("What Was Changed", related='version_after_id.changes')

    may_check = fields.Boolean(compute='_compute_may')
    may_decide = fields.Boolean(compute='_compute_may')

    present_partner_id = fields.Many2one('res.partner', "Present Customer", readonly=True, copy=False)
    present_fiscal_position_id = fields.Many2one('account.fiscal.position', readonly=True, copy=False)
    present_partner_shipping_id = fields.Many2one('res.partner', "Present Delivery Address", readonly=True, copy=False)
    present_partner_invoice_id = fields.Many2one('res.partner', "Present Invoice Address", readonly=True, copy=False)
    present_payment_term_id = fields.Many2one(
        'account.payment.term', "Present Payment Terms", readonly=True, copy=False)
    present_commitment_date = fields.Datetime("Present Delivery Date", readonly=True, copy=False)
    present_carrier_id = fields.Many2one('delivery.carrier', "Present Delivery Method", readonly=True, copy=False)
    present_picking_policy = fields.Selection(
        '_select_shipping_policies', "Present Shipping Policy", readonly=True, copy=False)
    present_incoterm = fields.Many2one('account.incoterms', readonly=True, copy=False)
    present_incoterm_location = fields.Char(readonly=True, copy=False)
    present_desk_packing = fields.Text("Present Packing", readonly=True, copy=False)
    present_desk_quality_standard = fields.Text("Present Quality Standard", readonly=True, copy=False)
    present_desk_transport = fields.Text("Present Transport", readonly=True, copy=False)
    present_desk_special_requirements = fields.Text("Present Special Requirements", readonly=True, copy=False)
    present_desk_after_sales_terms = fields.Text("Present After-sales Clauses", readonly=True, copy=False)

    partner_id = fields.Many2one('res.partner', "Customer", check_company=True, copy=False)
    fiscal_position_id = fields.Many2one(
        'account.fiscal.position', check_company=True, copy=False,
        help="The taxes of the lines are proposed beside it.")
    partner_shipping_id = fields.Many2one('res.partner', "Delivery Address", check_company=True, copy=False)
    partner_invoice_id = fields.Many2one('res.partner', "Invoice Address", check_company=True, copy=False)
    payment_term_id = fields.Many2one('account.payment.term', "Payment Terms", check_company=True, copy=False)
    commitment_date = fields.Datetime("Delivery Date", copy=False)
    carrier_id = fields.Many2one(
        'delivery.carrier', "Delivery Method", check_company=True, copy=False,
        help="Open transfers follow; the freight charged stays until it is updated on the order.")
    picking_policy = fields.Selection(
        '_select_shipping_policies', "Shipping Policy", copy=False,
        help="Whether goods leave as they are ready, or all at once.")
    incoterm = fields.Many2one('account.incoterms', copy=False)
    incoterm_location = fields.Char(copy=False)
    desk_packing = fields.Text("Packing", copy=False)
    desk_quality_standard = fields.Text("Quality Standard", copy=False)
    desk_transport = fields.Text("Transport", copy=False)
    desk_special_requirements = fields.Text("Special Requirements", copy=False)
    desk_after_sales_terms = fields.Text("After-sales Clauses", copy=False)

    # === CONSTRAINTS === #

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state IN ('draft', 'submitted', 'feasible', 'approved')",
        "Another change request on this order is open already: finish it first.")

    # === COMPUTE METHODS === #

    @api.depends('company_id')
    @api.depends_context('uid')
    def _compute_may(self):
        own = set(self.env.user._get_group_ids())
        for request in self:
            request.may_check = not own.isdisjoint(request._get_check_groups().ids)
            request.may_decide = not own.isdisjoint(request._get_decision_groups().ids)

    # === ONCHANGE METHODS === #

    @api.onchange('order_id')
    def _onchange_order_id(self):
        for request in self.filtered('order_id'):
            request.order_id._desk_ensure_changeable()
            request.update(request.order_id._desk_prepare_present())

    @api.onchange('partner_id')
    def _onchange_partner_id(self):
        for request in self:
            if request.partner_id and request.partner_id != request.present_partner_id:
                request.update(self._prepare_addresses({'partner_id': request.partner_id.id}, request.order_id))

    @api.onchange('partner_id', 'partner_shipping_id')
    def _onchange_fiscal_position(self):
        for request in self.filtered('order_id'):
            request.fiscal_position_id = request.order_id._desk_get_fiscal_position(
                request.partner_id, request.partner_shipping_id)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env['sale.order'].browse(vals.get('order_id') for vals in vals_list)
        orders._desk_ensure_changeable()
        lines_by_order = []
        for vals, order in zip(vals_list, orders, strict=True):
            vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.change.request') or "/"
            vals.update({
                **order._desk_prepare_present(), **self._prepare_addresses(vals, order),
                **{key: vals[key] for key in vals if key in ORDER_TERMS}})
            lines_by_order.append(vals.pop('line_ids', []))
        # The product's own: what the order says is read from it, never taken from the caller.
        requests = super(OrderDeskChangeRequest, self.with_context(desk_present=PRODUCT_WRITE)).create(vals_list)
        requests = requests.with_env(self.env)
        for request, commands in zip(requests, lines_by_order, strict=True):
            if commands:
                request.line_ids = commands
        requests._fill_lines()
        return requests

    def write(self, vals):
        if not CONTENT.isdisjoint(vals) and self.env.context.get('desk_product_write') is not PRODUCT_WRITE:
            self._ensure_editable()
        if 'order_id' in vals and any(request.order_id.id != vals['order_id'] for request in self):
            raise UserError(self.env._("A change request stays with its order: take this one back instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        kept = self.filtered(lambda request: request.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "%(requests)s is kept with its order. Take it back instead.", requests=", ".join(kept.mapped('name'))))

    # === BUSINESS METHODS === #

    def _fill_lines(self):
        """Put every line of the orders that nobody proposed anything for beside itself."""
        rows = []
        for request in self:
            present = request.line_ids.sale_line_id
            rows += [
                {'request_id': request.id, 'sale_line_id': line.id}
                for line in request.order_id.order_line - present if not line._desk_is_host_line()]
        self.env['order.desk.change.line'].create(rows)

    @api.model
    def _prepare_addresses(self, vals, order):
        """Return what goes with another customer or place: addresses of his own, and the taxes of that place."""
        partner = self.env['res.partner'].browse(vals.get('partner_id')) or order.partner_id
        found = {}
        if partner != order.partner_id:
            addresses = partner.address_get(['delivery', 'invoice'])
            found = {'partner_shipping_id': addresses['delivery'], 'partner_invoice_id': addresses['invoice']}
        place = partner.browse((found | vals).get('partner_shipping_id')) or order.partner_shipping_id
        return found | {'fiscal_position_id': order._desk_get_fiscal_position(partner, place).id}

    def _ensure_editable(self):
        """Refuse to change what was submitted: people judge what they were shown.

        :raise UserError: naming the request and the remedy
        """
        done = self.filtered(lambda request: request.state != 'draft')
        if done:
            raise UserError(self.env._(
                "%(request)s was submitted and is no longer changed. Return it to draft, or make another request.",
                request=done[0].name))

    # === HOOKS === #

    @api.model
    def _select_shipping_policies(self):
        return self.env['sale.order']._fields['picking_policy']._description_selection(self.env)

    @api.model
    def _get_product_fields(self):
        own = {
            'state', 'name', 'requested_by_id', 'requested_on', 'checked_by_id', 'checked_on', 'decided_by_id',
            'decided_on', 'applied_by_id', 'applied_on', 'version_before_id', 'version_after_id', 'impact_ids',
            'gate_impact_ids', 'is_blocked', 'impact_on'}
        return own if self.env.context.get('desk_present') is PRODUCT_WRITE else own | PRESENT_TERMS

    def _ensure_may_write(self, names):
        # EXTENDS order.desk.paper: the number is given in create
        if self.env.context.get('desk_present') is PRODUCT_WRITE:
            names = names - {'name'}
        return super()._ensure_may_write(names)
