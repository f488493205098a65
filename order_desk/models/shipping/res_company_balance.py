from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Settings of the balance before shipping."""
    _inherit = 'res.company'

    # === FIELDS === #

    desk_balance_days = fields.Integer(
        "Balance Within (days)", default=7,
        help="Calendar days after a balance notice within which it should be paid; proposed on new notices.")

    # === CONSTRAINTS === #

    @api.constrains('desk_balance_days')
    def _check_desk_balance_days(self):
        for company in self:
            if company.desk_balance_days < 0:
                raise ValidationError(self.env._("%(company)s: days cannot be negative.", company=company.name))


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    # === FIELDS === #

    desk_balance_days = fields.Integer(related='company_id.desk_balance_days', readonly=False)
