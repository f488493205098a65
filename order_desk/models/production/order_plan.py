from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .period import get_bounds, get_label, get_today
from .two_sides import OTHER

# Who draws plans up and changes what is to be made.
PLANNERS = (
    'order_desk.group_material_planner', 'order_desk.group_production_manager', 'order_desk.group_order_supervisor')
PERIOD = {'kind', 'date_from', 'company_id'}


class OrderDeskOrderPlan(models.Model):
    """What is to be made in a month or week: from demand, forecast, stock and capacity (PRD-13).

    The figures are those of the moment at which they were computed; sales and production agree on them.
    """
    _name = 'order.desk.order.plan'
    _inherit = ['order.desk.two.sides']
    _description = "Order Plan"
    _order = 'date_from desc, id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    date_from = fields.Date(default=lambda self: get_today(self.env.company))
    line_ids = fields.One2many('order.desk.order.plan.line', 'plan_id', string="Goods")
    capacity_ids = fields.One2many('order.desk.order.plan.capacity', 'plan_id', string="Work Centers", readonly=True)
    computed_on = fields.Datetime("Figures As Of", readonly=True, copy=False)
    is_stale = fields.Boolean(
        "Quantities Changed", readonly=True, copy=False,
        help="Quantities were changed after the capacity was computed: compute the plan again.")
    overload = fields.Char(compute='_compute_overload', help="Work centers that have less time than the plan takes.")
    has_rests = fields.Boolean("Forecasts of Categories", compute='_compute_has_rests')
    note = fields.Text()

    # === CONSTRAINTS === #

    _period_uniq = models.UniqueIndex(
        "(company_id, kind, date_from)", "There is an order plan of this period already.")

    # === COMPUTE METHODS === #

    @api.depends('capacity_ids.is_overloaded')
    def _compute_overload(self):
        for plan in self:
            over = plan.capacity_ids.filtered('is_overloaded')
            plan.overload = ", ".join(over.workcenter_id.mapped('name'))

    @api.depends('line_ids.categ_id')
    def _compute_has_rests(self):
        for plan in self:
            plan.has_rests = bool(plan.line_ids.categ_id)

    @api.depends('name', 'date_from', 'kind')
    def _compute_display_name(self):
        for plan in self:
            label = f" ({get_label(plan.date_from, plan.kind)})" if plan.date_from else ""
            plan.display_name = f"{plan.name}{label}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            day = fields.Date.to_date(vals.get('date_from')) or get_today(self.env.company)
            vals['date_from'] = get_bounds(day, vals.get('kind') or 'month')[0]
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may plan
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        plans = super().create(vals_list)
        plans._ensure_not_over()
        plans._refresh()
        return plans

    def write(self, vals):
        for name in PERIOD.intersection(vals):
            if any(plan[name] != self._fields[name].convert_to_record(
                    self._fields[name].convert_to_cache(vals[name], plan), plan) for plan in self):
                raise UserError(self.env._("A plan keeps its period and company. Draw up another one."))
        return super().write(vals)

    # === ACTIONS === #

    def action_refresh(self):
        """Compute the figures as of now; quantities that somebody changed by hand stay.

        An agreed plan is opened again when what has to be made differs from what was agreed.

        :raise AccessError: for who may not plan
        :raise UserError: for a period that is over
        """
        ensure_role(self.env, *PLANNERS)
        self.check_access('read')
        self._ensure_not_over()
        self._refresh()
        return True

    def action_create_tasks(self):
        """Draw up a task order for what this agreed plan has to make and no task order brings yet.

        :raise AccessError: unless the user supervises the order desk
        :raise UserError: before both sides have agreed, and where nothing is left
        :return: window action on the task orders
        """
        self.ensure_one()
        return self.line_ids.action_create_task()

    # === BUSINESS METHODS === #

    def _refresh(self):
        for plan in self.sudo():  # sudo: the plan weighs all orders and stock, whoever draws it up
            by_hand = {
                line.product_id: line.quantity for line in plan.line_ids
                if line.product_id and line.uom_id.compare(line.quantity, line.to_make)}
            rows, capacity = self.env['order.desk.plan.figures'].sudo()._get_plan(plan, by_hand)  # sudo: as above
            changes = plan.line_ids._update(plan, rows)
            plan.capacity_ids.unlink()
            plan.capacity_ids.create([{**row, 'plan_id': plan.id} for row in capacity])
            plan._write_evidence({'computed_on': fields.Datetime.now(), 'is_stale': False})
            if changes and plan.state != 'draft':
                plan.with_env(self.env)._reopen(self.env._(
                    "The figures have changed since the agreement. To make: %(changes)s",
                    changes="; ".join(changes[:20])))

    def _line_changed(self, text):
        """Note that what is to be made was changed by hand."""
        self._ensure_not_over()
        self.filtered(lambda plan: plan.state != 'draft')._reopen(
            self.env._("Changed after it was agreed. %(changes)s", changes=text))
        self._write_evidence({'is_stale': True})

    def _call(self, user, summary):
        self.ensure_one()
        if user:
            # sudo: the activity is for a colleague
            self.sudo().activity_schedule(
                'order_desk.activity_type_order_plan', user_id=user.id, summary=summary,
                date_deadline=max(self.date_from, get_today(self.company_id)))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        # EXTENDS order_desk
        return super()._get_product_fields() | {'computed_on', 'is_stale', 'capacity_ids'}

    @api.model
    def _get_field_roles(self):
        # EXTENDS order_desk
        return {**super()._get_field_roles(), 'line_ids': PLANNERS, 'note': PLANNERS}

    def _ensure_may_agree(self):
        # EXTENDS order_desk
        result = super()._ensure_may_agree()
        for plan in self:
            if plan.is_stale:
                raise UserError(self.env._(
                    "%(plan)s: quantities were changed. Compute it again, so that the capacity is that of what you "
                    "agree on.", plan=plan.display_name))
            if not plan.line_ids:
                raise UserError(self.env._("%(plan)s asks for nothing: there is nothing to agree on.",
                                           plan=plan.display_name))
        return result

    def _told_agreed(self, side):
        # EXTENDS order_desk: the other side is asked, and nobody when both have agreed
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_order_plan'])
        for plan in self.filtered(lambda plan: plan.state != 'agreed'):
            plan._call(plan._get_side_user(OTHER[side]), self.env._("Agree on the order plan, or talk it over"))
        return super()._told_agreed(side)

    def _told_reopened(self, signers):
        # EXTENDS order_desk: whoever had agreed looks at it again
        for user in signers.values():
            if user != self.env.user:
                self._call(user, self.env._("The order plan was changed: agree again"))
        return super()._told_reopened(signers)
