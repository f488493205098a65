import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .finding import OPEN_STATES, data_to_text
from .gate import STAGES


class OrderDeskCheck(models.Model):
    """The present verdict of one gate on one document, written by the engine only.

    A plain table without chatter: the order's own chatter tells what people did.
    """
    _name = 'order.desk.check'
    _description = "Gate Check"
    _order = 'deadline, since, id'
    _rec_name = 'gate_id'

    # === FIELDS === #

    gate_id = fields.Many2one('order.desk.gate', required=True, index=True, ondelete='restrict')
    code = fields.Char(related='gate_id.code')
    stage = fields.Selection(STAGES, readonly=True)
    sequence = fields.Integer(readonly=True)
    severity = fields.Selection([('block', "Blocks"), ('warn', "Warns")], readonly=True)
    order_id = fields.Many2one('sale.order', required=True, ondelete='cascade')
    picking_id = fields.Many2one('stock.picking', string="Transfer", ondelete='cascade', index='btree_not_null')
    production_id = fields.Many2one(
        'mrp.production', string="Manufacturing Order", ondelete='cascade', index='btree_not_null')
    company_id = fields.Many2one('res.company', required=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson")
    state = fields.Selection(
        [
            ('open', "Open"), ('passed', "Passed"), ('waived', "Waived"), ('rejected', "Rejected"),
            ('not_applicable', "Not applicable"),
        ], required=True, default='open', readonly=True)
    finding_code = fields.Char(readonly=True)
    # JSON kept as text: comparing it with a new verdict copies nothing.
    message_data = fields.Text(readonly=True)
    action_data = fields.Json(readonly=True)
    message = fields.Char(compute='_compute_message')
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    since = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)
    is_late = fields.Boolean(compute='_compute_is_late')
    owner_id = fields.Many2one('res.users', string="Person", readonly=True, index='btree_not_null')
    group_ids = fields.Many2many('res.groups', string="Roles", readonly=True, help="Whose turn it is.")
    is_due = fields.Boolean(
        "Due", default=True, readonly=True,
        help="Its turn has come: no gate that comes first is open. Only then it waits on a desk.")
    turn_key = fields.Char(
        readonly=True, help="Whose turn it is in one word: \"u\" and a user's id, or the ids of the roles.")
    owner_name = fields.Char("With", compute='_compute_owner_name')
    is_my_turn = fields.Boolean(compute='_compute_is_my_turn', search='_search_is_my_turn')
    kind = fields.Selection(related='gate_id.kind')

    # === CONSTRAINTS === #

    _document_uniq = models.UniqueIndex(
        '(order_id, gate_id, COALESCE(picking_id, 0), COALESCE(production_id, 0))')
    # All that My Desk filters and sorts by: it reads its 80 rows in order, and counts by the index alone.
    _open_by_turn = models.Index(
        "(turn_key, deadline, since, id) INCLUDE (company_id) WHERE state IN ('open', 'rejected') AND is_due IS TRUE")
    _open_by_deadline = models.Index("(deadline, since, id) WHERE state IN ('open', 'rejected')")

    # === COMPUTE METHODS === #

    @api.depends('message_data')
    @api.depends_context('lang')
    def _compute_message(self):
        for check in self:
            check.message = data_to_text(json.loads(check.message_data), self.env) if check.message_data else ''

    @api.depends('deadline', 'state')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for check in self:
            check.is_late = check.state in OPEN_STATES and bool(check.deadline) and check.deadline < now

    @api.depends('owner_id', 'turn_key')
    @api.depends_context('lang')
    def _compute_owner_name(self):
        for check in self:
            # sudo: names are shown to readers who may not read users or groups
            check.owner_name = check.owner_id.sudo().name or check.gate_id._get_role_names(check._get_turn_ids())

    @api.depends('state', 'is_due', 'owner_id', 'turn_key')
    @api.depends_context('uid')
    def _compute_is_my_turn(self):
        # As _get_my_turn_domain says it, without asking the database which turns there are.
        users, groups = self._get_deciding()
        for check in self:
            check.is_my_turn = check.state in OPEN_STATES and check.is_due and (
                check.owner_id.id in users if check.owner_id else not groups.isdisjoint(check._get_turn_ids()))

    @api.model
    def _search_is_my_turn(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._get_my_turn_domain()

    @api.model
    def _get_my_turn_domain(self):
        """Return the domain of what waits for the current user or one he stands in for."""
        users, groups = self._get_deciding()
        keys = [
            key for key in self._get_turn_keys()
            if (int(key[1:]) in users if key[0] == 'u' else not groups.isdisjoint(map(int, key.split(','))))]
        return [('state', 'in', OPEN_STATES), ('is_due', '=', True), ('turn_key', 'in', keys)]

    @api.model
    def _prepare_turn_key(self, owner_id, group_ids):
        """Return whose turn it is in one word: a person known by name, else roles, else False."""
        return f'u{owner_id}' if owner_id else ','.join(map(str, sorted(set(group_ids)))) or False

    @api.model
    def _get_deciding(self):
        """Return the ids of the users, and of the groups, in whose name the current user decides today."""
        absentees = self.env['order.desk.deputy']._get_absent_users(self.env.user)
        groups = set(self.env.user._get_group_ids()).union(*(absent._get_group_ids() for absent in absentees))
        return {self.env.uid, *absentees.ids}, groups

    @api.model
    def _get_turn_keys(self):
        """Return the sets of roles that any open check waits for, without reading the checks.

        They are few, so the index is walked from one to the next.
        """
        self.flush_model(['turn_key', 'state', 'is_due'])
        return [key for (key,) in self.env.execute_query(SQL("""
            WITH RECURSIVE turn(key) AS (
                SELECT min(turn_key) FROM order_desk_check
                 WHERE state IN ('open', 'rejected') AND is_due IS TRUE
                UNION ALL
                SELECT (SELECT min(turn_key) FROM order_desk_check
                         WHERE state IN ('open', 'rejected') AND is_due IS TRUE AND turn_key > turn.key)
                  FROM turn WHERE turn.key IS NOT NULL
            )
            SELECT key FROM turn WHERE key IS NOT NULL"""))]

    def _get_turn_ids(self):
        """Return the ids of the roles that this check waits for; none where it waits for a person."""
        return [int(group_id) for group_id in self.turn_key.split(',')] if self.turn_key and not self.owner_id else []

    # === CRUD === #

    @api.model
    def _ensure_engine(self):
        if not self.env.su:
            raise AccessError(self.env._(
                "Gate checks are computed. Use \"Check again\" on the order to compute them anew."))

    @api.model_create_multi
    def create(self, vals_list):
        self._ensure_engine()
        for vals in vals_list:
            if 'turn_key' not in vals:
                ids = self.new({'group_ids': vals.get('group_ids', [])}).group_ids._origin.ids
                vals['turn_key'] = self._prepare_turn_key(vals.get('owner_id'), ids)
        return super().create(vals_list)

    def write(self, vals):
        self._ensure_engine()
        return super().write(vals)

    def unlink(self):
        self._ensure_engine()
        return super().unlink()

    # === ACTIONS === #

    def action_desk_open_decision(self):
        """Open the form in which this check is approved, rejected or waived."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.gate_id.name,
            'res_model': 'order.desk.decide.wizard',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_check_id': self.id},
        }

    def action_desk_open_document(self):
        """Open the order, transfer or manufacturing order that is judged."""
        return self._get_document()._get_records_action()

    # === HELPERS === #

    def _get_document(self):
        """Return the one document this check judges."""
        self.ensure_one()
        return self.picking_id or self.production_id or self.order_id

    def _get_sentence(self):
        """Return what one check waits for: what, who, since when, in the reader's language."""
        self.ensure_one()
        if not self.is_due:
            return self.env._("Later: %(gate)s: %(message)s", gate=self._get_title(), message=self.message)
        since = fields.Datetime.context_timestamp(self, self.since).date()
        if self.finding_code == 'signature':  # the message names whose signature it is
            return self.env._(
                "%(gate)s: %(message)s Since %(date)s.", gate=self._get_title(), message=self.message, date=since)
        return self.env._(
            "%(gate)s: %(message)s With %(owner)s since %(date)s.",
            gate=self._get_title(), message=self.message, owner=self.owner_name or self.env._("nobody"), date=since)

    def _get_title(self):
        """Return the gate's name, for a shipment or production with that document's."""
        document = self._get_document()
        return self.gate_id.name if document == self.order_id else f"{self.gate_id.name}, {document.display_name}"
