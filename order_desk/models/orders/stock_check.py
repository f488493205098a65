from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role, get_members

DESK = 'order_desk.group_order_clerk'
KEEPER = 'stock.group_stock_user'


class OrderDeskStockCheck(models.Model):
    """Stock in the system held against stock in the warehouse, before papers are issued (INV-04, INV-05)."""
    _name = 'order.desk.stock.check'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Stock Check"
    _order = 'id desc'

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    warehouse_id = fields.Many2one(related='order_id.warehouse_id')
    state = fields.Selection(
        [('draft', "With the Warehouse"), ('difference', "Difference Open"), ('agreed', "Agreed"),
         ('superseded', "Superseded")],
        required=True, readonly=True, default='draft', copy=False, index=True, tracking=True)
    line_ids = fields.One2many('order.desk.stock.check.line', 'check_id', string="Goods")
    asked_by_id = fields.Many2one('res.users', "Queried By", readonly=True, copy=False)
    queried_on = fields.Datetime("Stock Queried On", readonly=True, copy=False)
    keeper_id = fields.Many2one('res.users', "Warehouse Keeper", readonly=True, copy=False)
    counted_on = fields.Datetime("Checked With the Warehouse On", readonly=True, copy=False)
    note = fields.Text("Remarks")

    # === CONSTRAINTS === #

    _live_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'draft'", "A stock check of this order is with the warehouse already.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for every role that may ask
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Stock check %(check)s is evidence and is kept.", check=self[0].name))

    # === ACTIONS === #

    def action_query(self):
        """Query the stock anew: system quantities as of now; counted quantities of goods that stay are kept.

        :raise AccessError: for who is neither of the order desk nor of the warehouse
        :raise UserError: for a check that the warehouse has signed
        """
        ensure_role(self.env, DESK, KEEPER)
        self.check_access('read')
        self._ensure_draft()
        # sudo: figures of all stock, for clerks who need not read it
        self.sudo()._fill()
        return True

    def action_confirm(self):
        """Sign for the warehouse: these quantities lie on the shelf.

        Side effects: without difference the check is agreed; with one, whoever asked gets an activity to
        find the cause. Source: INV-04, INV-05.

        :raise AccessError: for others than the warehouse
        :raise UserError: naming goods that were not counted
        """
        ensure_role(self.env, KEEPER)
        self.check_access('read')
        self._ensure_draft()
        for check in self:
            missing = check.line_ids.filtered(lambda line: not line.is_counted)
            if missing:
                raise UserError(self.env._(
                    "%(check)s: not counted yet: %(products)s.", check=check.name,
                    products=", ".join(missing.product_id.mapped('display_name'))))
        self._write_evidence({'keeper_id': self.env.uid, 'counted_on': fields.Datetime.now()})
        # sudo: the activity may be a colleague's
        self.sudo().activity_feedback(['order_desk.activity_type_stock_check'])
        self._settle()
        for check in self.filtered(lambda check: check.state == 'difference'):
            # sudo: the activity is for a colleague
            check.sudo().activity_schedule(
                'order_desk.activity_type_stock_difference', user_id=check.asked_by_id.id or self.env.uid,
                summary=self.env._("Find the cause of the difference"))
        return True

    # === BUSINESS METHODS === #

    def _fill(self):
        now = fields.Datetime.now()
        for warehouse, checks in self.grouped('warehouse_id').items():
            lines = checks.order_id._desk_get_stock_lines()
            products = lines.product_id.with_context(warehouse_id=warehouse.id)
            on_hand = {product.id: product.qty_available for product in products}
            free = {product.id: product.free_qty for product in products}
            for check in checks:
                wanted = {}
                for line in lines.filtered(lambda line, check=check: line.order_id == check.order_id):
                    wanted[line.product_id] = wanted.get(line.product_id, 0.0) + line.product_uom_id._compute_quantity(
                        line.product_uom_qty - line.qty_delivered, line.product_id.uom_id)
                known = {line.product_id: line for line in check.line_ids}
                check.line_ids.create([
                    {'check_id': check.id, 'product_id': product.id} for product in wanted if product not in known])
                for line in check.line_ids:
                    line._write_evidence({
                        'wanted': wanted.get(line.product_id, 0.0), 'system_quantity': on_hand.get(line.product_id.id),
                        'free_quantity': free.get(line.product_id.id)})
        self._write_evidence({'queried_on': now})

    def _settle(self):
        """Store what follows from the lines, on these checks and on their orders."""
        for check in self:
            different = check.line_ids.filtered(lambda line: line.has_difference and not line.solved_on)
            state = 'difference' if different else 'agreed'
            if check.state != state:
                check._write_evidence({'state': state})
            # sudo: the order's facts are the product's; the role was checked
            order = check.sudo().order_id
            order._desk_write_facts({
                'desk_stock_check': state, 'desk_stock_check_basis': order._desk_get_stock_basis()})
        self.order_id._desk_refresh()

    def _ensure_draft(self):
        kept = self.filtered(lambda check: check.state != 'draft')
        if kept:
            raise UserError(self.env._(
                "Stock check %(checks)s is signed and stays as it is. Ask for another one.",
                checks=", ".join(kept.mapped('name'))))

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'order_id', 'state', 'asked_by_id', 'queried_on', 'keeper_id', 'counted_on'}

    @api.model
    def _get_field_roles(self):
        return {'note': (DESK, KEEPER), 'line_ids': (DESK, KEEPER)}


class SaleOrder(models.Model):
    """Whether the stock for an order was checked with the warehouse (INV-04, INV-07)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_stock_check_ids = fields.One2many(
        'order.desk.stock.check', 'order_id', string="Stock Checks", copy=False,
        groups='order_desk.group_desk_user,stock.group_stock_user')
    desk_stock_check = fields.Selection(
        [('draft', "With the Warehouse"), ('difference', "Difference Open"), ('agreed', "Agreed")], "Stock Check",
        copy=False, help="Whether system and warehouse agree on the stock for this order.")
    desk_stock_check_basis = fields.Json(copy=False, help="The goods for which the stock was checked.")

    # === ACTIONS === #

    def action_desk_check_stock(self):
        """Ask the warehouse to check the stock for these orders; an open one is opened.

        Side effects: a stock check filled with the system's quantities, an activity for the warehouse.

        :raise AccessError: for others than the order desk and the warehouse
        :raise UserError: naming orders without goods that are kept in stock
        :return: window action on the stock checks
        """
        ensure_role(self.env, DESK, KEEPER)
        self.check_access('read')
        # sudo: the paper is written for who may ask, its figures need all stock
        orders = self.sudo()
        empty = orders.filtered(lambda order: not order._desk_get_stock_lines())
        if empty:
            raise UserError(self.env._(
                "%(orders)s asks for no goods that are kept in stock.", orders=", ".join(empty.mapped('name'))))
        drafts = orders.desk_stock_check_ids.filtered(lambda check: check.state == 'draft')
        others = orders - drafts.order_id
        others.desk_stock_check_ids._write_evidence({'state': 'superseded'})
        self.env['order.desk.stock.check'].flush_model(['state'])  # one draft an order, told by a unique index
        created = drafts.create([{'order_id': order.id, 'asked_by_id': self.env.uid} for order in others])
        created._fill()
        others._desk_write_facts({'desk_stock_check': 'draft'})
        others._desk_refresh()
        keepers = get_members(
            self.env, self.env.ref('order_desk.group_shipping_clerk').ids, orders.company_id)
        for check in created:
            own = keepers.filtered(lambda user, company=check.company_id: company in user.company_ids)
            check.activity_schedule(
                'order_desk.activity_type_stock_check', summary=self.env._("Check the stock on the shelf"),
                user_id=own[:1].id or self.env.uid)
        return (drafts | created).with_env(self.env)._get_records_action()

    # === BUSINESS METHODS === #

    def _desk_get_stock_lines(self):
        """Return the lines of goods kept in stock; of kits the components are no lines and are not told."""
        return self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment and line.product_id.is_storable)

    def _desk_get_stock_basis(self):
        """Return what the stock is checked for: product id to ordered quantity, in the product's unit."""
        self.ensure_one()
        basis = {}
        for line in self._desk_get_stock_lines():
            key = str(line.product_id.id)
            quantity = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
            basis[key] = round(basis.get(key, 0.0) + quantity, 6)
        return basis

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_stock_check', 'desk_stock_check_basis', 'desk_stock_check_ids'}
