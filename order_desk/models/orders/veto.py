from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Roles that may veto, the highest first.
VETO_ROLES = (
    'order_desk.group_general_manager', 'order_desk.group_order_supervisor', 'order_desk.group_configuration_checker')


class SaleOrder(models.Model):
    """The veto of an invalid contract: stops the order at every stage and is no cancellation (CTR-10)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_vetoed = fields.Boolean("Vetoed", copy=False, readonly=True)
    desk_veto_reason = fields.Text("Veto Reason", copy=False, readonly=True)
    desk_vetoed_by_id = fields.Many2one('res.users', string="Vetoed By", copy=False, readonly=True)
    desk_vetoed_at = fields.Datetime("Vetoed On", copy=False, readonly=True)
    desk_veto_group_id = fields.Many2one(
        'res.groups', string="Vetoed As", copy=False, readonly=True, help="Only this role lifts the veto.")

    # === ACTIONS === #

    def action_desk_veto(self, reason):
        """Veto an invalid contract; the order stops before every act until the veto is lifted (CTR-10).

        :param str reason: what makes the contract invalid
        :raise AccessError: unless general manager, order supervisor or configuration checker
        :raise UserError: without a reason, or when vetoed already
        """
        self.ensure_one()
        self.check_access('read')
        role = next((role for role in VETO_ROLES if self.env.user.has_group(role)), None)
        if not role:
            raise AccessError(self.env._(
                "%(order)s is vetoed by the general manager, the order supervisor or the configuration checker.",
                order=self.name))
        reason = self._desk_ensure_reason(reason)
        if not self.desk_enrolled:
            raise UserError(self.env._("%(order)s is not on the order desk.", order=self.name))
        if self.desk_vetoed:
            raise UserError(self.env._(
                # sudo: the message names who vetoed
                "%(order)s is vetoed already by %(user)s.", order=self.name, user=self.desk_vetoed_by_id.sudo().name))
        self._desk_write_facts({
            'desk_vetoed': True, 'desk_veto_reason': reason, 'desk_vetoed_by_id': self.env.uid,
            'desk_vetoed_at': fields.Datetime.now(), 'desk_veto_group_id': self.env.ref(role).id,
        })
        self._desk_log_veto(self.env._("Contract vetoed: %(reason)s", reason=reason))
        self._desk_refresh()
        return True

    def action_desk_lift_veto(self, reason):
        """Lift the veto; only the role that pronounced it (CTR-10).

        :param str reason: what was put right
        :raise AccessError: for other roles
        :raise UserError: without a reason or a veto
        """
        self.ensure_one()
        self.check_access('read')
        if not self.desk_vetoed:
            raise UserError(self.env._("%(order)s is not vetoed.", order=self.name))
        # sudo: groups are not readable for everybody
        group = self.sudo().desk_veto_group_id
        if group.id not in self.env.user._get_group_ids():
            raise AccessError(self.env._(
                "The veto of %(order)s is lifted by the role that pronounced it: %(role)s.",
                order=self.name, role=group.name))
        reason = self._desk_ensure_reason(reason)
        self._desk_write_facts({
            'desk_vetoed': False, 'desk_veto_reason': False, 'desk_vetoed_by_id': False,
            'desk_vetoed_at': False, 'desk_veto_group_id': False,
        })
        self._desk_log_veto(self.env._("Veto lifted: %(reason)s", reason=reason))
        self._desk_refresh()
        return True

    def _desk_log_veto(self, body):
        self.sudo()._message_log(body=body, author_id=self.env.user.partner_id.id)  # sudo: readers may veto, not write

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_vetoed', 'desk_veto_reason', 'desk_vetoed_by_id', 'desk_vetoed_at', 'desk_veto_group_id'}
