from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

WRITERS = ('order_desk.group_material_planner', 'order_desk.group_engineer')


class OrderDeskMaterialStatement(models.Model):
    """The written statement on raw materials that fixes the finished-goods date (MAT-01, MAT-02)."""
    _name = 'order.desk.material.statement'
    _inherit = ['order.desk.paper', 'mail.thread']
    _description = "Material Statement"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    warehouse_id = fields.Many2one(related='order_id.warehouse_id')
    state = fields.Selection(
        [('draft', "Draft"), ('completed', "Completed"), ('superseded', "Superseded")],
        required=True, default='draft', readonly=True, copy=False)
    line_ids = fields.One2many('order.desk.material.statement.line', 'statement_id', string="Materials")
    date_booked = fields.Date(
        "Booked Date", help="The finished-goods date of this statement: production is bound to it.")
    filled_at = fields.Datetime("Filled On", readonly=True, copy=False)
    completed_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    completed_at = fields.Datetime("Completed On", readonly=True, copy=False)
    is_short = fields.Boolean("Material Is Short", readonly=True, copy=False)
    snapshot = fields.Json(readonly=True, copy=False, help="What the signatures are bound to.")
    note = fields.Text("Remarks")
    has_slipped = fields.Boolean("An Arrival Has Slipped", compute='_compute_has_slipped')
    signature_ids = fields.Many2many('order.desk.decision', string="Signatures", compute='_compute_signature_ids')

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(order_id) WHERE state != 'superseded'", "This order has a material statement already: revise that one.")

    # === COMPUTE METHODS === #

    @api.depends('line_ids.arrival_ids')
    def _compute_has_slipped(self):
        for statement in self:
            statement.has_slipped = any(arrival.has_slipped for arrival in statement.line_ids.arrival_ids)

    @api.depends('order_id.desk_decision_ids')
    def _compute_signature_ids(self):
        for statement in self:
            signatures = statement.order_id._desk_get_signatures('material')
            statement.signature_ids = signatures.filtered(
                lambda row, done=statement.completed_at: done and row.decided_on >= done)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may start the paper
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        statements = super().create(vals_list)
        statements.order_id._desk_store_material()
        return statements

    def write(self, vals):
        kept = self.filtered(lambda statement: statement.state != 'draft')
        if kept and {'order_id', 'date_booked', 'line_ids', 'note'}.intersection(vals):
            raise UserError(self.env._(
                "Material statement %(statement)s is completed and stays as it is. Revise it instead.",
                statement=kept[0].name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda statement: statement.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Material statement %(statement)s was completed and is kept.", statement=kept[0].name))

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._desk_store_material()
        return result

    # === ACTIONS === #

    def action_fill(self):
        """Fill these drafts anew from bills of materials, stock and open receipts.

        Remarks and dates of purchasing are kept for materials that stay on the paper.

        :raise AccessError: for others than planning and engineering
        :raise UserError: for a completed statement, a released order, bad quantities, archived
            products or a bill of materials that contains itself
        """
        ensure_role(self.env, *WRITERS)
        self.check_access('write')
        for company, statements in self.grouped('company_id').items():
            statements._ensure_fillable()
            # sudo: the planner sees the figures of all stock and purchasing, not each document
            statements.sudo().with_company(company)._fill()
        return True

    def action_complete(self):
        """Complete these statements: figures and arrival dates are fixed, then it can be signed.

        Side effects: the booked date is stored on the order (MAT-03), its gates are evaluated.

        :raise AccessError: for others than planning and engineering
        :raise UserError: naming what is missing
        """
        ensure_role(self.env, *WRITERS)
        self.check_access('write')
        for statement in self:
            problem = statement._get_obstacle()
            if problem:
                raise UserError(self.env._(
                    "Material statement %(statement)s of %(order)s: %(problem)s", statement=statement.name,
                    order=statement.order_id.name, problem=problem))
        now = fields.Datetime.now()
        with self._in_one_evaluation():
            for statement in self:
                statement._write_evidence({
                    'state': 'completed', 'completed_by_id': self.env.uid, 'completed_at': now,
                    'is_short': any(line.shortage > 0 for line in statement.line_ids),
                    'snapshot': statement._prepare_snapshot(),
                })
            self.order_id._desk_store_material()
        return True

    def action_revise(self):
        """Replace a completed statement by a new draft; the old one is kept as it was signed."""
        self.ensure_one()
        ensure_role(self.env, *WRITERS)
        self.check_access('write')
        if self.state != 'completed':
            raise UserError(self.env._(
                "Material statement %(statement)s is not completed: change it directly.", statement=self.name))
        with self._in_one_evaluation():
            self._write_evidence({'state': 'superseded'})
            self.flush_recordset()
            draft = self.create({'order_id': self.order_id.id, 'note': self.note})
            draft.action_fill()
        return draft._get_records_action()

    def action_sign(self):
        """Sign in the name of the current user; the same as approving the gate.

        :raise AccessError: when the user is neither engineer nor planner
        :raise UserError: while the statement is not completed
        """
        for statement in self:
            statement.order_id.desk_decide(
                'material', 'approve', self.env._("Material statement %(statement)s signed", statement=statement.name))
        return True

    # === BUSINESS METHODS === #

    def _ensure_fillable(self):
        for statement in self:
            if statement.state != 'draft':
                raise UserError(self.env._(
                    "Material statement %(statement)s is completed and stays as it is. Revise it instead.",
                    statement=statement.name))
            if statement.order_id.desk_released:
                raise UserError(self.env._(
                    "%(order)s is released: its own demand is in the figures already, and would be counted twice.",
                    order=statement.order_id.name))

    def _fill(self):
        needs = self.env['order.desk.material.explosion']._get_needs(self.order_id)
        to_create = []
        for statement in self:
            kept = {line.product_id: line for line in statement.line_ids}
            for sequence, need in enumerate(needs.get(statement.order_id, ())):
                line = kept.get(need.product)
                to_create.append({
                    'statement_id': statement.id, 'sequence': sequence,
                    'expected_on': line.expected_on if line else False, 'remark': line.remark if line else False,
                    **self.env['order.desk.material.statement.line']._prepare_need(need),
                })
        self.line_ids.unlink()
        self.env['order.desk.material.statement.line'].create(to_create)
        self._write_evidence({'filled_at': fields.Datetime.now()})
        self.order_id._desk_store_material()

    def _get_obstacle(self):
        """Return the sentence for what is missing before completion, or None."""
        self.ensure_one()
        if self.state != 'draft':
            return self.env._("it is completed already.")
        if not self.filled_at:
            return self.env._("fill it from the bills of materials first.")
        if not self.date_booked:
            return self.env._("enter the booked date of the finished goods.")
        undated = self.line_ids.filtered(lambda line: line.shortage > 0 and not line.expected_on)
        if undated:
            return self.env._(
                "%(product)s is short by %(quantity)s %(uom)s: enter when purchasing expects it.",
                product=undated[0].product_id.display_name, quantity=undated[0].shortage, uom=undated[0].uom_id.name)
        late = self.line_ids.filtered(lambda line: line._get_last_day() and line._get_last_day() > self.date_booked)
        if late:
            return self.env._(
                "%(product)s arrives on %(arrival)s, after the booked date %(booked)s.",
                product=late[0].product_id.display_name, arrival=late[0]._get_last_day(), booked=self.date_booked)
        return None

    def _prepare_snapshot(self):
        """Return the figures that the signatures are bound to."""
        return {
            line.product_id.display_name: [
                line.needed, line.on_hand, line.reserved, line.incoming, line.shortage,
                fields.Date.to_string(line._get_last_day()) if line._get_last_day() else None,
            ]
            for line in self.line_ids
        }

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'state', 'filled_at', 'completed_by_id', 'completed_at', 'is_short', 'snapshot'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('date_booked', 'line_ids', 'note'), WRITERS)
