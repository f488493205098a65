from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderDeskTechnicalConfirmation(models.Model):
    """The written answer of engineering on the unusual lines of an order (TEC-02 … TEC-07)."""
    _name = 'order.desk.technical.confirmation'
    _inherit = ['order.desk.paper', 'mail.thread']
    _description = "Technical Confirmation"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    line_ids = fields.One2many(
        'order.desk.technical.confirmation.line', 'confirmation_id', string="Lines", copy=False)
    problem_ids = fields.One2many(
        'order.desk.technical.problem', 'confirmation_id', string="Technical Problems", copy=False)
    note = fields.Text("Remarks of Engineering")
    options_explained_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False,
        help="Who went through options and materials with the customer.")
    options_explained_at = fields.Datetime("Options Explained On", readonly=True, copy=False)
    handling_explained_by_id = fields.Many2one(
        'res.users', "Payment and Delivery Explained By", readonly=True, copy=False)
    handling_explained_at = fields.Datetime("Payment and Delivery Explained On", readonly=True, copy=False)
    state = fields.Selection(
        [('open', "Waiting for answers"), ('answered', "Answered"), ('signed', "Signed")], compute='_compute_state')
    signature_ids = fields.Many2many('order.desk.decision', string="Signatures", compute='_compute_signature_ids')

    # === CONSTRAINTS === #

    _order_uniq = models.UniqueIndex('(order_id)', "This order has its technical confirmation already: open that one.")

    # === COMPUTE METHODS === #

    @api.depends('line_ids.verdict', 'line_ids.resolution', 'order_id.desk_check_ids.state')
    def _compute_state(self):
        for paper in self:
            # sudo: whether the gate is passed is told to everybody who may read the paper
            check = paper.sudo().order_id.desk_check_ids.filtered(lambda check: check.gate_id.code == 'technical')
            if check.state == 'passed':
                paper.state = 'signed'
            else:
                answered = paper.line_ids and all(line._is_settled() for line in paper.line_ids)
                paper.state = 'answered' if answered else 'open'

    @api.depends('order_id.desk_decision_ids')
    def _compute_signature_ids(self):
        for paper in self:
            paper.signature_ids = paper.order_id._desk_get_signatures('technical')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may start the paper
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        papers = super().create(vals_list)
        papers._complete_lines()
        return papers

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        answered = self.filtered(lambda paper: any(line.verdict for line in paper.line_ids))
        if answered:
            raise UserError(self.env._(
                "Technical confirmation %(paper)s carries engineering's answer and is kept with order %(order)s.",
                paper=answered[0].name, order=answered[0].order_id.name))

    # === ACTIONS === #

    def action_refresh_lines(self):
        """Add the order's non-standard lines that are not on the paper yet."""
        self.check_access('write')
        self._complete_lines()
        return True

    def action_sign(self):
        """Sign in the name of the current user; the same as approving the gate.

        :raise AccessError: when the user is no engineer
        :raise UserError: while an answer is missing
        """
        for paper in self:
            paper.order_id.desk_decide(
                'technical', 'approve', self.env._("Technical confirmation %(paper)s signed", paper=paper.name))
        return True

    def action_options_explained(self):
        """Record that options and materials were gone through with the customer (TEC-14)."""
        self.check_access('write')
        return self._write_evidence({
            'options_explained_by_id': self.env.uid, 'options_explained_at': fields.Datetime.now()})

    def action_handling_explained(self):
        """Record that payment and delivery were explained to the customer (TEC-15)."""
        self.check_access('write')
        return self._write_evidence({
            'handling_explained_by_id': self.env.uid, 'handling_explained_at': fields.Datetime.now()})

    # === BUSINESS METHODS === #

    def _complete_lines(self):
        """Add a line for each non-standard order line that has none, for all papers at once."""
        missing = [
            {'confirmation_id': paper.id, 'sale_line_id': line.id}
            for paper in self
            for line in paper.order_id.order_line - paper.line_ids.sale_line_id
            if line.desk_nonstandard
        ]
        # sudo: whoever may open the paper gets it complete; the lines are still empty
        self.env['order.desk.technical.confirmation.line'].sudo().create(missing)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'options_explained_by_id', 'options_explained_at', 'handling_explained_by_id', 'handling_explained_at',
        }
