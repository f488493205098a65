from odoo import fields, models


class ResCompany(models.Model):
    """Who checks and who decides on changes of confirmed orders (ambiguity (d)30)."""
    _inherit = 'res.company'

    desk_change_check_group_id = fields.Many2one(
        'res.groups', "Changes Checked By",
        help="The role that checks whether a change is feasible and carries it out. Empty: order clerks.")
    desk_change_decision_group_id = fields.Many2one(
        'res.groups', "Changes Decided By", help="The role that approves changes. Empty: order supervisors.")
