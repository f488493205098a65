"""Printed shipping notes are handed over by month and filed centrally (ARC-05)."""
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role

SHIPPERS = ('order_desk.group_shipping_clerk',)
FILERS = ('order_desk.group_order_clerk',)


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === FIELDS === #

    desk_note_handed_on = fields.Datetime("Note Handed Over On", copy=False, readonly=True)
    desk_note_handed_by_id = fields.Many2one('res.users', "Note Handed Over By", copy=False, readonly=True)
    desk_note_filed_on = fields.Datetime("Note Filed On", copy=False, readonly=True)
    desk_note_filed_by_id = fields.Many2one('res.users', "Note Filed By", copy=False, readonly=True)
    desk_note_state = fields.Selection(
        [('here', "With the Shipper"), ('handed', "Handed Over"), ('filed', "Filed")], string="Shipping Note",
        compute='_compute_desk_note_state', help="Where the printed shipping note of goods that have left is.")

    # === COMPUTE METHODS === #

    @api.depends('desk_shipped_on', 'desk_note_handed_on', 'desk_note_filed_on')
    def _compute_desk_note_state(self):
        for picking in self:
            picking.desk_note_state = picking.desk_shipped_on and (
                'filed' if picking.desk_note_filed_on else 'handed' if picking.desk_note_handed_on else 'here')

    # === ACTIONS === #

    def action_desk_hand_over_notes(self):
        """Hand the printed shipping notes of these shipments to the order desk; those handed over stay as they are.

        :raise AccessError: for others than the shipper
        :raise UserError: naming the transfers whose goods are still here
        """
        ensure_role(self.env, *SHIPPERS)
        self.check_access('read')
        # sudo: the facts of a transfer are the product's, the role is checked
        pickings = self.sudo()
        here = pickings.filtered(lambda picking: not picking.desk_shipped_on)
        if here:
            raise UserError(self.env._(
                "%(transfers)s: the goods have not left, their notes are still needed.",
                transfers=", ".join(here.mapped('name'))))
        pickings.filtered(lambda picking: not picking.desk_note_handed_on)._desk_write_facts({
            'desk_note_handed_on': fields.Datetime.now(), 'desk_note_handed_by_id': self.env.uid})
        return True

    def action_desk_file_notes(self):
        """Confirm that these shipping notes were received and are filed.

        :raise AccessError: for others than order clerks
        :raise UserError: naming the transfers whose notes nobody has handed over
        """
        ensure_role(self.env, *FILERS)
        self.check_access('read')
        pickings = self.sudo()  # sudo: as above
        missing = pickings.filtered(lambda picking: not picking.desk_note_handed_on)
        if missing:
            raise UserError(self.env._(
                "%(transfers)s: the shipper has not handed the notes over yet.",
                transfers=", ".join(missing.mapped('name'))))
        pickings.filtered(lambda picking: not picking.desk_note_filed_on)._desk_write_facts({
            'desk_note_filed_on': fields.Datetime.now(), 'desk_note_filed_by_id': self.env.uid})
        return True

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_note_handed_on', 'desk_note_handed_by_id', 'desk_note_filed_on', 'desk_note_filed_by_id'}
