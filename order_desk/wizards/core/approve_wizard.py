from odoo import api, fields, models


class OrderDeskApproveWizard(models.TransientModel):
    """One reason for many approvals, all or none (design section 4, My Desk)."""
    _name = 'order.desk.approve.wizard'
    _description = "Approve Several Gates"

    # === FIELDS === #

    check_ids = fields.Many2many('order.desk.check', required=True, readonly=True)
    signable_count = fields.Integer(compute='_compute_counts')
    refused_count = fields.Integer(compute='_compute_counts')
    reason = fields.Text(required=True, help="Kept with each of the decisions.")
    attachment_ids = fields.Many2many(
        'ir.attachment', string="Evidence", help="Copies of these files are kept with each decision.")

    # === COMPUTE METHODS === #

    @api.depends('check_ids')
    @api.depends_context('uid')
    def _compute_counts(self):
        for wizard in self:
            wizard.signable_count = len(wizard.check_ids.filtered('can_sign'))
            wizard.refused_count = len(wizard.check_ids) - wizard.signable_count

    # === ACTIONS === #

    def action_approve(self):
        """Approve all checks in the name of the current user, or none.

        :raise UserError: naming each one that cannot be approved
        """
        self.ensure_one()
        self.check_ids.action_desk_approve(self.reason, self.attachment_ids.ids)
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def action_keep_signable(self):
        """Take out what the current user cannot sign now, and ask again."""
        self.ensure_one()
        return self.check_ids.filtered('can_sign').action_desk_open_approval()
