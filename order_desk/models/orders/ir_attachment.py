from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """The customer's own order is kept with the order (INT-01)."""
    _inherit = 'ir.attachment'

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer_document(self):
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        # sudo: the order counts even where the current user may not read it
        order = self.env['sale.order'].sudo().search(
            [('desk_customer_document_ids', 'in', self.ids), ('desk_enrolled', '=', True)], limit=1)
        if order:
            names = ", ".join((order.desk_customer_document_ids & self).mapped('name'))
            raise UserError(self.env._(
                "%(file)s is the customer's document of order %(order)s and is kept with it. "
                "Take it off the order first, if it was attached by mistake.",
                file=names, order=order.name))
