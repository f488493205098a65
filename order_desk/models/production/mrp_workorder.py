from odoo import models


class MrpWorkorder(models.Model):
    """A work order starts no production that is on hold."""
    _inherit = 'mrp.workorder'

    # === ACTIONS === #

    def button_start(self, raise_on_invalid_state=False):
        # EXTENDS mrp
        self.production_id._desk_ensure_not_on_hold()
        return super().button_start(raise_on_invalid_state=raise_on_invalid_state)
