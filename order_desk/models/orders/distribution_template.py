from odoo import api, fields, models
from odoo.exceptions import ValidationError

RECIPIENTS = [
    ('role', "Role"),
    ('user', "Person"),
    ('salesperson', "The order's salesperson"),
    ('order_taker', "The order taker"),
]


class OrderDeskDistributionTemplate(models.Model):
    """One line of the list to whom a countersigned order is handed out (CSG-06, CSG-08)."""
    _name = 'order.desk.distribution.template'
    _description = "Distribution List Line"
    _order = 'sequence, id'

    # === FIELDS === #

    sequence = fields.Integer(default=10)
    name = fields.Char("Department", required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: the line stands in every company.")
    recipient = fields.Selection(RECIPIENTS, required=True, default='role')
    group_id = fields.Many2one('res.groups', string="Role", ondelete='restrict')
    user_id = fields.Many2one('res.users', string="Person", domain=[('share', '=', False)])
    kind = fields.Selection([('original', "Original"), ('copy', "Copy")], required=True, default='copy')

    # === CONSTRAINTS === #

    @api.constrains('recipient', 'group_id', 'user_id')
    def _check_recipient(self):
        for line in self:
            if (line.recipient == 'role' and not line.group_id) or (line.recipient == 'user' and not line.user_id):
                raise ValidationError(self.env._(
                    "Distribution line %(line)s: name the role or the person that receives it.", line=line.name))

    # === BUSINESS METHODS === #

    def _prepare_distribution(self, order, now):
        """Return the values of the distribution row of ``order`` for this line."""
        user = {
            'user': self.user_id,
            'salesperson': order.user_id,
            'order_taker': order._desk_get_order_taker_user(),
        }.get(self.recipient, self.env['res.users'])
        return {
            'order_id': order.id,
            'company_id': order.company_id.id,
            'sequence': self.sequence,
            'name': self.name,
            'kind': self.kind,
            'user_id': user.id,
            # Nobody in person: the order desk keeps the copy, so that no row is without a hand.
            'group_id': self.group_id.id or (
                not user and self.env['ir.model.data']._xmlid_to_res_id('order_desk.group_order_clerk')),
            'sent_at': now,
            'sent_by': self.env.uid,
        }
