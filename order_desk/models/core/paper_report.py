from odoo import models
from odoo.exceptions import AccessError


class IrActionsReport(models.Model):
    """Papers read with full rights what they print, and ask first who wants them (SEC-02, SEC-03)."""
    _inherit = 'ir.actions.report'

    # === BUSINESS METHODS === #

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # EXTENDS base: while modules are installed no server hands out the style sheets that a PDF needs
        if not self.env.registry.ready and self._get_report(report_ref).report_name.startswith('order_desk.'):
            return self._render_qweb_html(report_ref, res_ids, data=data)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    # === HOOKS === #

    def _get_rendering_context(self, report, docids, data):
        # EXTENDS base
        if report.report_name.startswith('order_desk.') and not self.env.su:
            if not self.env.user._is_internal():
                raise AccessError(self.env._("Papers of the order desk are printed in the house."))
            self.env[report.model].browse(docids).check_access('read')
        return super()._get_rendering_context(report, docids, data)
