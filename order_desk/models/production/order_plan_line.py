from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .order_plan import PLANNERS

FIGURES = (
    'demand', 'quoted', 'forecast', 'open_forecast', 'dependent', 'safety', 'opening', 'short_before', 'made',
    'bought', 'tasks', 'to_make')


class OrderDeskOrderPlanLine(models.Model):
    """One product of an order plan, or what a category's forecast expects beyond its products (PRD-13).

    All quantities are in the unit beside them: the product's own.
    """
    _name = 'order.desk.order.plan.line'
    _inherit = ['order.desk.paper']
    _description = "Order Plan Line"
    _order = 'date_from desc, plan_id, is_overloaded desc, categ_id, product_id, id'
    _rec_name = 'product_id'

    # === FIELDS === #

    plan_id = fields.Many2one('order.desk.order.plan', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    date_from = fields.Date(related='plan_id.date_from', store=True, string="From")
    plan_state = fields.Selection(related='plan_id.state')
    product_id = fields.Many2one(
        'product.product', domain=[('type', '=', 'consu')], index=True, ondelete='restrict')
    categ_id = fields.Many2one(
        'product.category', "Forecast of Category", readonly=True, ondelete='restrict',
        help="Expected of the category beyond its products: break its forecast down to plan stock and capacity.")
    uom_id = fields.Many2one(
        'uom.uom', "Unit", compute='_compute_uom_id', store=True, readonly=False, precompute=True,
        required=True, ondelete='restrict')
    demand = fields.Float(
        "Open Orders", digits='Product Unit', readonly=True,
        help="Confirmed and not shipped, promised in the period; in the running period whatever is overdue as well. "
             "Of kits the parts.")
    quoted = fields.Float(
        "Quotations", digits='Product Unit', readonly=True, help="Not expired, for the period. Shown, not planned.")
    forecast = fields.Float(digits='Product Unit', readonly=True, help="To which sales has agreed.")
    open_forecast = fields.Float(
        "Forecast Left", digits='Product Unit', readonly=True,
        help="Forecast that the orders of the period, shipped or not, have not used up. Never below zero.")
    dependent = fields.Float(
        "For Other Products", digits='Product Unit', readonly=True,
        help="What goes into products of this plan and into manufacturing orders.")
    safety = fields.Float("Safety Stock", digits='Product Unit', readonly=True, help="Minimum of the reordering rules.")
    opening = fields.Float(
        "Opening Stock", digits='Product Unit', readonly=True,
        help="On hand; for a later period plus what comes and less what goes before it.")
    short_before = fields.Float(
        "Missing Before", digits='Product Unit', readonly=True,
        help="What is missing before the period begins: it belongs into the plans before.")
    made = fields.Float("From Manufacturing Orders", digits='Product Unit', readonly=True)
    bought = fields.Float("From Purchases", digits='Product Unit', readonly=True)
    tasks = fields.Float(
        "From Task Orders", digits='Product Unit', readonly=True,
        help="Task orders without manufacturing order, those of this plan left out.")
    receipts = fields.Float(digits='Product Unit', compute='_compute_receipts', help="Of all three kinds together.")
    to_make = fields.Float(
        "Missing", digits='Product Unit', readonly=True,
        help="Open orders + forecast left + for other products + safety stock - opening stock - receipts.")
    quantity = fields.Float("To Make", digits='Product Unit', help="As planned: what is missing, or what was agreed.")
    wanted_on = fields.Date(readonly=True, help="The first open order of the period, else its last day.")
    needed_on = fields.Date("Delivery", help="As planned: the day it is wanted on, or the one that was agreed.")
    supply = fields.Selection(
        [('make', "Made In-House"), ('buy', "Bought In"), ('category', "Not broken down")], readonly=True)
    capacity = fields.Selection(
        [('known', "Operations planned"), ('no_operations', "No operations"),
         ('no_bom', "No bill of materials"), ('category', "No product")],
        readonly=True)
    hours = fields.Float(readonly=True, help="Of all work centers, for what no manufacturing order makes yet.")
    bottleneck_id = fields.Many2one(
        'mrp.workcenter', readonly=True, ondelete='set null',
        help="The work center of this product's operations with the highest load.")
    is_overloaded = fields.Boolean("Overloaded", readonly=True)
    note = fields.Char()
    task_ids = fields.One2many(
        'order.desk.production.task', 'plan_line_id', string="Task Orders", groups='order_desk.group_desk_user')
    own_quantity = fields.Float("In Task Orders", digits='Product Unit', compute='_compute_own_quantity')
    left_quantity = fields.Float("Left", digits='Product Unit', compute='_compute_own_quantity')

    # === CONSTRAINTS === #

    _quantity_positive = models.Constraint('CHECK(quantity >= 0)', "Nothing below zero can be made.")
    _goods_named = models.Constraint(
        'CHECK(product_id IS NOT NULL OR categ_id IS NOT NULL)',
        "A line of an order plan names a product or a category.")
    _product_uniq = models.UniqueIndex(
        "(plan_id, product_id) WHERE product_id IS NOT NULL", "This product is in the plan already.")

    # === COMPUTE METHODS === #

    @api.depends('product_id')
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.product_id.uom_id or line.uom_id

    @api.depends('made', 'bought', 'tasks')
    def _compute_receipts(self):
        for line in self:
            line.receipts = line.made + line.bought + line.tasks

    @api.depends('quantity', 'task_ids.quantity', 'task_ids.uom_id', 'task_ids.state', 'task_ids.production_state')
    def _compute_own_quantity(self):
        # sudo: how much is given to production is no secret of the task orders
        for line, tasks in zip(self, (line.task_ids for line in self.sudo()), strict=True):
            line.own_quantity = sum(
                task.uom_id._compute_quantity(task.quantity, line.uom_id, round=False)
                for task in tasks._get_standing())
            line.left_quantity = max(line.quantity - line.own_quantity, 0.0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._tell_plans({line: line._tell(0.0) for line in lines})
        return lines

    def write(self, vals):
        if self.env.su or not {'quantity', 'needed_on', 'product_id'}.intersection(vals):
            return super().write(vals)
        before = {line: (line.quantity, line.needed_on, line.product_id) for line in self}
        result = super().write(vals)
        self._tell_plans({
            line: line._tell(values[0]) for line, values in before.items()
            if (line.quantity, line.needed_on, line.product_id) != values})
        return result

    def unlink(self):
        if not self.env.su:
            self._tell_plans({line: line._tell(line.quantity, 0.0) for line in self})
        return super().unlink()

    # === ACTIONS === #

    def action_create_task(self):
        """Draw up a task order for what is left of these agreed quantities; goods that are bought are left out.

        :raise AccessError: unless the user supervises the order desk
        :raise UserError: before both sides have agreed, and where nothing is left
        :return: window action on the task orders
        """
        ensure_role(self.env, 'order_desk.group_order_supervisor')
        self.check_access('read')
        for plan in self.plan_id.filtered(lambda plan: plan.state != 'agreed' or plan.is_over):
            raise UserError(self.env._(
                "%(plan)s: task orders follow when sales and production have agreed, before the period is over.",
                plan=plan.display_name))
        left = self.filtered(lambda line: line.supply == 'make' and line.uom_id.compare(line.left_quantity, 0.0) > 0)
        if not left:
            raise UserError(self.env._("Nothing is left to make: task orders bring all of it, or it is bought."))
        tasks = self.env['order.desk.production.task'].create([{
            'product_id': line.product_id.id, 'quantity': line.left_quantity, 'uom_id': line.uom_id.id,
            'needed_on': line.needed_on or line.plan_id.date_to, 'company_id': line.company_id.id,
            'reason': self.env._("Order plan %(plan)s", plan=line.plan_id.display_name),
        } for line in left])
        for line, task in zip(left, tasks, strict=True):
            task.sudo().plan_line_id = line  # sudo: the link is not written by hand
        return tasks._get_records_action(name=self.env._("Task Orders"))

    # === BUSINESS METHODS === #

    def _update(self, plan, rows):
        """Bring the lines of a plan in line with computed ``rows``.

        :return: sentences about what has to be made and has changed
        """
        def key(line):
            return line.product_id.id, line.categ_id.id

        known, new, changes = {key(line): line for line in self}, [], []
        for row in rows:
            line = known.pop((row.get('product_id', False), row.get('categ_id', False)), None)
            if line is None:
                new.append({
                    **row, 'plan_id': plan.id, 'quantity': row['to_make'], 'needed_on': row.get('wanted_on')})
                continue
            if line.uom_id.compare(line.to_make, row['to_make']):
                changes.append(line._tell(line.to_make, row['to_make']))
            vals = {**row, 'quantity': row['to_make'], 'needed_on': row.get('wanted_on')}
            if line.uom_id.compare(line.quantity, line.to_make):
                del vals['quantity']
            if line.needed_on != line.wanted_on:
                del vals['needed_on']
            line._write_evidence(vals)
        new_lines = self.create(new)
        changes += [line._tell(0.0) for line in new_lines if line.to_make]
        # Nothing asks for these any more; what somebody entered by hand, or gave to production, stays.
        rest = self.browse([line.id for line in known.values()])
        gone = rest.filtered(
            lambda line: not line.task_ids and not line.uom_id.compare(line.quantity, line.to_make))
        changes += [line._tell(line.to_make, 0.0) for line in gone if line.to_make]
        gone.unlink()
        for line in rest - gone:
            line._write_evidence(dict.fromkeys(FIGURES, 0.0))
        return changes

    def _tell_plans(self, texts):
        """Let the plans know what was changed by hand, each once.

        :param dict texts: ``{line: sentence}``
        """
        for plan, lines in self.filtered(lambda line: line in texts).grouped('plan_id').items():
            plan._line_changed("; ".join(texts[line] for line in lines))

    def _tell(self, before, after=None):
        self.ensure_one()
        return self.env._(
            "%(goods)s: %(before)s → %(after)s", goods=self.product_id.display_name or self.categ_id.display_name,
            before=before, after=self.quantity if after is None else after)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        # EXTENDS order_desk
        return super()._get_product_fields() | set(FIGURES) | {
            'categ_id', 'uom_id', 'wanted_on', 'supply', 'capacity', 'hours', 'bottleneck_id', 'is_overloaded'}

    @api.model
    def _get_field_roles(self):
        # EXTENDS order_desk
        return {**super()._get_field_roles(), 'quantity': PLANNERS, 'needed_on': PLANNERS, 'product_id': PLANNERS}


class ProductionTask(models.Model):
    """A task order that an order plan asked for."""
    _inherit = 'order.desk.production.task'

    # === FIELDS === #

    plan_line_id = fields.Many2one(
        'order.desk.order.plan.line', "Order Plan Line", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null')
    plan_id = fields.Many2one(related='plan_line_id.plan_id', string="Order Plan")

    # === BUSINESS METHODS === #

    def _get_standing(self):
        """Return the task orders that bring goods: not withdrawn, their manufacturing order not cancelled."""
        return self.filtered(lambda task: task.state != 'cancel' and task.production_state != 'cancel')
