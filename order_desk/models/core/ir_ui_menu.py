from odoo import models


class IrUiMenu(models.Model):
    _inherit = 'ir.ui.menu'

    def _load_menus_blacklist(self):
        # EXTENDS base: where no company uses the desk, salespeople see no menu of it (design law 1)
        blacklist = super()._load_menus_blacklist()
        if self.env['res.company']._desk_get_enabled_ids() or self.env.user.has_group('order_desk.group_administrator'):
            return blacklist
        root = self.env.ref('order_desk.menu_order_desk_root', raise_if_not_found=False)
        if root:
            # sudo: the ids of menus hidden from this user tell nothing
            blacklist += self.sudo().with_context(active_test=False).search([('id', 'child_of', root.id)]).ids
        return blacklist
