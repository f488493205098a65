from odoo import fields, models


class OrderDeskOrderPlanCapacity(models.Model):
    """The time a work center has in the period of a plan, and what is asked of it (PRD-13)."""
    _name = 'order.desk.order.plan.capacity'
    _description = "Order Plan Capacity"
    _order = 'date_from desc, plan_id, load_percent desc, id'
    _rec_name = 'workcenter_id'

    # === FIELDS === #

    plan_id = fields.Many2one('order.desk.order.plan', required=True, readonly=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='plan_id.company_id', store=True, index=True)
    date_from = fields.Date(related='plan_id.date_from', store=True, string="From")
    workcenter_id = fields.Many2one('mrp.workcenter', "Work Center", required=True, readonly=True, ondelete='cascade')
    hours_orders = fields.Float(
        "Open Work Orders (h)", readonly=True, help="Of manufacturing orders that are there, as the host expects them.")
    hours_plan = fields.Float(
        "This Plan (h)", readonly=True, help="For what the plan makes and no manufacturing order makes yet.")
    hours_needed = fields.Float("Needed (h)", readonly=True)
    hours_available = fields.Float(
        "Available (h)", readonly=True,
        help="Working time of the work center's calendar without leaves; in the running period from now on.")
    hours_free = fields.Float("Free (h)", readonly=True)
    load_percent = fields.Float("Load (%)", readonly=True, aggregator=None, help="Empty where no time is available.")
    is_overloaded = fields.Boolean("Overloaded", readonly=True)
    has_time = fields.Boolean("Has Working Time", readonly=True)
