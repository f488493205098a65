from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OrderDeskGateApproval(models.Model):
    """One line of the signatures that a gate asks for (SEC-05, CSG-03)."""
    _name = 'order.desk.gate.approval'
    _inherit = ['order.desk.cached.mixin']
    _description = "Gate Signature"
    _order = 'gate_id, sequence, id'

    # === FIELDS === #

    gate_id = fields.Many2one('order.desk.gate', required=True, ondelete='cascade', index=True)
    sequence = fields.Integer(
        default=10, help="Lower numbers sign first; equal numbers sign side by side.")
    group_id = fields.Many2one(
        'res.groups', required=True, string="Role", ondelete='restrict', help="Whoever has this role may sign.")
    count = fields.Integer("People", default=1, help="How many different people of this role must sign.")

    # === CONSTRAINTS === #

    @api.constrains('count')
    def _check_count(self):
        for approval in self:
            if approval.count < 1:
                raise ValidationError(self.env._(
                    "Gate %(gate)s, role %(role)s: at least one person must sign.",
                    gate=approval.gate_id.name, role=approval.group_id.display_name))
