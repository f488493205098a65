from odoo import fields, models
from odoo.exceptions import UserError

from ..core.finding import Clearance
from .change_fields import ORDER_TERMS
from .change_request import OPEN_REQUESTS


class OrderDeskChangeRequest(models.Model):
    """An approved request becomes the order: all of it, in one transaction, or nothing (CHG-03)."""
    _inherit = 'order.desk.change.request'

    # === ACTIONS === #

    def action_apply(self):
        """Carry out approved requests: order, manufacturing orders, transfers and purchases at once.

        Side effects: a version of each order before and after; what is made or bought for less is
        lowered or stopped; gates whose facts have changed open again. Source: CHG-03, CHG-08.

        :raise AccessError: for others than the role that carries out
        :raise UserError: naming everything that stands in the way, or what of the order has changed meanwhile
        """
        self._ensure_member(self._get_check_groups())
        self._ensure_state('approved')
        for request in self:
            request._apply()
        return True

    # === BUSINESS METHODS === #

    def _apply(self):
        self.ensure_one()
        # sudo: the desk carries out what was approved, in rooms it need not have rights in
        order = self.sudo().order_id.with_company(self.sudo().company_id)
        order._desk_lock_for_decision()
        self._ensure_fresh()
        self._ensure_unblocked()
        proposal = self.sudo()._get_proposal()  # sudo: as above
        before = order._desk_keep_version()
        order._desk_apply_change(proposal)
        after = order._desk_keep_version()
        self._write_evidence({
            'state': 'applied', 'applied_by_id': self.env.uid, 'applied_on': fields.Datetime.now(),
            'version_before_id': before.id, 'version_after_id': after.id})
        self._close(lambda request: request.env._(
            "%(request)s was carried out: the order is at version %(version)s.",
            request=request.name, version=after.number))


class SaleOrder(models.Model):
    """How a confirmed order takes over an approved change."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_ensure_changeable(self, request=None):
        """Refuse orders that no change request is for.

        :param request: the request that asks; any other open one stands in its way
        :raise UserError: naming the order and the remedy
        """
        self.check_access('read')
        enrolled = self._desk_get_enrolled()
        for order in self:
            if order not in enrolled:
                raise UserError(self.env._(
                    "%(order)s is not on the order desk: it is changed directly.", order=order.name))
            if order.state != 'sale':
                raise UserError(self.env._(
                    "%(order)s is not confirmed: a quotation is changed directly.", order=order.name))
        # sudo: a colleague's request stands in the way as well
        found = self.env['order.desk.change.request'].sudo().search([
            ('order_id', 'in', self.ids), ('state', 'in', OPEN_REQUESTS),
            ('id', 'not in', request.ids if request else [])])
        if found:
            raise UserError(self.env._(
                "%(order)s has an open change request already: %(request)s of %(user)s. Add to it, or finish it first.",
                order=found[0].order_id.name, request=found[0].name, user=found[0].requested_by_id.name))

    def _desk_prepare_present(self):
        """Return the values of a request that proposes the terms of one order as they are."""
        self.ensure_one()
        order = self.sudo()  # sudo: addresses are told with the order
        now = {name: order._fields[name].convert_to_write(order[name], order) for name in ORDER_TERMS}
        return now | {f'present_{name}': value for name, value in now.items()}

    def _desk_apply_change(self, proposal):
        """Write a proposal and have productions, transfers and purchases follow; the gates are judged once, after.

        What follows is planned before anything is written: the host drops the links of what it cancels.
        Less is taken back at once; more waits while a gate of the changed order is open, for its release.
        """
        self.ensure_one()
        procured = self.order_line._desk_get_procured()
        with self._desk_batch():
            plan = self._desk_plan_change(proposal)
            cleared = self._desk_with_change()
            locked = cleared.locked
            cleared.with_context(skip_procurement=True)._desk_write_proposal(proposal)
            changed = cleared.order_line.filtered(
                lambda line: line.product_uom_id and line.product_uom_id.compare(
                    line.product_uom_qty, procured.get(line.id, 0.0)))
            procured = {line.id: procured.get(line.id, 0.0) for line in changed}
            changed._desk_hold_raised(procured)._desk_launch_more(procured)
            self._desk_follow_change(proposal, plan)
            if locked:
                cleared.locked = True

    def _desk_write_proposal(self, proposal):
        """Write what a proposal says on the order itself; lines that change alike are written together.

        A locked order is left unlocked.
        """
        self.ensure_one()
        if self.locked:
            self.locked = False
        order = self.with_context(mail_activity_automation_skip=True, sale_no_log_for_new_lines=True)
        if proposal.values:
            order.write(self._desk_get_kept(proposal) | proposal.values)
        alike = {}
        for line, values in proposal.lines.items():
            if 'product_uom_qty' in values:
                # The host would work out price and discount of another quantity anew.
                values = {'price_unit': line.price_unit, 'discount': line.discount, **values}
            alike.setdefault(repr(sorted(values.items())), (values, []))[1].append(line.id)
        for values, ids in alike.values():
            order.order_line.browse(ids).write(dict(values))
        if proposal.added:
            order.order_line.create([{'order_id': order.id, **values} for values in proposal.added])

    def _desk_get_kept(self, proposal):
        """Return what stays as agreed with another customer or place: the host would fill it in from his card."""
        if {'partner_id', 'partner_shipping_id'}.isdisjoint(proposal.values):
            return {}
        kept = {'fiscal_position_id': self.fiscal_position_id.id}
        if 'partner_id' in proposal.values:
            names = ('partner_shipping_id', 'partner_invoice_id', 'payment_term_id', 'user_id', 'team_id')
            kept |= {name: self[name].id for name in names}
            kept['access_token'] = False  # whoever has the link of the customer before no longer sees the order
        return kept

    def _desk_get_fiscal_position(self, partner, place):
        """Return the fiscal position that goes with a customer and a place, as the host finds it.

        Where that is the same as before, the one that the order has stays: it may have been chosen by hand.
        """
        find = self.env['account.fiscal.position'].with_company(self.company_id)._get_fiscal_position
        found = find(partner, place)
        return self.fiscal_position_id if found == find(self.partner_id, self.partner_shipping_id) else found

    def _desk_plan_change(self, proposal):
        """Return what has to follow a proposal, by room, before anything is written; rooms add to it."""
        invoices = [row for row in self._desk_get_invoice_impact(proposal) if not row['is_blocking']]
        return {'customer': self.partner_id, 'invoices': invoices}

    def _desk_follow_change(self, proposal, plan):
        """Have what hangs on this order follow the change that was just written; rooms add to it."""
        if plan['customer'] != self.partner_id:
            before, now = plan['customer'].commercial_partner_id, self.partner_id.commercial_partner_id
            strangers = self.message_partner_ids.filtered(
                lambda partner: partner.commercial_partner_id == before != now)
            self.message_unsubscribe(strangers.ids)
            self.message_subscribe(self.partner_id.ids)
        if not plan['invoices']:
            return
        user = self._desk_get_activity_users(self.env.ref('order_desk.group_finance_clerk').ids)[self]
        self.activity_schedule(
            'mail.mail_activity_data_todo', summary=self.env._("Credit what was billed too much"),
            note=self._desk_describe_impact(plan['invoices']), user_id=user.id)


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === HOOKS === #

    def _update_line_quantity(self, values):
        # EXTENDS sale_stock: what was delivered has been looked at, and the version tells the rest
        clearance = self.env.context.get('desk_change')
        if isinstance(clearance, Clearance) and clearance.covers('change', self.order_id.ids):
            return None
        return super()._update_line_quantity(values)
