from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core.days import get_day_end
from ..core.own_defaults import own_defaults
from ..core.roles import get_members

# What only the buttons write.
PRODUCT_FIELDS = frozenset({'issued_by_id', 'production_id', 'done_on', 'orderpoint_id', 'plan_line_id'})


class OrderDeskProductionTask(models.Model):
    """A task order of the order supervisor: goods for the safety stock, or custom raw material (PRD-07)."""
    _name = 'order.desk.production.task'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Production Task Order"
    _order = 'needed_on, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(
        [('goods', "Finished goods for stock"), ('material', "Custom raw material")], required=True, default='goods')
    product_id = fields.Many2one('product.product', required=True, domain=[('type', '=', 'consu')])
    quantity = fields.Float(digits='Product Unit', required=True, default=1.0)
    uom_id = fields.Many2one(
        'uom.uom', "Unit", required=True, compute='_compute_uom_id', store=True, readonly=False, precompute=True)
    needed_on = fields.Date(required=True)
    reason = fields.Text(help="Why now: consumption, forecast, an order to come.")
    order_id = fields.Many2one('sale.order', "For Order", check_company=True)
    issued_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    state = fields.Selection(
        [('draft', "Draft"), ('issued', "Issued"), ('accepted', "Accepted"), ('done', "Done"), ('cancel', "Cancelled")],
        default='draft', required=True, readonly=True, copy=False, tracking=True)
    production_id = fields.Many2one('mrp.production', "Manufacturing Order", readonly=True, copy=False)
    production_state = fields.Selection(related='production_id.state', string="Production")
    done_on = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(compute='_compute_is_late', search='_search_is_late')
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company, index=True)

    # === CONSTRAINTS === #

    @api.constrains('quantity')
    def _check_quantity(self):
        for task in self:
            if task.uom_id.compare(task.quantity, 0) <= 0:
                raise ValidationError(self.env._(
                    "Task order %(task)s: the quantity must be above zero.", task=task.name))

    # === COMPUTE METHODS === #

    @api.depends('product_id')
    def _compute_uom_id(self):
        for task in self:
            task.uom_id = task.product_id.uom_id

    @api.depends('needed_on', 'state')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for task in self:
            task.is_late = task.state in ('issued', 'accepted') and bool(task.needed_on) and task.needed_on < today

    @api.model
    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', 'in', ('issued', 'accepted')), ('needed_on', '<', fields.Date.context_today(self))]

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # How far a task has come is not preset by a caller's context.
        return own_defaults(
            self, super().default_get(fields), PRODUCT_FIELDS | {'state'})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                vals['name'] = self.env['ir.sequence'].next_by_code('order.desk.production.task') or "/"
            self._ensure_state_free(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ensure_state_free(vals)
        return super().write(vals)

    # === ACTIONS === #

    def action_issue(self):
        """Hand the task to production: an activity for the production manager.

        :raise AccessError: unless the user supervises the order desk
        """
        self._ensure_role('order_desk.group_order_supervisor')
        self._move('draft', {'state': 'issued', 'issued_by_id': self.env.uid})
        managers = get_members(
            self.env, self.env.ref('order_desk.group_production_manager').ids, self.company_id)
        for task in self:
            user = next((user for user in managers if task.company_id in user.company_ids), self.env.user)
            task.activity_schedule(
                'order_desk.activity_type_instruction', date_deadline=task.needed_on,
                summary=self.env._("Accept the task order"), user_id=user.id)
        return True

    def action_accept(self):
        """Accept the task and create its manufacturing order, where the product has a bill of materials.

        :raise AccessError: unless the user manages production
        """
        self._ensure_role('order_desk.group_production_manager')
        self._move('issued', {'state': 'accepted'})
        boms = {
            company: self.env['mrp.bom']._bom_find(tasks.product_id, company_id=company.id, bom_type='normal')
            for company, tasks in self.grouped('company_id').items()}
        made = self.filtered(lambda task: boms[task.company_id].get(task.product_id))
        # With the manager's own rights: he may accept what he may have made.
        productions = self.env['mrp.production'].create([task._prepare_production() for task in made])
        for task, production in zip(made, productions, strict=True):
            task.sudo()._write_state({'production_id': production.id})  # sudo: the link is not written by hand
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_instruction'])
        return True

    def action_done(self):
        """Close the task as fulfilled."""
        self._ensure_role('order_desk.group_production_manager', 'order_desk.group_order_supervisor')
        self._move('accepted', {'state': 'done', 'done_on': fields.Date.context_today(self)})
        return True

    def action_cancel(self):
        """Withdraw the task; its manufacturing order is left to production."""
        self._ensure_role('order_desk.group_order_supervisor')
        # sudo: the role was checked; states and the activity of production are not written by hand
        self.sudo()._write_state({'state': 'cancel'})
        self.sudo().activity_unlink(['order_desk.activity_type_instruction'])
        return True

    # === HELPERS === #

    def _prepare_production(self):
        return {
            'product_id': self.product_id.id,
            'product_qty': self.quantity,
            'product_uom_id': self.uom_id.id,
            'origin': self.name,
            'date_deadline': get_day_end(self.needed_on, self.company_id),
            'company_id': self.company_id.id,
        }

    def _move(self, state, vals):
        wrong = self.filtered(lambda task: task.state != state)
        if wrong:
            raise UserError(self.env._(
                "Task order %(tasks)s has gone another way already: refresh the page.",
                tasks=", ".join(wrong.mapped('name'))))
        # sudo: the action checked the role; states are not written by hand
        self.sudo()._write_state(vals)

    def _write_state(self, vals):
        return super().write(vals)

    def _ensure_state_free(self, vals):
        # A new task may say of all of this that there is nothing yet; a running one does not lose it.
        by_button = [name for name in PRODUCT_FIELDS.intersection(vals) if vals[name] or self]
        if not self.env.su and (by_button or vals.get('state', 'draft') != 'draft' or ('state' in vals and self)):
            raise AccessError(self.env._("A task order moves on with its buttons."))

    def _ensure_role(self, *groups):
        if not self.env.su and not self.env.user.has_groups(','.join(groups)):
            raise AccessError(self.env._(
                "Task order %(tasks)s: this is not for your role.", tasks=", ".join(self.mapped('name'))))
