from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .promise_days import DayCount, local_day


class SaleOrder(models.Model):
    """The production date: proposed from lead times and arrivals, named by production (DEL-01)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_proposed_date = fields.Date(
        "Proposed Production Date", copy=False, help="From lead times and material arrivals; production decides.")
    desk_proposed_on = fields.Datetime("Proposed On", copy=False)
    desk_lead_days = fields.Integer(
        "Production Days", compute='_compute_desk_lead_days', help="Calendar days of the slowest line.")

    # === COMPUTE METHODS === #

    @api.depends('order_line.product_id', 'order_line.customer_lead')
    def _compute_desk_lead_days(self):
        leads = self.order_line._desk_get_lead_days()
        for order in self:
            order.desk_lead_days = max((leads.get(line, 0) for line in order.order_line), default=0)

    # === ACTIONS === #

    def action_desk_propose_completion(self):
        """Propose the production date of these orders from lead times and material arrivals.

        Calendar days as the host counts lead times; where the company counts working days the
        date is moved to the next one. Nothing is promised by it. Source: DEL-01, TEC-11.

        :raise AccessError: for others than production, planning, engineering and the order desk
        :return: True
        """
        ensure_role(
            self.env, 'order_desk.group_production_manager', 'order_desk.group_order_clerk',
            'order_desk.group_material_planner', 'order_desk.group_engineer')
        self.check_access('read')
        now = fields.Datetime.now()
        boms = self.order_line._desk_get_boms()
        for order in self.sudo():  # sudo: the dates are the product's own, the role is checked
            days = DayCount(order.company_id)
            today = local_day(now, order.company_id)
            start = max(today, order.desk_material_arrival_on or today)
            own = [line for line in order.order_line if line in boms]
            making = max((boms[line].produce_delay for line in own), default=0)
            lead = max((line._desk_get_lead(boms[line]) for line in own), default=0)
            # From today with everything to be prepared, or from the last arrival with making only.
            proposed = max(fields.Date.add(today, days=lead), fields.Date.add(start, days=making))
            proposed = order._desk_propose_day(boms, start, proposed)
            order._desk_write_facts({'desk_proposed_date': days.next_working(proposed), 'desk_proposed_on': now})
        return True

    def action_desk_accept_proposal(self):
        """Name the proposed date as production date.

        :raise AccessError: for salespeople
        :raise UserError: where nothing was proposed
        """
        self._desk_ensure_may_date()
        self.check_access('read')
        unproposed = self.filtered(lambda order: not order.desk_proposed_date)
        if unproposed:
            raise UserError(self.env._(
                "%(order)s: propose a production date first.", order=unproposed._desk_names()))
        with self._desk_batch():
            # sudo: naming the date is the role's right, writing the rest of the order need not be
            for order in self.sudo():
                order.desk_completion_date = order.desk_proposed_date
        return True

    # === HOOKS === #

    def _desk_propose_day(self, boms, start, proposed):
        """Return the day to propose for one order (sudoed); production may need more time than the lead times say.

        :param dict boms: bill of materials by line
        :param start: day on which the last material is there
        :param proposed: day that follows from lead times and arrivals
        """
        self.ensure_one()
        return proposed

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_proposed_date', 'desk_proposed_on'}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_lead_days = fields.Integer(
        "Production Days", compute='_compute_desk_lead_days',
        help="Calendar days to prepare and make it, or the customer lead time if that is longer.")

    # === COMPUTE METHODS === #

    @api.depends('product_id', 'customer_lead')
    def _compute_desk_lead_days(self):
        leads = self._desk_get_lead_days()
        for line in self:
            line.desk_lead_days = leads.get(line, 0)

    # === BUSINESS METHODS === #

    def _desk_get_boms(self):
        """Return the bill of materials of each line, one query a company."""
        found = {}
        for company, lines in self.filtered('product_id').grouped('company_id').items():
            # sudo: salespeople see how long it takes, not how it is made
            boms = self.env['mrp.bom'].sudo()._bom_find(lines.product_id.sudo(), company_id=company.id)
            found.update({line: boms[line.product_id.sudo()] for line in lines})
        return found

    def _desk_get_lead_days(self):
        """Return ``{line: calendar days}`` until goods ordered today are complete."""
        return {line: line._desk_get_lead(bom) for line, bom in self._desk_get_boms().items()}

    def _desk_get_lead(self, bom):
        return max(int(self.customer_lead), bom.produce_delay + bom.days_to_prepare_mo)
