from odoo import models
from odoo.tools.misc import format_date

from ..orders.promise_days import local_day


class SaleOrder(models.Model):
    """Manufacturing orders and purchases follow an approved change (CHG-03, CHG-08)."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_plan_change(self, proposal):
        # EXTENDS order_desk
        return super()._desk_plan_change(proposal) | {
            'productions': self._desk_plan_productions(proposal).quantities,
            'purchases': self._desk_plan_purchases(proposal).quantities,
            'purchase_dates': self._desk_plan_purchase_dates(proposal),
            'deadlines': {
                production: production.date_deadline for production in self._desk_get_open_productions()
                if production.date_deadline} if proposal.values.get('commitment_date') else {},
            'before': self.commitment_date or self.expected_date,
        }

    def _desk_follow_change(self, proposal, plan):
        # EXTENDS order_desk
        result = super()._desk_follow_change(proposal, plan)
        self._desk_lower_productions(plan['productions'])
        self._desk_lower_purchases(plan['purchases'])
        self._desk_move_purchases(plan['purchase_dates'])
        self._desk_move_productions(plan['deadlines'], plan['before'])
        return result

    # === BUSINESS METHODS === #

    def _desk_lower_productions(self, quantities):
        """Lower manufacturing orders by the host's own means, or cancel them; the host does neither by itself."""
        stopped = self.env['mrp.production'].union(*(
            production for production, quantity in quantities.items() if not quantity))
        self.env['change.production.qty'].create([
            {'mo_id': production.id, 'product_qty': quantity} for production, quantity in quantities.items()
            if quantity and production.product_uom_id.compare(production.product_qty, quantity) > 0
        ]).change_prod_qty()
        stopped.filtered(lambda production: production.state not in ('done', 'cancel')).action_cancel()
        bodies = {
            production.id: self.env._(
                "%(order)s was changed: %(quantity)s %(unit)s are to be made.", order=self.name, quantity=quantity,
                unit=production.product_uom_id.name)
            for production, quantity in quantities.items()}
        self.env['mrp.production'].browse(bodies)._message_log_batch(bodies=bodies)

    def _desk_lower_purchases(self, quantities):
        """Lower purchase order lines; where the supplier has the order already, its buyer tells him (CHG-08)."""
        told = {}
        emptied = self.env['purchase.order.line']
        for line, quantity in quantities.items():
            if not line.exists():
                continue
            if line.state == 'purchase':
                told.setdefault(line.order_id, []).append((line, quantity))
            elif not quantity and not line.move_dest_ids.filtered(lambda move: move.state != 'cancel'):
                emptied |= line
                continue
            if line.product_uom_id.compare(line.product_qty, quantity) > 0:
                line.product_qty = quantity
            if line.state == 'purchase':
                line._desk_lower_receipts(quantity)
        requests = emptied.order_id
        emptied.unlink()
        requests.filtered(lambda request: not request.order_line).button_cancel()
        self._desk_call_buyers({
            purchase: "; ".join(self.env._(
                "%(order)s: only %(quantity)s %(unit)s of %(product)s are wanted", order=self.name,
                quantity=quantity, unit=line.product_uom_id.name, product=line.product_id.display_name)
                for line, quantity in lines)
            for purchase, lines in told.items()})

    def _desk_move_purchases(self, dates):
        """Move requests to the day on which the goods are wanted now; a supplier's own promise is asked for (CHG-08).

        :param dict dates: ``{purchase.order.line: moment}``
        """
        told = {}
        for line, day in dates.items():
            if not line.exists():
                continue
            if line.state == 'purchase':
                told[line.order_id] = self.env._(
                    "%(order)s: wanted on %(date)s now, %(planned)s is promised", order=self.name,
                    date=format_date(self.env, local_day(day, line.company_id)),
                    planned=format_date(self.env, local_day(line.date_planned, line.company_id)))
            else:
                line.date_planned = day
        self._desk_call_buyers(told)

    def _desk_move_productions(self, deadlines, before):
        """Move the deadlines of manufacturing orders, which the host leaves where they were.

        :param dict deadlines: ``{mrp.production: deadline before the change}``
        :param before: the delivery date before the change
        """
        for production, deadline in deadlines.items():
            if before and production.state not in ('done', 'cancel'):
                day = deadline + (self.commitment_date - before)
                production.date_deadline = day
                # Those of sub-assemblies hang on no delivery.
                production.move_finished_ids.filtered(
                    lambda move, day=day: move.state not in ('done', 'cancel') and move.date_deadline != day
                ).date_deadline = day

    def _desk_call_buyers(self, notes):
        """Give the buyers of purchase orders an activity each.

        :param dict notes: ``{purchase.order: what the supplier is told}``
        """
        planners = self._desk_get_activity_users(self.env.ref('order_desk.group_material_planner').ids)
        for purchase, note in notes.items():
            purchase.activity_schedule(
                'mail.mail_activity_data_todo', user_id=(purchase.user_id or planners[self]).id,
                summary=self.env._("Tell the supplier of the change"), note=note)


class PurchaseOrderLine(models.Model):
    _inherit = 'purchase.order.line'

    # === BUSINESS METHODS === #

    def _desk_lower_receipts(self, quantity):
        """Lower the receipts still to come to what is bought; the host lets them stand.

        :param float quantity: what is bought in all, in the line's unit
        """
        self.ensure_one()
        unit = self.product_id.uom_id
        wanted = self.product_uom_id._compute_quantity(quantity - self.qty_received, unit)
        coming = self.move_ids.filtered(lambda move: move.state not in ('done', 'cancel'))
        excess = sum(coming.mapped('product_qty')) - wanted
        for move in coming.sorted('id', reverse=True):
            if unit.compare(excess, 0.0) <= 0:
                break
            taken = min(excess, move.product_qty)
            excess -= taken
            if unit.compare(taken, move.product_qty) >= 0:
                move._action_cancel()
            else:
                move.product_uom_qty = unit._compute_quantity(move.product_qty - taken, move.product_uom)
