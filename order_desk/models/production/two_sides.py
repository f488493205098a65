from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.finding import PRODUCT_WRITE
from ..core.roles import ensure_role, get_members
from .period import KINDS, get_bounds, get_today

# Who speaks for a side; the last of them is called first. Whoever speaks for both still signs only once.
SIDES = {
    'sales': ('sales_team.group_sale_manager', 'order_desk.group_order_supervisor'),
    'production': ('order_desk.group_material_planner', 'order_desk.group_production_manager'),
}
OTHER = {'sales': 'production', 'production': 'sales'}


class OrderDeskTwoSides(models.AbstractModel):
    """A paper of a period that sales and production agree on; a change of what was agreed opens it again (PRD-13).

    When the period is over it stays as it is.
    """
    _name = 'order.desk.two.sides'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Paper of Two Sides"

    # === FIELDS === #

    kind = fields.Selection(KINDS, "Period", required=True, default='month')
    date_from = fields.Date(
        "From", required=True,
        help="Any day of the period may be entered: it becomes the first of the month, or the Monday.")
    date_to = fields.Date("To", compute='_compute_date_to', store=True, precompute=True)
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company, index=True)
    is_over = fields.Boolean("Period Over", compute='_compute_is_over')
    state = fields.Selection(
        [('draft', "Draft"), ('sales', "Agreed by Sales"), ('production', "Agreed by Production"),
         ('agreed', "Agreed by Both")],
        required=True, default='draft', readonly=True, copy=False, index=True, tracking=True)
    sales_by_id = fields.Many2one('res.users', "Agreed for Sales By", readonly=True, copy=False)
    sales_on = fields.Datetime("Agreed for Sales On", readonly=True, copy=False)
    production_by_id = fields.Many2one('res.users', "Agreed for Production By", readonly=True, copy=False)
    production_on = fields.Datetime("Agreed for Production On", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends('date_from', 'kind')
    def _compute_date_to(self):
        for paper in self:
            paper.date_to = paper.date_from and get_bounds(paper.date_from, paper.kind)[1]

    @api.depends('date_to', 'company_id')
    def _compute_is_over(self):
        today = {company: get_today(company) for company in self.company_id}
        for paper in self:
            paper.is_over = bool(paper.date_to) and paper.date_to < today.get(paper.company_id, paper.date_to)

    # === CRUD === #

    def write(self, vals):
        if self.env.context.get('desk_product_write') is PRODUCT_WRITE:
            return super().write(vals)
        names = self._get_agreed_fields().intersection(vals)
        before = {paper: paper._get_agreed_values(names) for paper in self if names and paper.state != 'draft'}
        for paper in before:
            paper._ensure_may_change()
        result = super().write(vals)
        for paper, values in before.items():
            paper._reopen_changed(names, values)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_agreed(self):
        agreed = self.filtered(lambda paper: paper.state != 'draft')
        if agreed:
            raise UserError(self.env._(
                "%(paper)s is agreed and is kept. Reopen it first.", paper=agreed[0].display_name))

    # === ACTIONS === #

    def action_agree_sales(self):
        """Agree for sales.

        :raise AccessError: unless sales manager or order supervisor
        :raise UserError: for who has agreed for production, and for a period that is over
        """
        return self._agree('sales')

    def action_agree_production(self):
        """Agree for production.

        :raise AccessError: unless production manager or material planner
        :raise UserError: for who has agreed for sales, and for a period that is over
        """
        return self._agree('production')

    def action_reopen(self):
        """Take the agreement back, so that the paper can be talked over again.

        :raise AccessError: for who may agree for neither side
        """
        ensure_role(self.env, *SIDES['sales'], *SIDES['production'])
        self.check_access('read')
        for paper in self:
            paper._ensure_may_change()
        self.filtered(lambda paper: paper.state != 'draft')._reopen(self.env._("Reopened by hand."))
        return True

    # === BUSINESS METHODS === #

    def _agree(self, side):
        ensure_role(self.env, *SIDES[side])
        self.check_access('read')
        papers = self.filtered(lambda paper: not paper[f'{side}_by_id'])
        papers._ensure_may_agree()
        other = f'{OTHER[side]}_by_id'
        alone = papers.filtered(lambda paper: paper[other] == self.env.user)
        if alone:
            raise UserError(self.env._(
                "%(paper)s: you have agreed for the other side already. Two people have to agree.",
                paper=alone[0].display_name))
        signature = {f'{side}_by_id': self.env.uid, f'{side}_on': fields.Datetime.now()}
        first = papers.filtered(lambda paper: not paper[other])
        first._write_evidence({**signature, 'state': side})
        (papers - first)._write_evidence({**signature, 'state': 'agreed'})
        papers._told_agreed(side)
        return True

    def _reopen(self, reason):
        """Clear both signatures and note why."""
        signers = {paper: {side: paper[f'{side}_by_id'] for side in SIDES if paper[f'{side}_by_id']} for paper in self}
        self._write_evidence({
            'state': 'draft', 'sales_by_id': False, 'sales_on': False, 'production_by_id': False,
            'production_on': False})
        # sudo: the note belongs to the product, whoever changed the paper
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, reason))
        for paper, users in signers.items():
            paper._told_reopened(users)

    def _reopen_changed(self, names, before):
        self.ensure_one()
        after = self._get_agreed_values(names)
        changes = [
            self.env._("%(field)s: %(before)s → %(after)s", field=self._fields[name]._description_string(self.env),
                       before=before[name], after=after[name])
            for name in sorted(names) if before[name] != after[name]]
        if changes:
            self._reopen(self.env._("Changed after it was agreed. %(changes)s", changes="; ".join(changes)))

    def _get_agreed_values(self, names):
        return {
            name: self[name].display_name if self._fields[name].relational else self[name] for name in names}

    def _get_side_user(self, side):
        """Return who is called for a side: of the order desk's own roles first; a colleague where there is one."""
        self.ensure_one()
        for group in reversed(SIDES[side]):
            users = get_members(self.env, self.env.ref(group).ids, self.company_id)
            colleague = users.filtered(lambda user: user != self.env.user)[:1]
            if colleague:
                return colleague
        return users[:1]

    def _ensure_not_over(self):
        over = self.filtered('is_over')
        if over:
            raise UserError(self.env._("%(paper)s: its period is over, it stays as it is.", paper=over[0].display_name))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        # EXTENDS order_desk
        return super()._get_product_fields() | {
            'state', 'sales_by_id', 'sales_on', 'production_by_id', 'production_on'}

    @api.model
    def _get_agreed_fields(self):
        """Return the names of the fields that the sides agree on."""
        return set()

    def _ensure_may_agree(self):
        """Refuse papers that cannot be agreed on now."""
        self._ensure_not_over()

    def _ensure_may_change(self):
        """Refuse a change of this agreed paper."""
        self._ensure_not_over()

    def _told_agreed(self, side):
        """React to a side's signature."""

    def _told_reopened(self, signers):
        """React to the loss of signatures: ``{side: user}``."""
