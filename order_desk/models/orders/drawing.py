from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.roles import ensure_role

ENGINEER = 'order_desk.group_engineer'


class OrderDeskDrawing(models.Model):
    """A revision of a drawing, of a product or of one order line (TEC-03, TEC-13)."""
    _name = 'order.desk.drawing'
    _inherit = ['order.desk.paper', 'mail.thread']
    _description = "Drawing"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Drawing No.", required=True)
    revision = fields.Char(required=True, help="Left empty, the next letter is taken.")
    kind = fields.Selection(
        [('drawing', "Drawing"), ('rendering', "Design rendering"), ('model', "Mock-up")],
        required=True, default='drawing',
        help="Only drawings are approved by the customer; renderings and models help him to decide.")
    sale_line_id = fields.Many2one('sale.order.line', "Order Line", index='btree_not_null', ondelete='cascade')
    order_id = fields.Many2one(related='sale_line_id.order_id', store=True, index='btree_not_null')
    product_id = fields.Many2one('product.product', index='btree_not_null', ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    author_id = fields.Many2one('res.users', "Drawn By", default=lambda self: self.env.user)
    changes = fields.Text("What Has Changed", copy=False)
    state = fields.Selection(
        [('draft', "Draft"), ('released', "In force"), ('obsolete', "Obsolete")],
        required=True, default='draft', readonly=True, copy=False)
    released_by_id = fields.Many2one('res.users', "Drawing Released By", readonly=True, copy=False)
    released_at = fields.Datetime("Drawing Released On", readonly=True, copy=False)
    obsolete_at = fields.Datetime("Obsolete Since", readonly=True, copy=False)

    approved_line_ids = fields.One2many(
        'sale.order.line', 'desk_drawing_id', string="Approved For", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _revision_uniq = models.UniqueIndex(
        '(company_id, kind, COALESCE(sale_line_id, 0), COALESCE(product_id, 0), name, revision)',
        "This revision of the drawing exists already: take the next one.")
    _released_uniq = models.UniqueIndex(
        "(company_id, COALESCE(sale_line_id, 0), COALESCE(product_id, 0)) "
        "WHERE state = 'released' AND kind = 'drawing'",
        "A product or order line has one released drawing at a time.")

    @api.constrains('sale_line_id', 'product_id')
    def _check_target(self):
        for drawing in self:
            if bool(drawing.sale_line_id) == bool(drawing.product_id):
                raise ValidationError(self.env._(
                    "Drawing %(drawing)s belongs either to a product or to an order line: name one of them.",
                    drawing=drawing.name))

    # === COMPUTE METHODS === #

    @api.depends('name', 'revision')
    def _compute_display_name(self):
        for drawing in self:
            drawing.display_name = self.env._(
                "%(name)s rev. %(revision)s", name=drawing.name or "", revision=drawing.revision or "")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            line = self.env['sale.order.line'].browse(vals.get('sale_line_id'))
            if line:
                vals['company_id'] = line.order_id.company_id.id
                vals['product_id'] = False
            vals['revision'] = vals.get('revision') or self._get_next_revision(vals)
        return super().create(vals_list)

    def write(self, vals):
        frozen = {'name', 'revision', 'kind', 'sale_line_id', 'product_id', 'company_id', 'file', 'file_name'}
        fixed = self.filtered(lambda drawing: drawing.state != 'draft')
        if fixed and frozen.intersection(vals):
            raise UserError(self.env._(
                "%(drawing)s is released and stays as it is. Make a new revision instead.",
                drawing=fixed[0].display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda drawing: drawing.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "%(drawing)s was released and is kept. Make it obsolete instead.", drawing=kept[0].display_name))

    # === ACTIONS === #

    def action_release(self):
        """Release these drafts; the earlier released drawing of the same target becomes obsolete.

        Side effects: orders with non-standard lines of that target are evaluated again.

        :raise AccessError: when the user is no engineer
        :raise UserError: for a drawing without a file, or one that is no draft
        """
        ensure_role(self.env, ENGINEER)
        self.check_access('write')
        for drawing in self:
            if drawing.state != 'draft':
                raise UserError(self.env._(
                    "%(drawing)s is no draft and cannot be released.", drawing=drawing.display_name))
            if not drawing.file:
                raise UserError(self.env._(
                    "%(drawing)s has no file: attach the drawing, then release it.", drawing=drawing.display_name))
        now = fields.Datetime.now()
        with self._in_one_evaluation():
            self._get_released_of_same_target()._write_evidence({'state': 'obsolete', 'obsolete_at': now})
            self.flush_recordset()
            self._write_evidence({'state': 'released', 'released_by_id': self.env.uid, 'released_at': now})
            self._get_orders()._desk_mark_changed()
        return True

    def action_obsolete(self):
        """Withdraw released drawings.

        :raise AccessError: when the user is no engineer
        """
        ensure_role(self.env, ENGINEER)
        self.check_access('write')
        with self._in_one_evaluation():
            self.filtered(lambda drawing: drawing.state == 'released')._write_evidence(
                {'state': 'obsolete', 'obsolete_at': fields.Datetime.now()})
            self._get_orders()._desk_mark_changed()
        return True

    def action_new_revision(self):
        """Open a new draft of this drawing with the next revision."""
        self.ensure_one()
        draft = self.copy({
            'revision': self._get_next_revision({
                'sale_line_id': self.sale_line_id.id, 'product_id': self.product_id.id,
                'name': self.name, 'kind': self.kind, 'company_id': self.company_id.id}),
            'author_id': self.env.uid,
        })
        return draft._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _get_released(self, lines):
        """Return the drawing that each order line is to be made to, in one query.

        The line's own drawing goes before that of its product.

        :param lines: sale.order.line records of one company
        :return: ``{line: released drawing}``; lines without one are left out
        """
        drawings = self.search_fetch([
            ('state', '=', 'released'), ('kind', '=', 'drawing'), ('company_id', 'in', lines.company_id.ids),
            '|', ('sale_line_id', 'in', lines.ids), ('product_id', 'in', lines.product_id.ids),
        ], ['sale_line_id', 'product_id', 'name', 'revision', 'company_id'])
        own = {drawing.sale_line_id.id: drawing for drawing in drawings if drawing.sale_line_id}
        general = {drawing.product_id.id: drawing for drawing in drawings if drawing.product_id}
        found = {line: own.get(line.id) or general.get(line.product_id.id) for line in lines}
        return {line: drawing for line, drawing in found.items() if drawing}

    def _get_released_of_same_target(self):
        drawings = self.filtered(lambda drawing: drawing.kind == 'drawing')
        return self.sudo().search([  # sudo: what is replaced is replaced, whoever may write it
            ('state', '=', 'released'), ('kind', '=', 'drawing'), ('company_id', 'in', drawings.company_id.ids),
            '|', ('sale_line_id', 'in', drawings.sale_line_id.ids), ('product_id', 'in', drawings.product_id.ids),
        ])

    @api.model
    def _get_next_revision(self, vals):
        """Return the letter after the latest revision of the same drawing: A, B … Z, AA."""
        siblings = self.sudo().search([  # sudo: revisions count even where the user may not read them
            ('name', '=', vals.get('name')), ('kind', '=', vals.get('kind') or 'drawing'),
            ('sale_line_id', '=', vals.get('sale_line_id') or False),
            ('product_id', '=', vals.get('product_id') or False),
            ('company_id', '=', vals.get('company_id') or self.env.company.id),
        ])
        taken = set(siblings.mapped('revision'))
        number = 0
        while True:
            number += 1
            letters, rest = '', number
            while rest:
                rest, digit = divmod(rest - 1, 26)
                letters = chr(65 + digit) + letters
            if letters not in taken:
                return letters

    # === HOOKS === #

    def _get_orders(self):
        # EXTENDS order.desk.paper: a drawing of a product concerns every open order that asks for it
        lines = self.env['sale.order.line'].sudo().search([  # sudo: the gates of all orders concerned
            ('desk_nonstandard', '=', True), ('product_id', 'in', self.product_id.ids),
            ('company_id', 'in', self.company_id.ids), ('state', '!=', 'cancel'),
        ]) if self.product_id else self.env['sale.order.line']
        return (self.sale_line_id | lines).order_id

    @api.model
    def _get_product_fields(self):
        return {'state', 'released_by_id', 'released_at', 'obsolete_at'}
