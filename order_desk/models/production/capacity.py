"""Free time of work centres in the proposed production date (DEL-10)."""
from datetime import datetime, time

import pytz

from odoo import api, fields, models

from ..orders.promise_days import get_timezone, local_day


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_capacity_note = fields.Char(
        "Capacity", copy=False, readonly=True,
        help="The work centre whose free time decides about the proposed production date.")

    # === HOOKS === #

    def _desk_propose_day(self, boms, start, proposed):
        # EXTENDS order_desk: work waits for free time of its work centres
        proposed = super()._desk_propose_day(boms, start, proposed)
        timezone = get_timezone(self.company_id)
        begin = timezone.localize(datetime.combine(start, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
        begin, taken, note = max(begin, fields.Datetime.now()), {}, False
        for line in self.order_line.filtered(lambda line: line in boms):
            workcenter, end = line._desk_plan_operations(boms[line], begin, taken)
            if workcenter and not end:
                note = self.env._("%(workcenter)s has no free time in its calendar", workcenter=workcenter.name)
                break
            day = end and local_day(end, self.company_id)
            if day and day > proposed:
                proposed = day
                note = self.env._("%(workcenter)s is busy until then", workcenter=workcenter.name)
        self._desk_write_facts({'desk_capacity_note': note})
        return proposed

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_capacity_note'}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === BUSINESS METHODS === #

    def _desk_plan_operations(self, bom, begin, taken):
        """Look for free time of the work centres that make this line, as the host plans work orders.

        Nothing is planned by it. Sub-assemblies count by the days that the bill of materials allows to prepare them.
        The host is asked for each operation and work centre; its planning does the same.

        :param bom: the line's bill of materials
        :param begin: moment from which on everything is there, naive UTC
        :param dict taken: ``{work centre: [(start, stop)]}`` of operations looked at before; added to
        :return: (work centre of the operation that ends last, its end); an end of False where there is no free time,
            (None, None) for goods that no work centre makes
        """
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, bom.product_uom_id)
        if not bom or quantity <= 0:
            return None, None
        ends, last = {}, (None, None)
        boms, _components = bom.explode(self.product_id, quantity / (bom.product_qty or 1.0))
        for part, data in boms:
            previous = begin
            for operation in part.operation_ids:
                if operation._skip_operation_line(data['product']):
                    continue
                before = [ends[other] for other in operation.blocked_by_operation_ids if other in ends] \
                    if part.allow_operation_dependencies else [previous]
                workcenter, end = operation._desk_find_slot(
                    data['product'], data['qty'] * part.product_qty, max(before, default=begin), taken)
                if not end:
                    return workcenter, False
                ends[operation] = previous = end
                if not last[1] or end > last[1]:
                    last = workcenter, end
        return last


class MrpRoutingWorkcenter(models.Model):
    _inherit = 'mrp.routing.workcenter'

    # === BUSINESS METHODS === #

    def _desk_find_slot(self, product, quantity, start, taken):
        """Return (work centre, end) of the earliest free time for this operation, among the centre's alternatives.

        :param float quantity: to make, in the unit of the bill of materials
        :param start: naive UTC moment
        :param dict taken: see ``sale.order.line._desk_plan_operations``
        """
        self.ensure_one()
        best = None
        for workcenter in self.workcenter_id | self.workcenter_id.alternative_workcenter_ids:
            if not workcenter.resource_calendar_id:
                continue
            minutes = self.with_context(
                product=product, quantity=quantity, unit=self.bom_id.product_uom_id, workcenter=workcenter).time_total
            slot = workcenter._get_first_available_slot(
                start, minutes, extra_leaves_slots=taken.get(workcenter, []))
            if slot[0] and (not best or slot[1] < best[2]):
                best = (workcenter, *slot)
        if not best:
            return self.workcenter_id, False
        workcenter, begin, end = best
        taken.setdefault(workcenter, []).append((begin, end))
        return workcenter, end
