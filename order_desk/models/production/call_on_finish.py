from odoo import models


class MrpWorkorder(models.Model):
    """When the last work order of finished goods is finished, quality is called (QCS-01)."""
    _inherit = 'mrp.workorder'

    # === ACTIONS === #

    def button_finish(self):
        # EXTENDS mrp
        result = super().button_finish()
        if self.env['res.company']._desk_get_enabled_ids():
            self.production_id._desk_call_quality_when_made()
        return result


class MrpProduction(models.Model):
    _inherit = 'mrp.production'

    # === HOOKS === #

    def _desk_call_quality_when_made(self):
        """Call quality for manufacturing orders whose work is finished; where a gate asks for it."""
