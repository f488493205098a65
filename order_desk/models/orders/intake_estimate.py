from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .intake import INTAKE_ROLES


class SaleOrder(models.Model):
    """The first answer to the customer: thanks, and an estimate (INT-18)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_estimate_date = fields.Date("Estimated Completion", copy=False)
    desk_estimate_note = fields.Text("Estimate", copy=False, help="What the customer is told beside the date.")
    desk_estimate_sent_by_id = fields.Many2one('res.users', string="Estimate Answered By", copy=False, readonly=True)
    desk_estimate_sent_at = fields.Datetime("Estimate Answered", copy=False, readonly=True)
    desk_estimate_way = fields.Selection(
        [('mail', "By e-mail"), ('phone', "By telephone")], string="Estimate Told", copy=False, readonly=True)
    desk_estimate_contact = fields.Char("Told To", copy=False, help="Whom the customer's answer was given to.")

    # === ACTIONS === #

    def action_desk_send_estimate(self):
        """Send the first estimate to the customers by e-mail and record it.

        :raise AccessError: for anybody who does not take in orders
        :raise UserError: when an estimate or an e-mail address is missing; then nothing is sent
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self._desk_ensure_estimate()
        without = self.filtered(lambda order: not order.partner_id.email)
        if without:
            raise UserError(self.env._(
                "These customers have no e-mail address: %(orders)s. Enter it, or record that the estimate was "
                "told by telephone.",
                orders=", ".join(f"{order.name} ({order.partner_id.display_name})" for order in without)))
        template = self.env.ref('order_desk.mail_template_estimate')
        for order in self:
            order.message_post_with_source(
                template, subtype_xmlid='mail.mt_comment', email_layout_xmlid='mail.mail_notification_light')
        self._desk_record_estimate('mail')

    def action_desk_tell_estimate(self):
        """Record that the first estimate was told by telephone.

        :raise AccessError: for anybody who does not take in orders
        :raise UserError: when an estimate or the person it was told to is missing
        """
        ensure_role(self.env, *INTAKE_ROLES)
        self._desk_ensure_estimate()
        for order in self:
            if not order.desk_estimate_contact:
                raise UserError(self.env._(
                    "Order %(order)s: enter in \"Told To\" whom the estimate was given to.", order=order.name))
        self._desk_record_estimate('phone')

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        # EXTENDS order_desk: who answered is written by the actions
        return super()._desk_protected_fields() | {
            'desk_estimate_sent_by_id', 'desk_estimate_sent_at', 'desk_estimate_way'}

    # === HELPERS === #

    def _desk_ensure_estimate(self):
        for order in self:
            if not (order.desk_estimate_date or order.desk_estimate_note):
                raise UserError(self.env._(
                    "Order %(order)s: enter the estimated completion date or a note first.", order=order.name))

    def _desk_record_estimate(self, way):
        self._desk_record({
            'desk_estimate_sent_by_id': self.env.uid,
            'desk_estimate_sent_at': fields.Datetime.now(),
            'desk_estimate_way': way,
        })
        for order in self.filtered(lambda order: way == 'phone'):
            order._message_log(body=self.env._(
                "First estimate told by telephone to %(contact)s.", contact=order.desk_estimate_contact))
