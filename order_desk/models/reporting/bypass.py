"""Orders that went on while a gate was not met, whichever module did it."""
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role, get_members
from ..core.scheduled import work_through

ADMINISTRATOR = 'order_desk.group_administrator'
DOCUMENTS = ('picking_id', 'production_id', 'move_id')
BATCH = 200


class OrderDeskBypass(models.Model):
    """One document and one gate it went past; found at night, kept for ever, acknowledged with a reason.

    The gates stop every act of the product and of the host. What another module does past them, with full
    rights or straight in the database, nobody can stop: here it comes to light.
    """
    _name = 'order.desk.bypass'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Bypass"
    _order = 'state desc, occurred_on desc, id desc'
    _rec_name = 'document_name'
    _mail_post_access = 'read'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    kind = fields.Selection(
        [('production', "Produced"), ('shipment', "Shipped"), ('invoice', "Invoiced")], "Act",
        required=True, readonly=True)
    picking_id = fields.Many2one('stock.picking', "Transfer", readonly=True, index='btree_not_null')
    production_id = fields.Many2one('mrp.production', "Manufacturing Order", readonly=True, index='btree_not_null')
    move_id = fields.Many2one('account.move', "Invoice", readonly=True, index='btree_not_null')
    document_name = fields.Char("Document", compute='_compute_document_name')
    gate_id = fields.Many2one(
        'order.desk.gate', readonly=True, help="The gate that was not met; empty where the act itself went past "
        "the order desk and no single gate is known to have been open.")
    missing = fields.Char(compute='_compute_missing')
    occurred_on = fields.Datetime("When", readonly=True)
    user_id = fields.Many2one('res.users', "By", readonly=True, help="Who changed the document last.")
    found_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [('open', "To Clear Up"), ('acknowledged', "Acknowledged")], required=True, readonly=True, default='open',
        index=True, tracking=True)
    reason = fields.Text(help="How it came about, and what was done about it.")
    acknowledged_by_id = fields.Many2one('res.users', readonly=True)
    acknowledged_on = fields.Datetime(readonly=True)

    # === CONSTRAINTS === #

    _document_uniq = models.UniqueIndex(
        '(order_id, kind, COALESCE(picking_id, 0), COALESCE(production_id, 0), COALESCE(move_id, 0), '
        'COALESCE(gate_id, 0))')

    # === COMPUTE METHODS === #

    @api.depends(*DOCUMENTS, 'order_id')
    def _compute_document_name(self):
        for bypass in self.sudo():  # sudo: the name of what went past, whoever may read the document itself
            document = bypass.picking_id or bypass.production_id or bypass.move_id or bypass.order_id
            bypass.document_name = document.display_name

    @api.depends('gate_id', 'kind')
    @api.depends_context('lang')
    def _compute_missing(self):
        for bypass in self:
            if bypass.gate_id:
                bypass.missing = self.env._("%(gate)s was not settled.", gate=bypass.gate_id.name)
            elif bypass.kind == 'production':
                bypass.missing = self.env._("The order was not released to production.")
            elif bypass.kind == 'shipment':
                bypass.missing = self.env._("The goods left without the order desk being asked.")
            else:
                bypass.missing = self.env._("The order was not confirmed.")

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What went past a gate is kept for ever: acknowledge it with a reason."))

    # === ACTIONS === #

    def action_acknowledge(self):
        """Clear up what went past a gate: the reason is on the record.

        :raise AccessError: for others than the administrator of the order desk
        :raise UserError: naming what has no reason yet
        """
        ensure_role(self.env, ADMINISTRATOR)
        self.check_access('read')
        silent = self.filtered(lambda bypass: not (bypass.reason or '').strip())
        if silent:
            raise UserError(self.env._(
                "Write down how it came about before it is acknowledged: %(documents)s.",
                documents=", ".join(silent.mapped('document_name'))))
        self.filtered(lambda bypass: bypass.state == 'open')._write_evidence({
            'state': 'acknowledged', 'acknowledged_by_id': self.env.uid, 'acknowledged_on': fields.Datetime.now()})
        # sudo: cleared up, whoever was asked to
        self.sudo().activity_unlink(['order_desk.activity_type_bypass'])
        return True

    def action_open_document(self):
        """Open the transfer, manufacturing order, invoice or order itself."""
        self.ensure_one()
        return (self.picking_id or self.production_id or self.move_id or self.order_id)._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _cron_detect(self):
        """Look for what went past a gate since the last time, and tell the administrator."""
        rows = self._detect()
        work_through(self.env, rows, self._record, BATCH)

    @api.model
    def _record(self, rows):
        """Keep what was found, and have one activity for each document."""
        # sudo: rows are the product's
        found = self.sudo().create(rows)
        users = {
            company: get_members(self.env, self.env.ref(ADMINISTRATOR).ids, company)[:1]
            for company in found.company_id}
        seen = set()
        for bypass in found:
            document = (bypass.order_id.id, bypass.kind, *(bypass[name].id for name in DOCUMENTS))
            if document in seen or not users[bypass.company_id]:
                continue
            seen.add(document)
            bypass.activity_schedule(
                'order_desk.activity_type_bypass', user_id=users[bypass.company_id].id,
                summary=self.env._("%(document)s went past a gate", document=bypass.document_name),
                note=bypass.missing)
        return found

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {
            'order_id', 'company_id', 'kind', *DOCUMENTS, 'gate_id', 'occurred_on', 'user_id', 'found_on', 'state',
            'acknowledged_by_id', 'acknowledged_on'}

    @api.model
    def _get_field_roles(self):
        return super()._get_field_roles() | {'reason': (ADMINISTRATOR,)}
