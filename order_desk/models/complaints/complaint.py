from odoo import api, fields, models
from odoo.exceptions import UserError

from ..orders.root_cause import DEPARTMENTS

STATES = [
    ('registered', "Registered"),
    ('in_work', "In Work"),
    ('answered', "Action Done"),
    ('checked', "Action Checked"),
    ('closed', "Closed"),
    ('refused', "Not Justified"),
]
ENDED = ('closed', 'refused')
RESPONSIBLE = [
    ('department', "Department"), ('supplier', "Supplier"), ('carrier', "Carrier"), ('customer', "Customer")]


class OrderDeskComplaint(models.Model):
    """A complaint of a customer, from the first word to the checked corrective action (CMP-01, CMP-05, CMP-06)."""
    _name = 'order.desk.complaint'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Complaint"
    _order = 'received_on desc, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, compute='_compute_company_id', store=True, readonly=False,
        precompute=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default='registered', copy=False, index=True, tracking=True)

    # Whose, and about what
    partner_id = fields.Many2one(
        'res.partner', "Customer", required=True, index=True, compute='_compute_partner_id', store=True,
        readonly=False, precompute=True, ondelete='restrict', tracking=True)
    commercial_partner_id = fields.Many2one(
        related='partner_id.commercial_partner_id', string="Company of the Customer", store=True, index=True)
    order_id = fields.Many2one(
        'sale.order', index='btree_not_null', ondelete='restrict', check_company=True, tracking=True)
    order_line_id = fields.Many2one(
        'sale.order.line', index='btree_not_null', ondelete='set null', check_company=True,
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]")
    picking_id = fields.Many2one(
        'stock.picking', "Shipment", index='btree_not_null', ondelete='set null', check_company=True)
    lot_id = fields.Many2one(
        'stock.lot', index='btree_not_null', ondelete='set null', check_company=True,
        domain="[('product_id', '=?', product_id)]")
    product_id = fields.Many2one(
        'product.product', index='btree_not_null', compute='_compute_product_id', store=True,
        readonly=False, precompute=True, ondelete='restrict', check_company=True)
    salesperson_id = fields.Many2one(
        'res.users', compute='_compute_salesperson_id', store=True, readonly=False, precompute=True)
    quantity = fields.Float("Quantity Concerned", digits='Product Unit')
    uom_id = fields.Many2one(
        'uom.uom', "Unit", compute='_compute_uom_id', store=True, readonly=False, precompute=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    amount = fields.Monetary("Value Claimed", help="What the customer claims, in the currency of the company.")
    cost = fields.Monetary(
        "Cost to Us", tracking=True, help="What the complaint has cost, in the currency of the company.")

    # How it came in
    kind_id = fields.Many2one(
        'order.desk.complaint.kind', required=True, index=True, ondelete='restrict', check_company=True,
        tracking=True)
    is_wrong_shipment = fields.Boolean(related='kind_id.is_wrong_shipment', store=True)
    asks_corrective_action = fields.Boolean(related='kind_id.asks_corrective_action')
    severity = fields.Selection(
        [('minor', "Minor"), ('major', "Major"), ('critical', "Critical")], required=True, default='minor',
        tracking=True)
    description = fields.Text(required=True, help="What is wrong, in the words of the customer.")
    picture_ids = fields.Many2many(
        'ir.attachment', 'order_desk_complaint_picture_rel', string="Pictures", copy=False)
    received_by_id = fields.Many2one(
        'res.users', "Taken In By", required=True, default=lambda self: self.env.uid, domain=[('share', '=', False)])
    received_on = fields.Datetime("Taken In On", required=True, default=fields.Datetime.now, copy=False)
    channel_id = fields.Many2one('order.desk.channel', "Taken In By Way Of", check_company=True, ondelete='restrict')
    contact_name = fields.Char("Complained By", help="Who at the customer complains.")
    contact_phone = fields.Char("Telephone or E-mail of the Contact")

    # Who works on it
    responsible = fields.Selection(
        RESPONSIBLE, string="Charged To", tracking=True, help="Who answers for what went wrong.")
    department = fields.Selection(
        DEPARTMENTS, string="Responsible Department", compute='_compute_department', store=True, readonly=False,
        precompute=True, index=True, tracking=True)
    root_cause_id = fields.Many2one('order.desk.root.cause', check_company=True, ondelete='restrict', tracking=True)
    user_id = fields.Many2one(
        'res.users', "In Charge", index=True, tracking=True, domain=[('share', '=', False)],
        help="Who sees the complaint through to its end.")
    fault_user_id = fields.Many2one(
        'res.users', "Person at Fault", copy=False, domain=[('share', '=', False)],
        groups='order_desk.group_service_supervisor,order_desk.group_order_supervisor,'
               'order_desk.group_general_manager,order_desk.group_administrator',
        help="Whose appraisal the complaint counts in; seen by the supervisors only.")
    deadline = fields.Date(compute='_compute_deadline', store=True, readonly=False, precompute=True, tracking=True)
    handling = fields.Text(copy=False, help="What is done for the customer.")
    corrective_action = fields.Text(copy=False, help="What is changed so that it does not happen again.")
    answered_by_id = fields.Many2one('res.users', "Action Done By", readonly=True, copy=False)
    answered_on = fields.Datetime("Action Done On", readonly=True, copy=False)
    check_note = fields.Text("Result of the Check", copy=False, help="How it was seen that the action works, or not.")
    action_checked_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    action_checked_on = fields.Datetime(readonly=True, copy=False)

    # What the customer hears
    result_text = fields.Text(
        "Told to the Customer", copy=False,
        help="The words of the message to the customer: neutral, without internals.")
    result_told_on = fields.Datetime(readonly=True, copy=False)
    result_told_how = fields.Selection(
        [('mail', "E-mail"), ('telephone', "Telephone")], readonly=True, copy=False)
    result_told_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    result_told_to = fields.Char("Told On the Telephone", copy=False, help="Who at the customer was told by telephone.")
    satisfaction = fields.Selection(
        [('satisfied', "Satisfied"), ('neutral', "Neutral"), ('unsatisfied', "Not Satisfied")], copy=False,
        tracking=True, help="What the customer says to the result.")
    ended_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    ended_on = fields.Datetime(readonly=True, copy=False)

    # === CONSTRAINTS === #

    _amounts_positive = models.Constraint(
        'CHECK(quantity >= 0 AND amount >= 0 AND cost >= 0)',
        "Quantity, value and cost of a complaint are not negative.")
    _same_goods = models.UniqueIndex(
        "(order_id, kind_id, COALESCE(order_line_id, 0), COALESCE(picking_id, 0), COALESCE(lot_id, 0), "
        "COALESCE(product_id, 0)) WHERE state NOT IN ('closed', 'refused') AND order_id IS NOT NULL AND "
        "COALESCE(order_line_id, picking_id, lot_id, product_id) IS NOT NULL",
        "A complaint of this kind about the same goods is open already. Add what is new to it.")
    _counting = models.Index("(kind_id, received_on) WHERE state != 'refused'")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may register
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
            self.new(vals)._ensure_new()  # before anything is stored, to name the complaint that is there
        complaints = super().create(vals_list)
        complaints._own_pictures()
        complaints._notify_registered()
        return complaints

    def write(self, vals):
        if not self.env.su and set(vals) - {'satisfaction'} and not self._is_mail(vals):
            self._ensure_live()
            self._ensure_check_kept(vals)
        result = super().write(vals)
        if 'picture_ids' in vals:
            self._own_pictures()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Complaints are kept. Mark this one as not justified instead."))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'state', 'answered_by_id', 'answered_on', 'action_checked_by_id', 'action_checked_on', 'result_told_on',
            'result_told_how', 'result_told_by_id', 'ended_by_id', 'ended_on'}

    # === HELPERS === #

    @api.model
    def _is_mail(self, vals):
        return all(name.startswith(('message_', 'activity_')) for name in vals)

    def _own_pictures(self):
        """Whoever reads a complaint sees the pictures that its author uploaded with it."""
        for complaint in self:
            loose = complaint.sudo().picture_ids.filtered(  # sudo: see below
                lambda picture: not picture.res_id and picture.create_uid.id == self.env.uid)
            # sudo: files that the user himself has just uploaded, and nobody else's
            loose.sudo().write({'res_model': self._name, 'res_id': complaint.id})

    def _ensure_live(self):
        """Stop changes of what has ended.

        :raise UserError: naming the complaints
        """
        ended = self.filtered(lambda complaint: complaint.state in ENDED)
        if ended:
            raise UserError(self.env._(
                "%(complaints)s: closed, and kept as it is. Reopen it first.",
                complaints=", ".join(ended.mapped('name'))))
