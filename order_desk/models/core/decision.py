from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .fact_table import facts_table
from .own_defaults import own_defaults
from .rows import read_rows


class OrderDeskDecision(models.Model):
    """An act of a person on a gate, bound to the facts it was taken on.

    Rows are added by :meth:`desk_decide` of the documents and never changed or
    removed, whoever asks and by whatever path (design law 3).
    """
    _name = 'order.desk.decision'
    _description = "Gate Decision"
    _order = 'id desc'
    _rec_name = 'gate_id'

    # === FIELDS === #

    gate_id = fields.Many2one('order.desk.gate', required=True, readonly=True, index=True, ondelete='restrict')
    code = fields.Char(related='gate_id.code')
    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='restrict')
    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", readonly=True, index='btree_not_null', ondelete='restrict')
    production_id = fields.Many2one(
        'mrp.production', string="Manufacturing Order", readonly=True, index='btree_not_null', ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    decision = fields.Selection(
        [('approve', "Approve"), ('reject', "Reject"), ('waive', "Waive"), ('revoke', "Revoke")],
        required=True, readonly=True)
    user_id = fields.Many2one('res.users', string="Decided By", required=True, readonly=True)
    on_behalf_id = fields.Many2one(
        'res.users', string="On Behalf Of", readonly=True, help="The absent colleague who named the signer.")
    group_id = fields.Many2one('res.groups', string="As", readonly=True, help="The role in which it was decided.")
    decided_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Text(readonly=True)
    attachment_ids = fields.Many2many(
        'ir.attachment', 'order_desk_decision_attachment_rel', string="Evidence", readonly=True)
    fingerprint = fields.Char(readonly=True)
    facts = fields.Json(readonly=True, help="What was true when it was decided.")
    fact_names = fields.Json(readonly=True, help="The names that the records among the facts had then.")
    facts_table = fields.Html("Facts Then", compute='_compute_facts_table')
    finding_code = fields.Char(readonly=True, help="The finding that a waiver covers.")
    cap = fields.Monetary(readonly=True, help="The highest amount that a waiver covers, in the order's currency.")
    currency_id = fields.Many2one(related='order_id.currency_id')
    until = fields.Date(readonly=True, help="The last day on which a waiver holds.")

    # === CONSTRAINTS === #

    _gate_document_idx = models.Index('(order_id, gate_id, id)')

    # === COMPUTE METHODS === #

    @api.depends('facts')
    @api.depends_context('lang')
    def _compute_facts_table(self):
        for decision in self:
            decision.facts_table = facts_table(self.env, decision.facts, decision.fact_names)

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # No part of a decision is preset by a caller's context: not its time, nor on whose behalf.
        return own_defaults(self, super().default_get(fields), set(self._fields))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("A decision is taken on its document: open the order and decide there."))
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self.env._(
                "The decision on gate %(gate)s of %(order)s is kept as it was taken. Revoke it and decide anew.",
                # sudo: the message names what it refuses, whoever asks
                gate=self[:1].sudo().gate_id.name, order=self[:1].sudo().order_id.display_name))
        return super().write(vals)

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A decision cannot be copied: decide on the other document itself."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(
            "Decisions are kept for ever. Revoke this one if it should no longer hold."))

    # === HELPERS === #

    def _get_facts(self):
        """Return the snapshot of one decision; those read with it are fetched together, in one query."""
        self.ensure_one()
        if self.id not in self._fields['facts']._get_cache(self.env):
            self.browse(self._prefetch_ids).fetch(['facts', 'fact_names'])
        return self.facts or {}

    @api.model
    def _copy_evidence(self, attachments, record=None):
        """Return copies of ``attachments`` owned by ``record``.

        The originals stay where they were and may be removed by their owner
        without harm to the evidence.

        :param record: the owner; None when it is yet to be created, see :meth:`_own_evidence`
        :raise AccessError: when the current user may not read one of them
        """
        attachments.check_access('read')
        owner = {'res_model': self._name if record is None else record._name, 'res_field': False}
        owner['res_id'] = False if record is None else record.id
        # sudo: nobody has write access to evidence, so nobody could create it either
        return self.env['ir.attachment'].sudo().browse([
            attachment.copy(owner).id for attachment in attachments.sudo()
        ])

    def _own_evidence(self):
        """Tie the files with which a row was created to it: whoever reads the row reads them."""
        self.attachment_ids.write({'res_id': self.id})

    @api.model
    def _get_by_document(self, documents):
        """Return the decisions of documents in the order they were taken, in one query.

        The snapshots of facts stay behind: they are long, and only a change asks for them.

        :return: ``{(gate id, document id): [Row]}``
        """
        inverse = documents._desk_check_inverse()
        domain = [(inverse, 'in', documents.ids)]
        if inverse == 'order_id':
            domain += [('picking_id', '=', False), ('production_id', '=', False)]
        found = {}
        fields_read = [
            'gate_id', inverse, 'decision', 'user_id', 'on_behalf_id', 'group_id', 'fingerprint',
            'finding_code', 'cap', 'until', 'reason',
        ]
        for decision in read_rows(self.search_fetch(domain, fields_read, order='id'), fields_read):
            found.setdefault((decision.gate_id.id, getattr(decision, inverse).id), []).append(decision)
        return found
