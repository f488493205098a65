from odoo import models
from odoo.exceptions import AccessError


class IrActionsReport(models.Model):
    """Papers read with full rights what they print, and ask first who wants them (SEC-02, SEC-03)."""
    _inherit = 'ir.actions.report'

    # === HOOKS === #

    def _get_rendering_context(self, report, docids, data):
        # EXTENDS base
        if report.report_name.startswith('order_desk.') and not self.env.su:
            if not self.env.user._is_internal():
                raise AccessError(self.env._("Papers of the order desk are printed in the house."))
            self.env[report.model].browse(docids).check_access('read')
        return super()._get_rendering_context(report, docids, data)
