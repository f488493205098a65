from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

ROLES = ('order_desk.group_order_supervisor', 'order_desk.group_administrator')
AT_ONCE = 50


class SaleOrder(models.Model):
    """Orders that are over are put in order and archived, by the order supervisor (ARC-04)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_archived_on = fields.Datetime("Archived On", copy=False, readonly=True)
    desk_archived_by_id = fields.Many2one('res.users', "Archived By", copy=False, readonly=True)
    desk_dossier_id = fields.Many2one(
        'ir.attachment', "Archived Dossier", copy=False, readonly=True, ondelete='restrict',
        help="The dossier as it was when the order was archived; it is kept with the order.")

    # === ACTIONS === #

    def action_desk_archive(self):
        """File the dossier of these orders, which are closed or withdrawn; archived ones are left alone.

        Side effects: a file and a note on each order. Source: ARC-04, ARC-07.

        :raise AccessError: unless the user supervises or administers the order desk
        :raise UserError: naming the orders that are not over, or for more than can be printed at once
        """
        ensure_role(self.env, *ROLES)
        self._desk_ensure_reader()
        waiting = self.filtered(lambda order: not order.desk_archived_on)
        running = waiting.filtered(lambda order: order.desk_stage != 'closed' and order.state != 'cancel')
        if running:
            raise UserError(self.env._(
                "%(orders)s is not over yet: an order is archived when it is closed or withdrawn.",
                orders=running._desk_names()))
        if len(waiting) > AT_ONCE:
            raise UserError(self.env._("At most %(count)s orders are archived at once.", count=AT_ONCE))
        for order in waiting:  # one at a time: each is a file of its own
            order._desk_file_dossier()
        text = self.env._("Archived: the dossier is filed with the order.")
        waiting.sudo()._message_log_batch(bodies=dict.fromkeys(waiting.ids, text))  # sudo: the note is the product's
        return True

    # === BUSINESS METHODS === #

    def _desk_file_dossier(self):
        content, kind = self.env['ir.actions.report']._render_qweb_pdf('order_desk.action_report_dossier', self.ids)
        # sudo: nobody writes the archive by hand
        dossier = self.env['ir.attachment'].sudo().create({
            'name': self.env._("Order Dossier %(order)s", order=self.name.replace('/', '-')) + f".{kind}",
            'raw': content, 'res_model': self._name, 'res_id': self.id})
        self._desk_write_facts({
            'desk_archived_on': fields.Datetime.now(), 'desk_archived_by_id': self.env.uid,
            'desk_dossier_id': dossier.id})

    # === HOOKS === #

    def action_draft(self):
        # EXTENDS sale: what begins again is not over; the file stays on the order
        archived = self.filtered('desk_archived_on')
        if archived:
            archived._desk_write_facts({
                'desk_archived_on': False, 'desk_archived_by_id': False, 'desk_dossier_id': False})
        return super().action_draft()

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_archived_on', 'desk_archived_by_id', 'desk_dossier_id'}
