from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE


class SaleOrder(models.Model):
    """The open points of an order, kept beside it with their clarification notes (INT-15, INT-16)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_intake_point_ids = fields.One2many(
        'order.desk.intake.point', 'order_id', string="Points to Clear Up", groups=OFFICE)
    # Lets the gate know of open questions without reading them.
    desk_open_question_count = fields.Integer(copy=False, readonly=True)

    # === ACTIONS === #

    def action_desk_list_points(self):
        """List the missing points anew, keeping every clarification."""
        self.check_access('write')
        self._desk_sync_points()

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk: follows the questions
        return super()._desk_protected_fields() | {'desk_open_question_count'}

    # === HELPERS === #

    def _desk_sync_points(self):
        """Add a row for each missing point and drop untouched rows that are complete; three queries at most."""
        self = self.filtered(lambda order: order.state in ('draft', 'sent'))  # noqa: PLW0642
        if not self:
            return
        points = self.env['order.desk.intake.point'].sudo()  # sudo: rows follow the order, whoever saves it
        missing = self._desk_get_missing_points()
        rows = points.search([('order_id', 'in', self.ids), ('code', '!=', 'question')]).grouped('order_id')
        new_vals, done = [], points
        for order in self:
            codes = [point.code for point in missing[order] if point.code != 'question']
            present = rows.get(order, points)
            known = set(present.mapped('code'))
            new_vals += [{'order_id': order.id, 'code': code} for code in codes if code not in known]
            done |= present.filtered(
                lambda row, codes=codes: row.code not in codes and not row.recorded_at and not row.referred_at)
        if done:
            done.unlink()
        if new_vals:
            points.create(new_vals)

    def _desk_count_questions(self):
        """Note on the orders how many questions are open."""
        counts = dict(self.env['order.desk.intake.point'].sudo()._read_group(  # sudo: a count for the gate
            [('order_id', 'in', self.ids), ('code', '=', 'question'), ('settled', '=', False)],
            ['order_id'], ['__count']))
        for count, orders in self.grouped(lambda order: counts.get(order, 0)).items():
            changed = orders.filtered(lambda order, count=count: order.desk_open_question_count != count)
            if changed:
                # sudo: a count for the gate
                changed.sudo()._desk_record({'desk_open_question_count': count})

    def _desk_get_sales_manager(self):
        """Return the sales manager of this order: the team's leader, else the company's.

        :raise UserError: when there is none
        """
        self.ensure_one()
        manager = self.team_id.user_id or self.company_id.desk_sales_manager_id
        if not manager:
            # sudo: clerks may not read groups
            group = self.env.ref('sales_team.group_sale_manager').sudo()
            manager = group.user_ids.filtered(lambda user: self.company_id in user.company_ids and not user.share)[:1]
        if not manager:
            raise UserError(self.env._(
                "Order %(order)s: no sales manager is known. Name the leader of its sales team, or the sales "
                "manager in the Order Desk settings.", order=self.name))
        return manager
