from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.finding import PRODUCT_WRITE
from ..core.own_defaults import own_defaults
from ..core.roles import TRADE, ensure_role

# Written by the actions below, or derived from papers.
EVIDENCE = frozenset({
    'desk_registered_by_id', 'desk_registered_on', 'desk_credit_reviewed_by_id', 'desk_credit_reviewed_on',
    'desk_credit_review_until', 'desk_credit_standing', 'desk_credit_note', 'desk_paper_ends',
    'desk_receivables_reviewed_on', 'desk_receivables_reviewed_by_id',
})
# What decides on money and shipment is not the salesperson's to set.
RESTRICTED = frozenset({'desk_class', 'desk_shipment_suspended'})
RESTRICTED_ROLES = (
    'order_desk.group_order_supervisor', 'order_desk.group_finance_clerk', 'order_desk.group_general_manager',
    'order_desk.group_administrator',
)
# Kept with the company alone: the host copies for whoever types in a contact, who need not know them.
SECRET = frozenset({'desk_credit_standing', 'desk_credit_note'})
SYNCED = (
    'desk_class', 'desk_order_taker_id', 'desk_shipment_suspended', 'desk_customer_code', *sorted(EVIDENCE - SECRET))


class ResPartner(models.Model):
    """The customer archive: registered, reviewed, classed (CUS-01, CUS-10 … CUS-12, INT-17).

    All of it belongs to the commercial entity; contacts follow their company.
    """
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_class = fields.Selection(
        [('a', "A"), ('b', "B"), ('c', "C")], string="Customer Class", tracking=True,
        help="Decides whether goods may be shipped before payment is cleared.")
    desk_order_taker_id = fields.Many2one(
        'res.users', string="Order Taker", domain="[('share', '=', False)]", tracking=True, index='btree_not_null',
        help="Handles this customer's orders.")
    desk_customer_code = fields.Char("Customer Code", tracking=True, help="The unified code of material control.")
    desk_shipment_suspended = fields.Boolean("Shipment Suspended", tracking=True)
    desk_registered_by_id = fields.Many2one('res.users', string="Registered By", copy=False, readonly=True)
    desk_registered_on = fields.Date("Registered On", copy=False, readonly=True, tracking=True)
    desk_credit_standing = fields.Selection(
        [('good', "Good"), ('watch', "To be watched"), ('bad', "Bad")], string="Credit Standing", copy=False,
        readonly=True, tracking=True, groups=TRADE)
    desk_credit_note = fields.Text("Credit Review", copy=False, readonly=True, groups=TRADE)
    desk_credit_reviewed_by_id = fields.Many2one('res.users', string="Credit Reviewed By", copy=False, readonly=True)
    desk_credit_reviewed_on = fields.Date("Credit Reviewed On", copy=False, readonly=True)
    desk_credit_review_until = fields.Date(
        "Review Holds Until", copy=False, readonly=True, help="Last day on which the credit review holds.")

    # === CONSTRAINTS === #

    # Contacts carry the code of their company.
    _desk_customer_code_uniq = models.UniqueIndex(
        '(desk_customer_code) WHERE parent_id IS NULL AND desk_customer_code IS NOT NULL',
        "This customer code is taken by another customer.")

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # EXTENDS base: the archive is filled by its actions, not by a caller's context
        return own_defaults(self, super().default_get(fields), EVIDENCE | RESTRICTED)

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base
        for vals in vals_list:
            self._desk_ensure_archive_writable(vals)
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS base
        if self:
            self._desk_ensure_archive_writable(vals)
        return super().write(vals)

    # === ACTIONS === #

    def action_desk_register(self):
        """Register customers in the archive after checking that it is complete (CUS-01).

        :raise AccessError: for anybody but the order desk
        :raise UserError: naming every customer and what its archive still lacks; then none is registered
        """
        ensure_role(self.env, 'order_desk.group_order_clerk')
        partners = self.commercial_partner_id
        gaps = [(partner, partner._desk_get_archive_gaps()) for partner in partners]
        incomplete = [f"{partner.display_name}: {', '.join(labels)}" for partner, labels in gaps if labels]
        if incomplete:
            raise UserError(self.env._(
                "The archive of these customers is incomplete:\n%(customers)s", customers="\n".join(incomplete)))
        partners._desk_write_archive({
            'desk_registered_by_id': self.env.uid, 'desk_registered_on': fields.Date.context_today(self)})

    def action_desk_review_credit(self, standing, note=''):
        """Record the review of the credit standing of customers (CUS-12).

        :param str standing: ``good``, ``watch`` or ``bad``
        :param str note: on what it rests; required unless the standing is good
        :raise AccessError: for anybody but supervisors, finance and general manager
        :raise UserError: for an unknown standing or a missing note
        """
        ensure_role(self.env, *RESTRICTED_ROLES)
        if standing not in dict(self._fields['desk_credit_standing'].selection):
            raise UserError(self.env._("Credit standing is good, watch or bad, not %(word)s.", word=standing))
        if standing != 'good' and not (note or '').strip():
            raise UserError(self.env._(
                "%(customers)s: say in the note why the credit standing is not good.",
                customers=", ".join(self.mapped('display_name'))))
        today = fields.Date.context_today(self)
        days = self.env.company.desk_credit_review_days
        self.commercial_partner_id._desk_write_archive({
            'desk_credit_standing': standing,
            'desk_credit_note': note,
            'desk_credit_reviewed_by_id': self.env.uid,
            'desk_credit_reviewed_on': today,
            'desk_credit_review_until': today + timedelta(days=days) if days else False,
        })

    def action_desk_open_credit_review(self):
        """Open the form of the credit review."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Review Credit Standing"),
            'res_model': 'order.desk.credit.review', 'view_mode': 'form', 'target': 'new',
            'context': {'default_partner_id': self.commercial_partner_id.id},
        }

    def action_desk_assign_code(self):
        """Give customers that have none the next customer code (CUS-10).

        :raise AccessError: for anybody but material control and the order supervisor
        """
        ensure_role(self.env, 'order_desk.group_material_planner', 'order_desk.group_order_supervisor')
        for partner in self.commercial_partner_id.filtered(lambda partner: not partner.desk_customer_code):
            # sudo: material control assigns the code without writing anything else of the customer
            partner.sudo().desk_customer_code = self.env['ir.sequence'].sudo().next_by_code('order.desk.customer.code')
        self._desk_refresh_orders()

    # === BUSINESS METHODS === #

    def _desk_get_archive_gaps(self):
        """Return the labels of what the archive of one customer still lacks."""
        self.ensure_one()
        asked = {
            self.env._("name"): self.name,
            self.env._("telephone or e-mail"): self.phone or self.email,
            self.env._("street"): self.street,
            self.env._("city"): self.city,
            self.env._("country"): self.country_id,
            self.env._("customer class"): self.desk_class,
            self.env._("order taker"): self.desk_order_taker_id,
        }
        return [label for label, value in asked.items() if not value]

    def _desk_get_archive_facts(self):
        """Return what is compared when an order meets the archive (CUS-02)."""
        partner = self.commercial_partner_id
        return {
            'Customer': partner.id,
            'Contact': self.id,
            'Name': partner.name,
            'Tax number': partner.vat or None,
            'Address': [partner.street or None, partner.street2 or None, partner.zip or None, partner.city or None,
                        partner.state_id.id or None, partner.country_id.id or None],
            'Telephone': partner.phone or None,
            'E-mail': partner.email or None,
            'Class': partner.desk_class or None,
        }

    def _desk_write_archive(self, vals):
        """Write evidence of the archive; the calling action has checked the role."""
        self.check_access('read')
        # sudo: the role was checked by the action; it need not include writing partners
        self.sudo().with_context(desk_product_write=PRODUCT_WRITE).write(vals)
        self._desk_refresh_orders()

    def _desk_refresh_orders(self):
        """Have the open quotations of these customers judged anew."""
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        # sudo: an order waits or passes, whoever put the archive right
        self.env['sale.order'].sudo().search([
            ('desk_enrolled', '=', True), ('state', 'in', ('draft', 'sent')),
            ('partner_id.commercial_partner_id', 'in', self.commercial_partner_id.ids),
        ])._desk_refresh()

    # === HOOKS === #

    @api.model
    def _commercial_fields(self):
        # EXTENDS base: a contact follows its company
        return super()._commercial_fields() + [*SYNCED]

    # === HELPERS === #

    def _desk_ensure_archive_writable(self, vals):
        """Refuse evidence written by hand, and class and suspension set by who may not.

        :raise AccessError: naming fields and customers
        """
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return
        evidence = {name for name in EVIDENCE.intersection(vals) if vals[name] or self}
        restricted = {name for name in RESTRICTED.intersection(vals) if vals[name] or self}
        if not evidence and (not restricted or self.env.su):
            return
        evidence, restricted = self._desk_drop_inherited(evidence, vals), self._desk_drop_inherited(restricted, vals)
        if restricted:
            ensure_role(self.env, *RESTRICTED_ROLES)
        if evidence:
            raise AccessError(self.env._(
                "%(fields)s of %(customer)s cannot be written by hand: use the action that records it.",
                fields=", ".join(sorted(self._fields[name].string for name in evidence)),
                customer=", ".join(self[:3].mapped('display_name')) or vals.get('name') or ''))

    def _desk_drop_inherited(self, names, vals):
        """Drop the fields that a contact merely takes over from its company (host synchronisation)."""
        # sudo: comparing with the company needs no right to read it
        owners = self.sudo().commercial_partner_id
        return {
            name for name in names
            if not owners or any(
                owner._fields[name].convert_to_write(owner[name], owner) != vals[name] for owner in owners)
        }
