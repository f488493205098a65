from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.chain import digest, to_text
from ..core.roles import ensure_role

REVIEWERS = ('order_desk.group_order_clerk', 'order_desk.group_finance_clerk', 'order_desk.group_shipping_clerk')
SEALERS = ('order_desk.group_order_supervisor', 'order_desk.group_finance_clerk', 'order_desk.group_general_manager')
REPORTS = {
    'order': 'sale.action_report_saleorder',
    'note': 'order_desk.action_report_shipping_note',
    'invoice': 'account.account_invoices',
}


class OrderDeskPrintedPaper(models.Model):
    """A filled-in document on its way to the customer: compared with the order, reviewed, printed, sealed (ARC-03)."""
    _name = 'order.desk.printed.paper'
    _inherit = ['order.desk.paper']
    _description = "Printed Paper"
    _order = 'order_id desc, id'
    _rec_name = 'document'

    # === FIELDS === #

    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    kind = fields.Selection(
        [('order', "Sales Order"), ('note', "Shipping Note"), ('invoice', "Invoice")], required=True, readonly=True)
    picking_id = fields.Many2one('stock.picking', "Transfer", readonly=True, index='btree_not_null', ondelete='cascade')
    move_id = fields.Many2one('account.move', "Invoice", readonly=True, index='btree_not_null', ondelete='cascade')
    document = fields.Char("Number", compute='_compute_document')
    state = fields.Selection(
        [('draft', "To Review"), ('reviewed', "Reviewed"), ('sealed', "Sealed")], required=True, readonly=True,
        default='draft', index=True)
    differences = fields.Text(
        "Differs From the Order", compute='_compute_differences',
        help="Where the document and its order say otherwise.")
    reviewed_content = fields.Char(readonly=True, help="Digest of what the paper said, and where it differed, then.")
    explanation = fields.Text(help="Why the document may differ from its order.")
    reviewed_by_id = fields.Many2one('res.users', readonly=True)
    reviewed_on = fields.Datetime(readonly=True)
    printed_by_id = fields.Many2one('res.users', readonly=True)
    printed_on = fields.Datetime(readonly=True)
    sealed_by_id = fields.Many2one('res.users', readonly=True)
    sealed_on = fields.Datetime(readonly=True)

    # === CONSTRAINTS === #

    _document_uniq = models.UniqueIndex(
        "(order_id, kind, COALESCE(picking_id, 0), COALESCE(move_id, 0))", "This document is listed already.")

    # === COMPUTE METHODS === #

    @api.depends('kind')
    def _compute_document(self):
        for paper in self:
            # sudo: the number of a document is no secret to who reads its row
            paper.document = paper.sudo()._get_document().display_name

    # No dependency on the documents: compared whenever it is looked at.
    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_differences(self):
        for paper in self:
            # sudo: who reviews a paper need not read invoice and transfer
            paper.differences = "\n".join(paper.sudo()._get_document()._desk_compare_paper()) or False

    # === ACTIONS === #

    def action_review(self):
        """Review these papers: they agree with their orders, or it is explained why they do not.

        :raise AccessError: for others than the order desk, shipping and finance
        :raise UserError: naming every paper that differs without an explanation, or is sealed already
        """
        ensure_role(self.env, *REVIEWERS)
        self.check_access('write')
        self._ensure_unsealed()
        wrong = self.filtered(lambda paper: paper.differences and not (paper.explanation or '').strip())
        if wrong:
            raise UserError("\n".join(self.env._(
                "%(paper)s differs from its order. Correct it, or explain why: %(differences)s",
                paper=paper.document, differences=paper.differences) for paper in wrong))
        for paper in self:
            paper._write_evidence({
                'state': 'reviewed', 'reviewed_by_id': self.env.uid, 'reviewed_on': fields.Datetime.now(),
                'reviewed_content': paper._get_content()})
        return True

    def action_print(self):
        """Print one reviewed paper.

        :raise AccessError: for others than who reviews papers and the general manager
        :raise UserError: before its review, or when it has changed since
        """
        self.ensure_one()
        ensure_role(self.env, *REVIEWERS, 'order_desk.group_general_manager')
        self.check_access('read')
        self._ensure_reviewed()
        report = self.env.ref(REPORTS[self.kind])
        document = self.sudo()._get_document().sudo(False)  # sudo: to know which document; printing takes its own right
        document.check_access('read')
        self._write_evidence({'printed_by_id': self.env.uid, 'printed_on': fields.Datetime.now()})
        return report.report_action(document)

    def action_seal(self):
        """Record that these printed papers carry the company's seal.

        :raise AccessError: for others than order supervisor, finance and general manager
        :raise UserError: for papers not reviewed, not printed, or changed since
        """
        ensure_role(self.env, *SEALERS)
        self.check_access('read')
        self._ensure_unsealed()
        for paper in self:
            paper._ensure_reviewed()
        unprinted = self.filtered(lambda paper: not paper.printed_on)
        if unprinted:
            raise UserError(self.env._(
                "%(papers)s: print the paper first.", papers=", ".join(unprinted.mapped('document'))))
        self._write_evidence({
            'state': 'sealed', 'sealed_by_id': self.env.uid, 'sealed_on': fields.Datetime.now()})
        return True

    # === HELPERS === #

    def _get_document(self):
        self.ensure_one()
        return self.picking_id or self.move_id or self.order_id

    def _get_content(self):
        """Return a digest of what the document says and where it differs from its order, in no reader's language."""
        # sudo: as for its differences
        document = self.sudo().with_context(lang='en_US')._get_document()
        return digest(to_text([document._desk_compare_paper(), document._desk_get_paper_content()]))

    def _ensure_unsealed(self):
        sealed = self.filtered(lambda paper: paper.state == 'sealed')
        if sealed:
            raise UserError(self.env._(
                "%(papers)s: sealed already.", papers=", ".join(sealed.mapped('document'))))

    def _ensure_reviewed(self):
        """Stop a paper that nobody reviewed as it is now.

        :raise UserError: naming it
        """
        self.ensure_one()
        if self.state == 'draft':
            raise UserError(self.env._("%(paper)s: it is reviewed before it is printed.", paper=self.document))
        if self._get_content() != self.reviewed_content:
            raise UserError(self.env._(
                "%(paper)s has changed since it was reviewed: review it again.", paper=self.document))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'order_id', 'kind', 'picking_id', 'move_id', 'state', 'reviewed_content', 'reviewed_by_id', 'reviewed_on',
            'printed_by_id', 'printed_on', 'sealed_by_id', 'sealed_on'}

    @api.model
    def _get_field_roles(self):
        return {**super()._get_field_roles(), 'explanation': REVIEWERS}


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_printed_paper_ids = fields.One2many(
        'order.desk.printed.paper', 'order_id', string="Printed Papers", copy=False,
        groups='order_desk.group_desk_user')

    # === ACTIONS === #

    def action_desk_open_printed_papers(self):
        """List order, shipping notes and posted invoices of one order, each with where it differs from the order.

        :raise AccessError: for who is not of the order desk
        """
        self.ensure_one()
        ensure_role(self.env, 'order_desk.group_desk_user')
        self.check_access('read')
        self.sudo()._desk_list_papers()  # sudo: the rows are the product's
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Printed Papers"),
            'res_model': 'order.desk.printed.paper',
            'view_mode': 'list',
            'views': [(False, 'list')],
            'domain': [('order_id', '=', self.id)],
        }

    # === BUSINESS METHODS === #

    def _desk_list_papers(self):
        known = self.desk_printed_paper_ids
        vals_list = [] if known.filtered(lambda paper: paper.kind == 'order') else [{'kind': 'order'}]
        notes = self.order_line.move_ids.picking_id.filtered(lambda picking: (
            picking.state != 'cancel' and self in picking._desk_get_orders()))
        vals_list += [{'kind': 'note', 'picking_id': picking.id} for picking in notes - known.picking_id]
        invoices = self.invoice_ids.filtered(
            lambda move: move.state == 'posted' and move.move_type == 'out_invoice')
        vals_list += [{'kind': 'invoice', 'move_id': move.id} for move in invoices - known.move_id]
        return self.env['order.desk.printed.paper'].create([{'order_id': self.id, **vals} for vals in vals_list])
