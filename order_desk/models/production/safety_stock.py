"""Safety stock through the host's reordering rules, and who answers for what lies about (INV-01, INV-03)."""
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.roles import ensure_role


class ProductionTask(models.Model):
    """A task order that fills the safety stock up."""
    _inherit = 'order.desk.production.task'

    # === FIELDS === #

    orderpoint_id = fields.Many2one(
        'stock.warehouse.orderpoint', "Safety Stock Rule", readonly=True, copy=False, index='btree_not_null',
        ondelete='set null')


class StockWarehouseOrderpoint(models.Model):
    """The order supervisor sets safety stocks and has them filled up in time (INV-01)."""
    _inherit = 'stock.warehouse.orderpoint'

    # === FIELDS === #

    desk_task_ids = fields.One2many(
        'order.desk.production.task', 'orderpoint_id', string="Task Orders", groups='order_desk.group_desk_user')

    # === ACTIONS === #

    def action_desk_issue_task(self):
        """Issue a production task order for each of these safety stocks that has fallen below its minimum.

        What open task orders bring already is not asked for twice.

        :raise AccessError: unless the user supervises the order desk
        :raise UserError: when no safety stock is below its minimum
        :return: window action on the task orders
        """
        ensure_role(self.env, 'order_desk.group_order_supervisor')
        self.check_access('read')
        vals_list = []
        for rule in self:
            coming = sum(
                task.uom_id._compute_quantity(task.quantity, rule.product_uom) for task in rule.desk_task_ids
                if task.state in ('draft', 'issued') or (task.state == 'accepted' and not task.production_id))
            quantity = rule.product_max_qty - rule.qty_forecast - coming
            is_short = rule.product_uom.compare(rule.qty_forecast + coming, rule.product_min_qty) < 0
            if is_short and rule.product_uom.compare(quantity, 0) > 0:
                vals_list.append({
                    'product_id': rule.product_id.id, 'quantity': quantity, 'uom_id': rule.product_uom.id,
                    'kind': 'goods' if rule.product_id.bom_ids else 'material', 'orderpoint_id': rule.id,
                    'company_id': rule.company_id.id,
                    'needed_on': fields.Date.context_today(self) if not rule.lead_horizon_date
                    else rule.lead_horizon_date,
                    'reason': self.env._(
                        "Safety stock %(minimum)s, forecast %(forecast)s.", minimum=rule.product_min_qty,
                        forecast=rule.qty_forecast)})
        if not vals_list:
            raise UserError(self.env._("No safety stock chosen is below its minimum, open task orders included."))
        rule_ids = [vals.pop('orderpoint_id') for vals in vals_list]
        tasks = self.env['order.desk.production.task'].create(vals_list)
        for task, rule_id in zip(tasks, rule_ids, strict=True):
            task.sudo().orderpoint_id = rule_id  # sudo: the link is not written by hand
        tasks.action_issue()
        return tasks._get_records_action()


class OrderDeskStockAccountability(models.Model):
    """Overstock and scrap of task orders, by the person who issued them (INV-03)."""
    _name = 'order.desk.stock.accountability'
    _description = "Overstock and Scrap of Task Orders"
    _auto = False
    _order = 'overstock desc, task_id desc'
    _rec_name = 'task_id'
    _depends = {
        'order.desk.production.task': ['product_id', 'issued_by_id', 'production_id', 'state', 'company_id'],
        'mrp.production': ['state', 'date_finished'],
        'stock.move': ['production_id', 'product_id', 'state', 'product_qty', 'scrap_id'],
        'stock.scrap': ['production_id', 'product_id', 'state'],
        'stock.quant': ['product_id', 'location_id', 'quantity', 'reserved_quantity'],
    }

    # === FIELDS === #

    task_id = fields.Many2one('order.desk.production.task', "Task Order", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    issued_by_id = fields.Many2one('res.users', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    finished_on = fields.Datetime(readonly=True)
    idle_days = fields.Integer("Days Since Finished", readonly=True, aggregator='max')
    produced = fields.Float(digits='Product Unit', readonly=True)
    scrapped = fields.Float(digits='Product Unit', readonly=True)
    overstock = fields.Float(
        "Still Unsold", digits='Product Unit', readonly=True,
        help="Of what this task produced, at most what lies free on the shelf today: the last tasks count first.")

    # === HOOKS === #

    @property
    def _table_query(self):
        # The goods of a product leave first in, first out: what lies there is of the latest task orders.
        return SQL(
            """
            WITH made AS (
                SELECT task.id, task.product_id, task.issued_by_id, task.company_id, production.date_finished,
                       COALESCE((SELECT SUM(move.product_qty) FROM stock_move move
                                   JOIN stock_location source ON source.id = move.location_id
                                  WHERE move.production_id = production.id AND move.product_id = task.product_id
                                    AND move.state = 'done' AND source.usage = 'production'), 0) AS produced,
                       COALESCE((SELECT SUM(move.product_qty) FROM stock_scrap scrap
                                   JOIN stock_move move ON move.scrap_id = scrap.id
                                  WHERE scrap.production_id = production.id AND scrap.product_id = task.product_id
                                    AND scrap.state = 'done'), 0) AS scrapped
                  FROM order_desk_production_task task
                  JOIN mrp_production production ON production.id = task.production_id
                 WHERE production.state = 'done'
            ), shelf AS (
                SELECT quant.product_id, location.company_id, SUM(quant.quantity - quant.reserved_quantity) AS free
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id AND location.usage = 'internal'
                 GROUP BY quant.product_id, location.company_id
            )
            SELECT made.id, made.id AS task_id, made.product_id, made.issued_by_id, made.company_id,
                   made.date_finished AS finished_on,
                   EXTRACT(DAY FROM (now() AT TIME ZONE 'UTC') - made.date_finished)::int AS idle_days,
                   made.produced, made.scrapped,
                   GREATEST(0, LEAST(
                       made.produced - made.scrapped,
                       COALESCE(shelf.free, 0) - COALESCE(SUM(made.produced - made.scrapped) OVER (
                           PARTITION BY made.product_id, made.company_id ORDER BY made.date_finished DESC, made.id DESC
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))) AS overstock
              FROM made
              LEFT JOIN shelf ON shelf.product_id = made.product_id AND shelf.company_id = made.company_id
            """)
