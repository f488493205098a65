from odoo import models

# What a notice takes over from the contact who receives the goods.
CONTACT = {'name', 'street', 'street2', 'zip', 'city', 'state_id', 'country_id', 'phone', 'email', 'parent_id'}


class StockPicking(models.Model):
    """Another address or carrier on the transfer is seen at once, not only when goods are to leave (SHP-02)."""
    _inherit = 'stock.picking'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS stock
        result = super().write(vals)
        if {'partner_id', 'carrier_id'}.intersection(vals):
            self._desk_notice_changed()
        return result

    # === HELPERS === #

    def _desk_notice_changed(self):
        """Have the gates of those of these transfers judged anew that have an application; no query without."""
        if self.env['res.company']._desk_get_enabled_ids():
            # sudo: whoever changes a transfer or an address need not read its application
            self.sudo().filtered(
                lambda picking: picking.desk_application_id and picking.state not in ('done', 'cancel')
            )._desk_mark_changed()


class StockMove(models.Model):
    """Other quantities on the transfer are seen at once."""
    _inherit = 'stock.move'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS stock
        result = super().write(vals)
        if 'product_uom_qty' in vals:
            self.picking_id._desk_notice_changed()
        return result


class ResPartner(models.Model):
    """Another address, name or telephone is seen at once on the notices that name it."""
    _inherit = 'res.partner'

    # === CRUD === #

    def write(self, vals):
        # EXTENDS base
        result = super().write(vals)
        if CONTACT.intersection(vals) and self.env['res.company']._desk_get_enabled_ids():
            # sudo: whoever changes an address need not read the transfers to it
            self.env['stock.picking'].sudo().search([
                ('desk_application_id', '!=', False), ('state', 'not in', ('done', 'cancel')),
                '|', ('partner_id', 'in', self.ids), ('partner_id.commercial_partner_id', 'in', self.ids),
            ])._desk_notice_changed()
        return result
