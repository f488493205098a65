from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import fingerprint
from ..core.roles import OFFICE, ensure_role
from ..core.scheduled import work_through


class MaterialLookup:
    """What a look-up found for standard orders, within one call; as an object it cannot be forged over RPC."""
    __slots__ = ('problems', 'short_ids')

    def __init__(self, short_ids, problems):
        self.short_ids = frozenset(short_ids)
        self.problems = problems


class SaleOrder(models.Model):
    """What the order knows of its material: facts that its statement has written."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_material_statement_ids = fields.One2many(
        'order.desk.material.statement', 'order_id', string="Material Statements", copy=False, groups=OFFICE)
    desk_material_statement_id = fields.Many2one(
        'order.desk.material.statement', "Material Statement", copy=False, index='btree_not_null', ondelete='set null')
    desk_material_state = fields.Selection(
        [('draft', "Draft"), ('completed', "Completed")], "State of the Material Statement", copy=False)
    desk_material_basis = fields.Char(copy=False, help="Digest of the lines for which the statement was made.")
    desk_material_doubt = fields.Boolean(
        "Material in Doubt", copy=False, help="Ask for a material statement although the order looks standard.")
    desk_material_short = fields.Boolean("Material Short", copy=False)
    desk_material_checked_at = fields.Datetime("Material Looked Up On", copy=False)
    desk_material_arrival_on = fields.Date("Last Material On", copy=False)
    desk_material_arrivals = fields.Json(
        copy=False, help="Day on which each needed receipt arrives as it stands now, by the id of its move.")
    desk_booked_date = fields.Date(
        "Booked Date", copy=False, help="The date of the material statement; production is bound to it.")

    # === ACTIONS === #

    def action_desk_open_material(self):
        """Open the material statement of this order; planning and engineering start it."""
        self.ensure_one()
        Statement = self.env['order.desk.material.statement']
        statement = Statement.search([('order_id', '=', self.id), ('state', '!=', 'superseded')], limit=1)
        if not statement:
            statement = Statement.create({'order_id': self.id})
            statement.action_fill()
        return statement._get_records_action()

    def action_desk_look_up_material(self):
        """Look up whether material is short for these orders; writes the answer, no statement.

        :raise AccessError: for others than order desk, planning and engineering
        """
        ensure_role(
            self.env, 'order_desk.group_order_clerk', 'order_desk.group_material_planner', 'order_desk.group_engineer')
        self.check_access('read')
        self._desk_look_up_material()
        return True

    def action_desk_check_entry(self):
        # EXTENDS order_desk: with the lines checked it is known what is needed; planning hears of it now
        result = super().action_desk_check_entry()
        self._desk_get_unlooked()._desk_look_up_material_sound()
        return result

    def desk_dry_run(self, stage, on_date=None):
        # EXTENDS order_desk: sending looks the material up, so the answer does; it is written nowhere
        self._desk_ensure_reader()
        unknown = self._desk_get_unlooked()
        if stage != 'review':
            unknown = unknown.filtered(lambda order: not order.desk_confirmation_sent_at)
        asking = self.with_context(desk_material_lookup=unknown._desk_find_material()) if unknown else self
        return super(SaleOrder, asking).desk_dry_run(stage, on_date)

    def action_confirm(self):
        # EXTENDS sale: what was never sent is looked up now, as the answer of a dry run is
        gates = self.env['order.desk.gate']
        unknown = self._desk_get_unlooked().filtered(lambda order: not order.desk_confirmation_sent_at and any(
            gate._get_spec().code == 'material' for gate in gates._get_gates(order.company_id, ('review',))))
        if unknown:
            # sudo: who confirms is judged by the act itself; until then only its gates have the word
            unknown.sudo()._desk_look_up_material()
        return super().action_confirm()

    # === BUSINESS METHODS === #

    def _desk_get_unlooked(self):
        """Return the quotations of which nothing says yet that they need a material statement."""
        return self._desk_get_enrolled().filtered(lambda order: (
            order.state in ('draft', 'sent') and not order.desk_material_state and not order._desk_needs_statement()))

    def _desk_find_material(self):
        """Look up whether material is short for these orders; reads only.

        :rtype: MaterialLookup
        """
        short_ids, problems = set(), {}
        for company, orders in self.grouped('company_id').items():
            # sudo: figures of stock and purchasing, of which only the outcome is told
            explosion = self.env['order.desk.material.explosion'].sudo().with_company(company)
            try:
                needs = explosion._get_needs(orders.sudo(), strict=False)
            except UserError as error:
                if len(orders) == 1:
                    problems[orders.id] = str(error)
                    continue
                # One of them has an impossible bill of materials: each is judged alone.
                for order in orders:
                    found = order._desk_find_material()
                    short_ids |= found.short_ids
                    problems.update(found.problems)
                continue
            short_ids.update(
                order.id for order, found in needs.items() if any(need.shortage > 0 for need in found))
        return MaterialLookup(short_ids, problems)

    def _desk_get_lookup(self):
        """Return what a dry run has looked up just now."""
        lookup = self.env.context.get('desk_material_lookup')
        return lookup if isinstance(lookup, MaterialLookup) else MaterialLookup((), {})

    def _desk_look_up_material(self):
        """Store for these orders whether material is short, in a number of queries free of their number.

        :raise UserError: naming every bill of materials that cannot be worked out; nothing is written
        """
        lookup = self._desk_find_material()
        if lookup.problems:
            raise UserError("\n".join(lookup.problems.values()))
        self._desk_store_lookup(lookup)

    def _desk_look_up_material_sound(self):
        """As :meth:`_desk_look_up_material`; orders whose material cannot be worked out are left as they are."""
        lookup = self._desk_find_material()
        self.filtered(lambda order: order.id not in lookup.problems)._desk_store_lookup(lookup)

    def _desk_store_lookup(self, lookup):
        now = fields.Datetime.now()
        short = self.filtered(lambda order: order.id in lookup.short_ids)
        with self._desk_batch():
            for found, same in ((True, short), (False, self - short)):
                if same:
                    same._desk_write_facts({'desk_material_short': found, 'desk_material_checked_at': now})
            self._desk_mark_changed()

    def _desk_store_material(self):
        """Write what the live statements say as facts on their orders."""
        # sudo: the facts of the order, whoever wrote the statement
        live = self.sudo().desk_material_statement_ids.filtered(lambda statement: statement.state != 'superseded')
        statements = live.grouped('order_id')
        for order in self.sudo():
            statement = statements.get(order, live.browse())
            done = statement.state == 'completed'
            arrivals = statement.line_ids.arrival_ids._get_days() if done else {}
            days = [line._get_last_day() for line in statement.line_ids if line._get_last_day()]
            days += [fields.Date.to_date(day) for day in arrivals.values() if day]
            facts = {
                'desk_material_statement_id': statement.id,
                'desk_material_state': statement.state,
                'desk_material_basis': order._desk_get_material_basis() if done else False,
                'desk_material_arrival_on': max(days) if days else False,
                'desk_material_arrivals': arrivals or False,
                'desk_booked_date': statement.date_booked if done else False,
            }
            if statement.filled_at:
                facts['desk_material_short'] = any(line.shortage > 0 for line in statement.line_ids)
                facts['desk_material_checked_at'] = statement.filled_at
            if done and order.company_id.desk_booked_to == 'shipping' and not order.commitment_date:
                facts['commitment_date'] = order._desk_get_moment(statement.date_booked)
            order._desk_write_facts(facts)
        self._desk_mark_changed()

    def _desk_get_material_basis(self):
        """Return the digest of products and quantities; reads columns the host has fetched."""
        self.ensure_one()
        return fingerprint({
            str(line.id): [line.product_id.id, line.product_uom_id.id, round(line.product_uom_qty, 6)]
            for line in self.order_line
            if not line.display_type and not line.is_downpayment
        })

    def _desk_needs_statement(self):
        """Tell whether this order needs a written material statement (setting of its company)."""
        self.ensure_one()
        if self.company_id.desk_material_mode == 'always':
            return any(not line.display_type and line.product_id.type == 'consu' for line in self.order_line)
        if self.desk_material_short or self.desk_material_doubt or self._desk_is_nonstandard():
            return True
        lookup = self._desk_get_lookup()
        return self.id in lookup.short_ids or self.id in lookup.problems

    def _desk_ensure_open(self, stage):
        # EXTENDS order_desk: before the confirmation goes out, a standard order's material is looked up once
        if stage == 'review':
            unknown = self._desk_get_enrolled().filtered(
                lambda order: not order.desk_material_state and not order._desk_needs_statement())
            if unknown:
                unknown._desk_look_up_material()
        return super()._desk_ensure_open(stage)

    @api.model
    def _cron_desk_material(self):
        """Daily: look up material of open quotations, tell about arrivals that slipped."""
        self.env['order.desk.material.arrival']._tell_slipped()
        orders = self.search([
            ('desk_enrolled', '=', True), ('state', 'in', ('draft', 'sent')), ('desk_material_state', '=', False),
            ('company_id.desk_material_mode', '=', 'needed'),
        ])
        work_through(self.env, orders, lambda batch: batch._desk_look_up_material_sound(), 200)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_material_statement_ids', 'desk_material_statement_id', 'desk_material_state', 'desk_material_basis',
            'desk_material_short', 'desk_material_checked_at', 'desk_material_arrival_on', 'desk_booked_date',
            'desk_material_arrivals',
        }
