from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

# The sales clerk issues the notice, the shipper may fill it in (SHP-01).
APPLICANTS = (
    'order_desk.group_order_clerk', 'order_desk.group_shipping_clerk', 'order_desk.group_administrator')
REVIEWERS = ('order_desk.group_order_clerk',)
CONTENT = {'address', 'receiver', 'contact', 'conditions', 'line_ids', 'remark'}
# What the second review goes through, one by one (SHP-02).
CHECKS = ('checked_address', 'checked_receiver', 'checked_contact', 'checked_conditions', 'checked_goods')


class OrderDeskShippingApplication(models.Model):
    """What may leave, to whom and how: the notice on which alone the shipper ships (SHP-01 to SHP-03)."""
    _name = 'order.desk.shipping.application'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Shipping Application"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    picking_id = fields.Many2one(
        'stock.picking', "Transfer", required=True, readonly=True, index=True, ondelete='restrict')
    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='picking_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    picking_state = fields.Selection(related='picking_id.state', string="Transfer Status")
    scheduled_date = fields.Datetime(related='picking_id.scheduled_date')
    state = fields.Selection(
        [('applied', "Waits for Second Review"), ('reviewed', "Second Review Done")],
        required=True, readonly=True, default='applied', copy=False, index=True, tracking=True)
    address_id = fields.Many2one('res.partner', "Delivery Address", readonly=True, ondelete='restrict')
    address = fields.Text("Receiving Address", required=True)
    receiver = fields.Char("Received By", required=True)
    contact = fields.Char("Contact Details", required=True, help="Telephone or e-mail of who receives the goods.")
    conditions = fields.Text("Shipping Conditions")
    remark = fields.Text("Remarks")
    line_ids = fields.One2many('order.desk.shipping.application.line', 'application_id', string="Goods")
    checked_address = fields.Boolean("Address", copy=False)
    checked_receiver = fields.Boolean("Receiver", copy=False)
    checked_contact = fields.Boolean("Contact", copy=False)
    checked_conditions = fields.Boolean("Conditions", copy=False)
    checked_goods = fields.Boolean("Goods and Quantities", copy=False)
    applied_by_id = fields.Many2one('res.users', required=True, readonly=True)
    applied_on = fields.Datetime("Application Date", required=True, readonly=True)
    changed_by_id = fields.Many2one('res.users', "Last Changed By", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one('res.users', "Second Review By", readonly=True, copy=False)
    reviewed_on = fields.Datetime("Second Review On", readonly=True, copy=False)
    is_afterwards = fields.Boolean(
        "Made up Afterwards", readonly=True, help="The goods left on an emergency release; the paper followed.")
    waiting_for = fields.Char(compute='_compute_waiting_for')

    # === CONSTRAINTS === #

    _picking_uniq = models.UniqueIndex('(picking_id)', "This transfer has a shipping application already.")

    # === COMPUTE METHODS === #

    @api.depends('picking_id.desk_check_ids.state', 'picking_id.desk_check_ids.message_data')
    @api.depends_context('lang')
    def _compute_waiting_for(self):
        for application in self:
            # sudo: what a paper waits for is told to whoever reads the paper
            checks = application.sudo().picking_id.desk_check_ids.filtered(
                lambda check: check.state in ('open', 'rejected') and check.stage == 'ship')
            application.waiting_for = checks[:1]._get_sentence() if checks else False

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may apply
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        applications = super().create(vals_list)
        applications._content_changed()
        return applications

    def write(self, vals):
        if CONTENT.intersection(vals):
            self._ensure_unlocked()
        result = super().write(vals)
        if CONTENT.intersection(vals):
            self._note_author()
            self._content_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "%(applications)s is kept with its transfer. Correct it, or cancel the transfer.",
            applications=", ".join(self.mapped('name'))))

    # === ACTIONS === #

    def action_review(self):
        """Give the second review as the current user: every item agrees with the order (SHP-02).

        :raise AccessError: for others than the order desk
        :raise UserError: for the applicant himself, before finance's clearance, or naming the items not ticked
        """
        ensure_role(self.env, *REVIEWERS)
        for application in self:
            application._sign_review()
        return True

    def action_check_all(self):
        """Tick every item of the second review at once."""
        return self.write(dict.fromkeys(CHECKS, True))

    def action_take_over(self):
        """Take what changed on order, transfer and contact since over into the application."""
        return self.picking_id.action_desk_apply_shipping()

    def action_print(self):
        """Print the shipping application."""
        return self.env.ref('order_desk.action_report_shipping_application').report_action(self)

    # === BUSINESS METHODS === #

    def _mark_reviewed(self, user):
        """Note the second review just given through the gate."""
        self._write_evidence({
            'state': 'reviewed', 'reviewed_by_id': user.id, 'reviewed_on': fields.Datetime.now(),
            **dict.fromkeys(CHECKS, True)})

    def _mark_unreviewed(self):
        """Take the second review back: the content changed, or it was refused."""
        self._write_evidence({
            'state': 'applied', 'reviewed_by_id': False, 'reviewed_on': False, **dict.fromkeys(CHECKS, False)})

    def _content_changed(self):
        """Store on the transfers what their applications say now, and have the gates evaluated."""
        if not self:
            return
        self.filtered(lambda paper: paper.state == 'reviewed' or any(paper[name] for name in CHECKS))._mark_unreviewed()
        # sudo: what the gate compares is the product's, whoever changed the paper
        for application in self.sudo():
            picking = application.picking_id
            data = picking.desk_application_data or {}
            picking._desk_write_facts({'desk_application_data': {**data, **application._prepare_data()}})
        self.sudo().picking_id._desk_mark_changed()  # sudo: as above

    def _prepare_data(self):
        """Return the application as the gate reads it: the facts a signature is bound to, and the goods.

        Quantities of ``goods`` are in the products' own units of measure.
        """
        self.ensure_one()
        goods, told = {}, {}
        for line in self.line_ids:
            key, label = str(line.product_id.id), f"{line.product_id.display_name} ({line.uom_id.name})"
            goods[key] = round(goods.get(key, 0.0) + line._get_product_quantity(), 6)
            told[label] = round(told.get(label, 0.0) + line.quantity, 6)
        return {
            'facts': {
                'Address': self.address or None,
                'Receiver': self.receiver or None,
                'Contact': self.contact or None,
                'Conditions': self.conditions or None,
                'Remarks': self.remark or None,
                'Goods': told,
            },
            'goods': goods,
        }

    def _note_author(self):
        """Note who wrote what stands on the paper: the second review is another person's."""
        if not self.env.su:
            self._write_evidence({'changed_by_id': self.env.uid})

    def _ensure_gone_through(self):
        """Stop a second review that was begun item by item and is not finished.

        Where the company wants every item ticked, it stops one that was not begun as well.

        :raise UserError: naming the items that are not ticked
        """
        self.ensure_one()
        missing = [name for name in CHECKS if not self[name]]
        if missing and (len(missing) < len(CHECKS) or self.company_id.desk_tick_review):
            labels = self.fields_get(CHECKS, ['string'])
            raise UserError(self.env._(
                "%(application)s: the second review has not gone through %(items)s yet. Tick each item, then sign.",
                application=self.name, items=", ".join(labels[name]['string'] for name in missing)))

    def _ensure_unlocked(self):
        """Stop changes of a notice on which goods have left.

        :raise UserError: naming the papers
        """
        # sudo: whoever may read the paper may know whether its goods have left
        kept = self.sudo().filtered(
            lambda paper: paper.picking_state == 'done' and not paper.picking_id.desk_paper_owed)
        if kept and not self.env.su:
            raise UserError(self.env._(
                "%(applications)s: the goods have left on this notice, it is kept as it is.",
                applications=", ".join(kept.mapped('name'))))

    # === HOOKS === #

    def _sign_review(self):
        """Sign the gate of the notice; the floor of the gates knows which."""

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'name', 'picking_id', 'order_id', 'company_id', 'state', 'address_id', 'applied_by_id', 'applied_on',
            'changed_by_id', 'reviewed_by_id', 'reviewed_on', 'is_afterwards'}

    @api.model
    def _get_field_roles(self):
        return {
            **super()._get_field_roles(),
            **dict.fromkeys(CONTENT, APPLICANTS),
            **dict.fromkeys(CHECKS, REVIEWERS),
        }
