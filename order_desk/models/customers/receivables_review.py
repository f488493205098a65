from odoo import fields, models

from ..core.roles import ensure_role

REVIEWERS = (
    'order_desk.group_order_clerk', 'order_desk.group_finance_clerk', 'sales_team.group_sale_salesman')


class ResPartner(models.Model):
    """When somebody last put the receivables of a customer in order (REC-01)."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_receivables_reviewed_on = fields.Date("Receivables Put in Order", copy=False, readonly=True)
    desk_receivables_reviewed_by_id = fields.Many2one(
        'res.users', string="Receivables Put in Order By", copy=False, readonly=True)

    # === ACTIONS === #

    def action_desk_review_receivables(self):
        """Record that the receivables of these customers were gone through and are in order (REC-01).

        Side effect: the reminder of the period is answered.

        :raise AccessError: for others than order desk, sales and finance
        """
        ensure_role(self.env, *REVIEWERS)
        partners = self.commercial_partner_id
        partners._desk_write_archive({
            'desk_receivables_reviewed_on': fields.Date.context_today(self),
            'desk_receivables_reviewed_by_id': self.env.uid})
        # sudo: whoever goes through the items answers the call for all
        partners.sudo().activity_feedback(['order_desk.activity_type_receivables'])
        return True
