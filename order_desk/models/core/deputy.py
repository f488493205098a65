from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class OrderDeskDeputy(models.Model):
    """Who decides for an absent colleague, named by that colleague himself."""
    _name = 'order.desk.deputy'
    _description = "Deputy"
    _order = 'date_from desc, id desc'
    _rec_name = 'deputy_id'

    # === FIELDS === #

    user_id = fields.Many2one(
        'res.users', string="Absent", required=True, index=True, default=lambda self: self.env.user, ondelete='cascade')
    deputy_id = fields.Many2one('res.users', required=True, index=True, ondelete='cascade')
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char()

    # === CONSTRAINTS === #

    @api.constrains('date_from', 'date_to', 'user_id', 'deputy_id')
    def _check_period(self):
        for deputy in self:
            if deputy.date_to < deputy.date_from:
                raise ValidationError(self.env._(
                    "The absence of %(user)s ends before it begins.", user=deputy.user_id.name))
            if deputy.user_id == deputy.deputy_id:
                raise ValidationError(self.env._("%(user)s cannot be his own deputy.", user=deputy.user_id.name))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        deputies = super().create(vals_list)
        deputies._ensure_own()
        return deputies

    def write(self, vals):
        self._ensure_own()
        result = super().write(vals)
        self._ensure_own()
        return result

    def _ensure_own(self):
        # In Python beside the record rule: a rule can be edited, naming one's own deputy cannot be delegated.
        if any(deputy.user_id != self.env.user for deputy in self):
            raise AccessError(self.env._("Only the absent person names a deputy."))

    # === HELPERS === #

    @api.model
    def _get_absent_users(self, user):
        """Return the users for whom ``user`` may decide today."""
        today = fields.Date.context_today(self)
        # sudo: the deputy need not read others' absences
        return self.sudo().search([
            ('deputy_id', '=', user.id), ('date_from', '<=', today), ('date_to', '>=', today),
        ]).user_id.filtered('active')
