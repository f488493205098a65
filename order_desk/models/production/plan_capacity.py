"""The time that work centers have in a period, and the time that a plan takes of it (PRD-13)."""
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..orders.promise_days import utc_moment


class OrderDeskPlanFigures(models.AbstractModel):
    _inherit = 'order.desk.plan.figures'

    # === BUSINESS METHODS === #

    @api.model
    def _add_capacity(self, span, rows, loads):
        """Add to ``rows`` what capacity says about them.

        :param dict rows: ``{product: values}``
        :param loads: [(product, bill of materials, quantity)] that no manufacturing order makes yet
        :return: values of one row for each work center
        """
        minutes = {product: self._get_minutes(product, bom, quantity) for product, bom, quantity in loads}
        asked = defaultdict(float)
        for work in minutes.values():
            for workcenter, taken in work.items():
                asked[workcenter] += taken / 60
        centers = self._get_workcenters(span, asked)
        for product, bom, _quantity in loads:
            row = rows.get(product)
            if row is None:
                continue
            operations = bom.operation_ids.filtered(lambda step, of=product: not step._skip_operation_line(of))
            row['capacity'] = 'known' if operations else 'no_operations' if bom else 'no_bom'
            row['hours'] = sum(minutes[product].values()) / 60
            # The one that stands in the way most: without any time, else the fullest.
            worst = max(minutes[product], key=lambda center: (
                centers[center]['is_overloaded'], not centers[center]['has_time'], centers[center]['load_percent']),
                default=self.env['mrp.workcenter'])
            row['bottleneck_id'] = worst.id
            row['is_overloaded'] = bool(worst) and centers[worst]['is_overloaded']
        return list(centers.values())

    # === HELPERS === #

    @api.model
    def _get_minutes(self, product, bom, quantity):
        """Return ``{work center: minutes}`` as the host expects them; nothing for goods without operations."""
        found = defaultdict(float)
        if not bom or product.uom_id.compare(quantity, 0.0) <= 0:
            return found
        amount = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False)
        for operation in bom.operation_ids:
            if not operation._skip_operation_line(product):
                found[operation.workcenter_id] += operation.with_context(
                    product=product, quantity=amount, unit=bom.product_uom_id,
                    workcenter=operation.workcenter_id).time_total
        return found

    @api.model
    def _get_workcenters(self, span, asked):
        """Return ``{work center: values}`` of all work centers of the company.

        :param dict asked: ``{work center: hours}`` that the plan takes
        """
        start = utc_moment(span.first, span.company, 0)
        stop = utc_moment(span.last + timedelta(days=1), span.company, 0)
        centers = self.env['mrp.workcenter'].search([('company_id', '=', span.company.id)])
        for center in asked:
            centers |= center
        begin = max(start, fields.Datetime.now())
        times = centers._get_work_days_data_batch(begin, stop) if begin < stop else {}
        # What is overdue is still to be done: it takes time of the running period.
        since = [] if span.is_current else [('production_date', '>=', start)]
        taken = {
            center: max(expected - spent, 0.0) / 60
            for center, expected, spent in self.env['mrp.workorder']._read_group(
                [('workcenter_id', 'in', centers.ids), ('state', 'not in', ('done', 'cancel')),
                 ('production_date', '<', stop), *since],
                ['workcenter_id'], ['duration_expected:sum', 'duration:sum'])}
        rows = {}
        for center in centers:
            available = times.get(center.id, {}).get('hours', 0.0)
            orders, plan = taken.get(center, 0.0), asked.get(center, 0.0)
            needed = orders + plan
            rows[center] = {
                'workcenter_id': center.id, 'hours_orders': orders, 'hours_plan': plan, 'hours_needed': needed,
                'hours_available': available, 'hours_free': available - needed, 'has_time': available > 0,
                'load_percent': 100 * needed / available if available else 0.0,
                'is_overloaded': needed > available + 0.01}
        return rows
