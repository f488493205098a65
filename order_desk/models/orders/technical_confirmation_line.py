from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ENGINEER = ('order_desk.group_engineer',)
SALES_MANAGER = ('sales_team.group_sale_manager',)
DESK = ('order_desk.group_order_clerk',)
SETTLED = ('producible', 'accepted', 'insisted')

# Who fills what, and what is stamped with whom and when.
STAMPS = {
    'verdict': ('verdict_by_id', 'verdict_at'),
    'alternative': ('alternative_by_id', 'alternative_at'),
    'customer_answer': ('answer_by_id', 'answer_at'),
    'risk_told_to': ('risk_told_by_id', 'risk_told_at'),
}


class OrderDeskTechnicalConfirmationLine(models.Model):
    """One unusual line: can it be produced, if not what then (TEC-04, TEC-05, TEC-06)."""
    _name = 'order.desk.technical.confirmation.line'
    _inherit = ['order.desk.paper']
    _description = "Technical Confirmation Line"
    _rec_name = 'sale_line_id'

    # === FIELDS === #

    confirmation_id = fields.Many2one(
        'order.desk.technical.confirmation', required=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='confirmation_id.order_id', store=True, index=True)
    company_id = fields.Many2one(related='confirmation_id.company_id', store=True)
    sale_line_id = fields.Many2one('sale.order.line', "Order Line", required=True, index=True, ondelete='cascade')
    product_id = fields.Many2one(related='sale_line_id.product_id')
    unusual_note = fields.Text(related='sale_line_id.desk_unusual_note')
    formula_changes = fields.Selection(
        [('no', "Unchanged"), ('yes', "Changes")], "Process Formula",
        help="Whether the process formula changes for this line.")
    formula_note = fields.Text("Change of the Formula")
    material_situation = fields.Selection(
        [
            ('on_hand', "On hand"), ('ordered', "Ordered"), ('to_order', "To be ordered"),
            ('unavailable', "Not to be had"),
        ], "Raw Material")
    material_note = fields.Text("Remark on Raw Material")
    verdict = fields.Selection([('producible', "Producible"), ('not_producible', "Not producible")])
    verdict_reason = fields.Text("Reason")
    verdict_by_id = fields.Many2one('res.users', "Answered By", readonly=True)
    verdict_at = fields.Datetime("Answered On", readonly=True)
    alternative = fields.Text("Alternative Proposed")
    alternative_by_id = fields.Many2one('res.users', "Proposed By", readonly=True)
    alternative_at = fields.Datetime("Proposed On", readonly=True)
    customer_answer = fields.Selection(
        [('accepts', "Accepts the alternative"), ('insists', "Insists on his process")], "Customer's Answer")
    answer_by_id = fields.Many2one('res.users', "Answer Recorded By", readonly=True)
    answer_at = fields.Datetime("Answer Recorded On", readonly=True)
    process_file_ids = fields.Many2many(
        'ir.attachment', 'order_desk_technical_line_attachment_rel', string="Written Process Confirmation",
        help="The customer's signed confirmation of the process formula.")
    expected_result = fields.Text("Expected Outcome", help="What will probably come of it, as told to the customer.")
    risk_told_to = fields.Char(help="Who at the customer was told the expected outcome.")
    risk_told_by_id = fields.Many2one('res.users', readonly=True)
    risk_told_at = fields.Datetime("Risk Told On", readonly=True)
    resolution = fields.Selection(
        lambda self: self.env['sale.order.line']._fields['desk_technical_verdict'].selection,
        compute='_compute_resolution')

    # === CONSTRAINTS === #

    _line_uniq = models.UniqueIndex('(sale_line_id)', "This order line is on a technical confirmation already.")

    @api.constrains('confirmation_id', 'sale_line_id')
    def _check_order(self):
        for line in self:
            if line.sale_line_id.order_id != line.confirmation_id.order_id:
                raise ValidationError(self.env._(
                    "Technical confirmation %(paper)s: line \"%(line)s\" belongs to another order.",
                    paper=line.confirmation_id.name, line=line.sale_line_id._desk_get_label()))

    @api.constrains('verdict', 'formula_changes', 'formula_note', 'material_situation', 'verdict_reason',
                    'alternative', 'customer_answer', 'risk_told_to', 'expected_result')
    def _check_answer(self):
        for line in self:
            problem = line._get_contradiction()
            if problem:
                raise ValidationError(self.env._(
                    "%(line)s of %(order)s: %(problem)s", line=line.sale_line_id._desk_get_label(),
                    order=line.order_id.name, problem=problem))

    # === COMPUTE METHODS === #

    @api.depends('verdict', 'alternative', 'customer_answer', 'process_file_ids', 'expected_result', 'risk_told_to')
    def _compute_resolution(self):
        for line in self:
            line.resolution = line._get_resolution()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line, vals in zip(lines, vals_list, strict=True):
            line._stamp(vals)
        lines._store_resolution()
        return lines

    def write(self, vals):
        if 'alternative' in vals and 'customer_answer' not in vals:
            # The answer was given to another proposal.
            vals = {**vals, 'customer_answer': False} if self.filtered(
                lambda line: line.customer_answer and line.alternative != vals['alternative']) else vals
        refused = self.filtered(lambda line: line.verdict != 'not_producible')
        with self._in_one_evaluation():
            result = super().write(vals)
            self._stamp(vals)
            self._store_resolution()
        if vals.get('verdict') == 'not_producible':
            refused._tell_sales_manager()
        elif 'alternative' in vals or 'verdict' in vals:
            self._close_sales_manager_activity()
        return result

    def unlink(self):
        sale_lines = self.sale_line_id
        result = super().unlink()
        if sale_lines:
            sale_lines._desk_write_facts({'desk_technical_verdict': False})
            sale_lines.order_id._desk_mark_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        answered = self.filtered('verdict')
        if answered:
            raise UserError(self.env._(
                "%(line)s of %(order)s: engineering's answer is kept. Write a new one over it instead.",
                line=answered[0].sale_line_id._desk_get_label(), order=answered[0].order_id.name))

    # === BUSINESS METHODS === #

    def _get_resolution(self):
        """Return how far the line is: the word that its order line stores as a fact."""
        self.ensure_one()
        if self.verdict != 'not_producible':
            return self.verdict
        if self.customer_answer == 'insists':
            complete = self.process_file_ids and self.expected_result and self.risk_told_to
            return 'insisted' if complete else 'insisting'
        if not self.alternative:
            return 'not_producible'
        return 'accepted' if self.customer_answer == 'accepts' else 'proposed'

    def _is_settled(self):
        return self._get_resolution() in SETTLED

    def _get_contradiction(self):
        """Return the sentence for an impossible combination, or None."""
        if self.verdict and not (self.formula_changes and self.material_situation):
            return self.env._(
                "say first whether the process formula changes and how the raw material stands.")
        if self.verdict == 'not_producible' and not (self.verdict_reason or '').strip():
            return self.env._("give the reason why it cannot be produced.")
        if self.customer_answer and self.verdict != 'not_producible':
            return self.env._("the customer has nothing to answer while engineering has not refused.")
        if self.customer_answer == 'accepts' and not (self.alternative or '').strip():
            return self.env._("there is no alternative yet that the customer could accept.")
        if self.risk_told_to and not (self.expected_result or '').strip():
            return self.env._("write down the expected outcome that the customer was told.")
        return None

    def _stamp(self, vals):
        """Record who filled a part of the paper, and when."""
        now = fields.Datetime.now()
        stamps = {}
        for name, (who, when) in STAMPS.items():
            if name in vals:
                stamps.update({who: self.env.uid if vals[name] else False, when: now if vals[name] else False})
        if 'process_file_ids' in vals:
            self._own_files()
        if stamps:
            self._write_evidence(stamps)

    def _own_files(self):
        self.process_file_ids.check_access('read')
        # sudo: the uploaded files follow the access rights of the paper from now on
        for line in self.sudo():
            line.process_file_ids.filtered(lambda file: not file.res_id).write(
                {'res_model': line._name, 'res_id': line.id})

    def _store_resolution(self):
        """Write how far each line is as a fact on its order line; gates read only that."""
        for resolution, lines in self.grouped(lambda line: line._get_resolution()).items():
            changed = lines.sale_line_id.filtered(lambda line, r=resolution: line.desk_technical_verdict != r)
            if changed:
                changed._desk_write_facts({'desk_technical_verdict': resolution})
        self.order_id._desk_mark_changed()

    def _tell_sales_manager(self):
        """Inform the sales manager promptly, with the details (TEC-05)."""
        for line in self:
            order = line.order_id.sudo()  # sudo: engineering need not write the order
            manager = order.team_id.user_id or order.user_id
            order.activity_schedule(
                'order_desk.mail_activity_alternative', user_id=manager.id or self.env.uid,
                summary=self.env._("Not producible: propose an alternative"),
                note=self.env._(
                    "%(line)s: %(reason)s", line=line.sale_line_id._desk_get_label(), reason=line.verdict_reason))

    def _close_sales_manager_activity(self):
        # sudo: the activity is another person's; it is done when nothing is left to propose
        for paper in self.sudo().confirmation_id:
            if not any(line.resolution == 'not_producible' for line in paper.line_ids):
                paper.order_id.activity_feedback(['order_desk.mail_activity_alternative'])

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {name for stamp in STAMPS.values() for name in stamp}

    @api.model
    def _get_field_roles(self):
        return {
            **dict.fromkeys(('formula_changes', 'formula_note', 'material_situation', 'material_note',
                             'verdict', 'verdict_reason'), ENGINEER),
            'alternative': SALES_MANAGER,
            'expected_result': ENGINEER + DESK,
            **dict.fromkeys(('customer_answer', 'process_file_ids', 'risk_told_to'), DESK + SALES_MANAGER),
        }
