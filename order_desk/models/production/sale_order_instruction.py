from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..core.roles import OFFICE
from ..orders.promise_days import local_day

# Every route by which one of the ``goods`` of an order may be procured: the product's, its category's, the line's.
_ROUTES = SQL("""
    routes AS (
     SELECT goods.order_id, goods.product_tmpl_id, own.route_id
       FROM goods JOIN stock_route_product own ON own.product_id = goods.product_tmpl_id
  UNION
     SELECT goods.order_id, goods.product_tmpl_id, own.route_id
       FROM goods
       JOIN product_template template ON template.id = goods.product_tmpl_id
       JOIN product_category category ON category.id = template.categ_id
       JOIN stock_route_categ own
         ON own.categ_id = ANY(string_to_array(TRIM(TRAILING '/' FROM category.parent_path), '/')::int[])
  UNION
     SELECT goods.order_id, goods.product_tmpl_id, own.stock_route_id
       FROM goods JOIN sale_order_line_stock_route_rel own ON own.sale_order_line_id = goods.line_id
    )""")


class SaleOrder(models.Model):
    """From the order to its production instruction."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_instruction_ids = fields.One2many(
        'order.desk.production.instruction', 'order_id', string="Production Instruction", copy=False,
        groups=f'{OFFICE},mrp.group_mrp_user')

    # === ACTIONS === #

    def action_desk_create_instruction(self):
        """Create the production instructions of these orders, filled in from them, and open them (PRD-01).

        Orders that have one keep it.

        :raise AccessError: unless the user is of the order desk
        :raise UserError: while an order is not ready for its instruction, naming what is missing
        :return: window action
        """
        roles = 'order_desk.group_order_clerk,order_desk.group_administrator'
        if not self.env.su and not self.env.user.has_groups(roles):
            raise AccessError(self.env._(
                "%(orders)s: the order desk writes production instructions.", orders=self._desk_names()))
        fresh = self.filtered(lambda order: not order.desk_instruction_ids)
        if fresh:
            self.env['order.desk.production.instruction'].create(
                [order._desk_prepare_instruction() for order in fresh])
        return self.action_desk_open_instruction()

    def action_desk_open_instruction(self):
        """Open the production instructions of these orders."""
        return self.desk_instruction_ids._get_records_action(name=self.env._("Production Instruction"))

    # === BUSINESS METHODS === #

    def _desk_prepare_instruction(self):
        """Return the values of a production instruction as the order states them."""
        self.ensure_one()
        promised = self.desk_promised_date or local_day(
            self.commitment_date or self.expected_date or fields.Datetime.now(), self.company_id)
        return {
            'order_id': self.id,
            'terms': ", ".join(filter(None, [self.payment_term_id.name, self.incoterm.name]))
                     or self.env._("As agreed"),
            'statement_date': self.desk_completion_date or promised,
            'promised_date': promised,
            'tolerance_percent': self.company_id.desk_default_tolerance,
            'packing': self.env._("Standard packing"),
            'special_rules': self.desk_special_requirements or self.env._("None"),
            'line_ids': [fields.Command.create(vals) for vals in self._desk_prepare_instruction_lines()],
        }

    def _desk_prepare_instruction_lines(self):
        """Return one dict per line of goods: product, description, quantity in the line's own unit."""
        return [
            {
                'order_line_id': line.id,
                'sequence': line.sequence,
                'product_id': line.product_id.id,
                'description': line.name,
                'quantity': line.product_uom_qty,
                'uom_id': line.product_uom_id.id,
            }
            for line in self._desk_get_goods_lines()
        ]

    def _desk_get_goods_lines(self):
        return self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment and line.product_id.type == 'consu')

    @api.model
    def _desk_filter_to_produce(self, orders):
        """Return the orders of which something is made or bought for them, in one query (PRD-09).

        That is: a line whose own, product's or category's route procures to order, ships straight from
        a vendor, or manufactures a product with a bill of materials; kits count by their components.
        What only leaves the shelf needs no instruction.
        """
        if not orders:
            return orders
        self.env['sale.order.line'].flush_model(['order_id', 'product_id', 'route_ids', 'display_type'])
        for name in ('product.template', 'product.category', 'stock.route', 'stock.rule', 'mrp.bom', 'mrp.bom.line'):
            self.env[name].flush_model()
        rows = self.env.execute_query(SQL(
            """
              WITH RECURSIVE goods AS (
                    SELECT sol.order_id, sol.id AS line_id, sol.product_id, product.product_tmpl_id, 0 AS depth
                      FROM sale_order_line sol
                      JOIN product_product product ON product.id = sol.product_id
                     WHERE sol.order_id IN %(order_ids)s AND sol.display_type IS NULL
                 UNION
                    SELECT goods.order_id, NULL, part.product_id, product.product_tmpl_id, goods.depth + 1
                      FROM goods
                      JOIN mrp_bom bom ON bom.active AND bom.type = 'phantom'
                       AND bom.product_tmpl_id = goods.product_tmpl_id
                       AND (bom.product_id IS NULL OR bom.product_id = goods.product_id)
                      JOIN mrp_bom_line part ON part.bom_id = bom.id
                      JOIN product_product product ON product.id = part.product_id
                     WHERE goods.depth < 10
                   ),
                   %(routes)s
            SELECT DISTINCT routes.order_id
              FROM routes
              JOIN stock_route route ON route.id = routes.route_id AND route.active
              JOIN stock_rule rule ON rule.route_id = route.id AND rule.active
              JOIN stock_location target ON target.id = rule.location_dest_id
             WHERE rule.procure_method IN ('make_to_order', 'mts_else_mto') AND rule.action IN ('pull', 'pull_push')
                OR rule.action = 'buy' AND target.usage = 'customer'
                OR rule.action = 'manufacture' AND EXISTS (
                    SELECT 1 FROM mrp_bom bom
                     WHERE bom.active AND bom.type = 'normal' AND bom.product_tmpl_id = routes.product_tmpl_id)""",
            order_ids=tuple(orders.ids), routes=_ROUTES))
        found = {order_id for order_id, in rows}
        return orders.filtered(lambda order: order.id in found)
