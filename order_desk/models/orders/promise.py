from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.own_defaults import own_defaults

CAUSES = [
    ('first', "First promise"),
    ('production', "Production"),
    ('material', "Material"),
    ('customer', "Customer's wish"),
    ('payment', "Payment method"),
    ('urgency', "Urgency"),
    ('technical', "Technical reason"),
    ('capacity', "Capacity"),
    ('slip', "Countersigned copy came late"),
    ('resent', "Confirmation sent again"),
    ('other', "Other"),
]
# Given by the product itself, not chosen by a person.
OWN_CAUSES = ('first', 'slip', 'resent')


class OrderDeskPromise(models.Model):
    """A promised completion date and why it came about; rows are added, never changed (DEL-03, DEL-04)."""
    _name = 'order.desk.promise'
    _description = "Promised Date"
    _order = 'id desc'
    _rec_name = 'new_date'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True)
    old_date = fields.Date("Before", readonly=True)
    new_date = fields.Date("Promised", readonly=True)
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', "By", required=True, readonly=True)
    decided_on = fields.Datetime("On", required=True, readonly=True, default=fields.Datetime.now)

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        # Evidence: nothing of it is preset by a caller's context.
        return own_defaults(self, super().default_get(fields), set(self._fields))

    def write(self, vals):
        if self:
            raise UserError(self.env._(
                "The promise history of %(order)s is kept as it is: make a new promise.",
                order=self[0].sudo().order_id.name))  # sudo: to name the order
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The promise history of an order is kept for ever."))
