from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.own_defaults import own_defaults
from ..core.roles import get_members

# What production goes through before it signs (PRD-03).
CHECKS = ('checked_quantity', 'checked_dates', 'checked_tolerance', 'checked_packing', 'checked_rules')
SIGNATURES = {
    'state', 'issued_by_id', 'issued_at', 'acknowledged_by_id', 'acknowledged_at', 'engineer_ids', 'copy_sent_at'}
CONTENT = {
    'terms', 'statement_date', 'promised_date', 'tolerance_percent', 'packing', 'special_rules', 'line_ids', 'order_id'}


class OrderDeskProductionInstruction(models.Model):
    """What production is told to make, by when and how; signed by both sides (PRD-01 to PRD-05)."""
    _name = 'order.desk.production.instruction'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Production Instruction"
    _order = 'statement_date, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, ondelete='cascade', check_company=True, index=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    state = fields.Selection(
        [('draft', "Being Prepared"), ('issued', "With Production"), ('acknowledged', "Acknowledged")],
        default='draft', required=True, copy=False, tracking=True, index=True)
    terms = fields.Text(help="Payment and delivery terms that production must know.")
    statement_date = fields.Date(
        "Production Date", tracking=True, help="Day on which production finishes: the date production is bound to.")
    promised_date = fields.Date("Delivery Date", tracking=True, help="Day promised to the customer.")
    tolerance_percent = fields.Float(
        "Permitted Tolerance (%)", digits=(5, 2), help="Plus or minus, of the ordered quantity.")
    packing = fields.Text("Packing Requirements")
    special_rules = fields.Text("Special Provisions")
    line_ids = fields.One2many(
        'order.desk.production.instruction.line', 'instruction_id', string="Goods", copy=True)
    checked_quantity = fields.Boolean("Quantity", copy=False)
    checked_dates = fields.Boolean("Dates", copy=False)
    checked_tolerance = fields.Boolean("Tolerance", copy=False)
    checked_packing = fields.Boolean("Packing", copy=False)
    checked_rules = fields.Boolean("Special Rules", copy=False)
    issued_by_id = fields.Many2one('res.users', "Signed for Sales By", readonly=True, copy=False)
    issued_at = fields.Datetime("Signed for Sales On", readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    acknowledged_at = fields.Datetime("Acknowledged On", readonly=True, copy=False)
    engineer_ids = fields.Many2many('res.users', string="Copy To", readonly=True, copy=False)
    copy_sent_at = fields.Datetime("Copy Sent On", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _order_uniq = models.UniqueIndex('(order_id)', "The order has a production instruction already.")

    @api.constrains('tolerance_percent')
    def _check_tolerance(self):
        for instruction in self:
            if not 0 <= instruction.tolerance_percent <= 100:
                raise UserError(self.env._(
                    "%(instruction)s: the tolerance is a percentage between 0 and 100.", instruction=instruction.name))

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # Signatures and ticks are not preset by a caller's context.
        return own_defaults(self, super().default_get(fields), SIGNATURES.union(CHECKS))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_free(vals)
        orders = self.env['sale.order'].browse([vals.get('order_id') for vals in vals_list])
        self._ensure_may_be_issued(orders)
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.production.instruction') or "/"
        instructions = super().create(vals_list)
        instructions._refresh_orders()
        return instructions

    def write(self, vals):
        self._ensure_free(vals)
        self._ensure_may_tick(vals)
        if CONTENT.intersection(vals):
            self._ensure_may_prepare()
            # Other content than the one signed: both sides sign again.
            vals = {**vals, **self._prepare_unsigned()}
        result = super().write(vals)
        if CONTENT.union(CHECKS).intersection(vals):
            self._refresh_orders()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        signed = self.filtered(lambda instruction: instruction.state != 'draft')
        if signed:
            raise UserError(self.env._(
                "%(instructions)s is signed and cannot be deleted. Cancel the order instead.",
                instructions=", ".join(signed.mapped('name'))))

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._desk_refresh()
        return result

    # === ACTIONS === #

    def action_refresh_lines(self):
        """Take goods and quantities from the orders again; earlier signatures lapse."""
        for instruction in self:
            instruction.line_ids = [
                fields.Command.clear(),
                *[fields.Command.create(vals) for vals in instruction.order_id._desk_prepare_instruction_lines()],
            ]
        return True

    def action_check_all(self):
        """Tick every point of the going-through at once (production only)."""
        return self.write(dict.fromkeys(CHECKS, True))

    def action_reserve(self):
        """Have the components of the order's manufacturing orders reserved (PRD-06).

        :raise AccessError: unless the user is of production
        """
        self._ensure_production()
        # sudo: reserving is the warehouse's, on the word of production
        self.order_id._desk_get_open_productions().filtered(
            lambda production: production.state == 'confirmed').sudo().action_assign()
        self._message_log_batch(bodies=dict.fromkeys(self.ids, self.env._("Materials reserved.")))
        return True

    def action_print(self):
        """Print the production instruction."""
        return self.env.ref('order_desk.action_report_production_instruction').report_action(self)

    # === BUSINESS METHODS === #

    def _sign(self, is_complete):
        """Note the signature just given: the sales side issues, production acknowledges.

        Side effects: a copy goes to engineering and an activity to production when issued (PRD-02, PRD-05).
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if is_complete:
            self._write_signatures({
                'state': 'acknowledged', 'acknowledged_by_id': self.env.uid, 'acknowledged_at': now})
            # sudo: the activity may be a colleague's
            self.sudo().activity_feedback(['order_desk.activity_type_instruction'])
        elif self.state == 'draft':
            self._write_signatures({'state': 'issued', 'issued_by_id': self.env.uid, 'issued_at': now})
            self._hand_over()

    def _content_changed(self):
        """A line was changed: what was signed is no longer what is written."""
        signed = self.filtered(lambda instruction: instruction.state != 'draft' or any(instruction[n] for n in CHECKS))
        if signed:
            signed._ensure_may_prepare()
            signed._unsign()
        self._refresh_orders()

    def _unsign(self):
        """Take the signatures back, as after a rejection."""
        self._write_signatures(self._prepare_unsigned())
        # sudo: the activity is production's
        self.sudo().activity_unlink(['order_desk.activity_type_instruction'])

    def _hand_over(self):
        """Tell production that it has to go through the instruction, and give engineering its copy."""
        users = self.order_id._desk_get_activity_users(self.env.ref('order_desk.group_production_manager').ids)
        # sudo: the clerk may not assign activities to production
        self.sudo().activity_schedule(
            'order_desk.activity_type_instruction', summary=self.env._("Go through and sign"),
            user_id=users[self.order_id].id)
        engineers = get_members(self.env, self.env.ref('order_desk.group_engineer').ids, self.company_id)
        self._write_signatures({
            'engineer_ids': [fields.Command.set(engineers.ids)], 'copy_sent_at': fields.Datetime.now()})
        if engineers:
            # sudo: the copy goes out in the name of the signer
            self.sudo().message_post(
                body=self.env._("Copy of %(instruction)s for engineering.", instruction=self.name),
                partner_ids=engineers.partner_id.ids, subtype_xmlid='mail.mt_note')

    @api.model
    def _ensure_may_be_issued(self, orders):
        """Stop an instruction for an order that is not ready for it; the floor of the gates says when."""

    def _get_unchecked(self):
        """Return the names of the points that production has not gone through."""
        self.ensure_one()
        labels = self.fields_get(CHECKS, ['string'])
        return [labels[name]['string'] for name in CHECKS if not self[name]]

    def _get_missing(self):
        """Return the fields that an instruction must state and does not (PRD-03)."""
        self.ensure_one()
        required = ('terms', 'statement_date', 'promised_date', 'packing', 'special_rules', 'line_ids')
        return [name for name in required if not self[name]]

    # === HELPERS === #

    def _write_signatures(self, vals):
        # sudo: the signature was given through the gate, which checked the role
        return super(OrderDeskProductionInstruction, self.sudo()).write(vals)

    @api.model
    def _prepare_unsigned(self):
        return {
            'state': 'draft', 'issued_by_id': False, 'issued_at': False,
            'acknowledged_by_id': False, 'acknowledged_at': False, **dict.fromkeys(CHECKS, False),
        }

    def _ensure_free(self, vals):
        # A new one may say of all of it that there is nothing yet; what is signed does not lose its signature.
        if not self.env.su and any(vals[name] or self for name in SIGNATURES.intersection(vals)):
            raise AccessError(self.env._("Signatures are given with the buttons of the production instruction."))

    def _ensure_may_tick(self, vals):
        if any(vals[name] or self for name in CHECKS if name in vals):
            self._ensure_production()

    def _ensure_production(self):
        if not self.env.su and not self.env.user.has_group('order_desk.group_production_manager'):
            raise AccessError(self.env._(
                "%(instructions)s: only production ticks and reserves.", instructions=", ".join(self.mapped('name'))))

    def _ensure_may_prepare(self):
        roles = 'order_desk.group_order_clerk,order_desk.group_administrator'
        if not self.env.su and not self.env.user.has_groups(roles):
            raise AccessError(self.env._(
                "%(instructions)s is prepared by the order desk.", instructions=", ".join(self.mapped('name'))))

    def _refresh_orders(self):
        self.order_id._desk_refresh()
