from odoo import api, fields, models

from ..core.finding import PRODUCT_WRITE
from ..core.roles import OFFICE, ensure_role
from .suspension import DECIDERS


class ResPartner(models.Model):
    """A customer whose shipments are suspended, and how one sees it (PAY-07)."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_suspension_ids = fields.One2many(
        'order.desk.suspension', 'partner_id', string="Shipment Suspensions", groups=OFFICE)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS base: every order of the customer that has not left is judged anew
        if 'desk_shipment_suspended' not in vals:
            return super().write(vals)
        changed = self.filtered(lambda partner: (
            partner.desk_shipment_suspended != vals['desk_shipment_suspended']
            and partner == partner.commercial_partner_id))
        if changed and self.env.context.get('desk_product_write') is not PRODUCT_WRITE:
            changed._desk_ensure_may_suspend()
        result = super().write(vals)
        changed._desk_refresh_suspended()
        return result

    # === ACTIONS === #

    def action_desk_recommend_suspension(self):
        """Open the recommendation to suspend shipments to this customer.

        :raise AccessError: for anybody but the order supervisor
        """
        self.ensure_one()
        ensure_role(self.env, 'order_desk.group_order_supervisor')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Recommend Suspension"),
            'res_model': 'order.desk.suspension', 'view_mode': 'form', 'views': [(False, 'form')], 'target': 'current',
            'context': {'default_partner_id': self.commercial_partner_id.id},
        }

    def action_desk_open_suspensions(self):
        """Open the recommendations and decisions about this customer."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Shipment Suspensions"),
            'res_model': 'order.desk.suspension', 'view_mode': 'list,form',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('partner_id', 'in', self.commercial_partner_id.ids)], 'context': {'create': False},
        }

    # === BUSINESS METHODS === #

    def _desk_set_suspended(self, suspended):
        """Mark customers; for decisions that were checked."""
        self.with_context(desk_product_write=PRODUCT_WRITE).write({'desk_shipment_suspended': suspended})

    def _desk_refresh_suspended(self):
        """Have every order of these customers judged that has not left; tell the warehouse of ready goods."""
        if not self or not self.env['res.company']._desk_get_enabled_ids():
            return
        # sudo: an order waits, whoever suspended its customer
        orders = self.env['sale.order'].sudo().search([
            ('desk_enrolled', '=', True), ('state', '!=', 'cancel'), ('partner_id', 'child_of', self.ids),
            '|', ('delivery_status', '!=', 'full'), ('delivery_status', '=', False),
        ])
        orders._desk_refresh()
        orders._desk_announce_suspension()

    def _desk_ensure_may_suspend(self):
        """The order supervisor recommends and does not decide.

        :raise AccessError: for others than managers and the administrator of the order desk
        """
        ensure_role(self.env, *DECIDERS, 'order_desk.group_administrator')


class SaleOrder(models.Model):
    """The suspension of its customer, seen on every quotation and order (PAY-07)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_suspension_note = fields.Char(
        "Shipment Suspended", compute='_compute_desk_suspension_note',
        help="Shipments to the customer are suspended, or it is recommended.")

    # === COMPUTE METHODS === #

    @api.depends('desk_enrolled', 'partner_id.commercial_partner_id.desk_shipment_suspended',
                 'partner_id.commercial_partner_id.desk_suspension_ids.state')
    @api.depends_context('lang')
    def _compute_desk_suspension_note(self):
        # sudo: everybody who deals with the customer is told
        enrolled = self.sudo().filtered('desk_enrolled')
        partners = enrolled.partner_id.commercial_partner_id
        suspensions = self.env['order.desk.suspension'].sudo().search(  # sudo: as above
            [('partner_id', 'in', partners.ids), ('state', 'in', ('recommended', 'accepted'))]) if partners else ()
        by_partner = {suspension.partner_id: suspension for suspension in suspensions}
        for order in self:
            partner = order.sudo().partner_id.commercial_partner_id  # sudo: as above
            order.desk_suspension_note = order.desk_enrolled and order._desk_get_suspension_note(
                partner, by_partner.get(partner))

    def _desk_get_suspension_note(self, partner, suspension):
        if partner.desk_shipment_suspended:
            if not suspension:
                return self.env._("Shipments to %(customer)s are suspended.", customer=partner.name)
            return self.env._(
                "Shipments to %(customer)s are suspended by %(user)s: %(reason)s", customer=partner.name,
                user=suspension.decided_by_id.name or suspension.recommended_by_id.name, reason=suspension.reason)
        if suspension:
            return self.env._(
                "%(user)s recommends to suspend shipments to %(customer)s: %(reason)s", customer=partner.name,
                user=suspension.recommended_by_id.name, reason=suspension.reason)
        return False

    # === ACTIONS === #

    def action_desk_recommend_suspension(self):
        """Open the recommendation to suspend shipments to this order's customer.

        :raise AccessError: for anybody but the order supervisor
        """
        self.ensure_one()
        action = self.partner_id.action_desk_recommend_suspension()
        action['context']['default_order_id'] = self.id
        return action

    # === HOOKS === #

    def _desk_announce_suspension(self):
        """Called on orders whose customer was suspended, or is so no longer, when their gates are fresh."""
