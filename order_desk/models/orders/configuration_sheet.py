from odoo import models

from ..core.finding import OPEN_STATES

SHEET_GATES = ('configuration', 'countersign')


class SaleOrder(models.Model):
    """What the configuration sheet shows of the signatures (CTR-16)."""
    _inherit = 'sale.order'

    def _desk_get_sheet_decisions(self):
        """Return the decisions on check and countersignature, in the order they were taken."""
        self.ensure_one()
        return self.desk_decision_ids.filtered(lambda row: row.gate_id.code in SHEET_GATES).sorted('id')

    def _desk_get_sheet_open_roles(self):
        """Return the roles whose signature is still missing, for empty rows on the sheet."""
        self.ensure_one()
        checks = self.desk_check_ids.filtered(lambda check: (
            check.gate_id.code in SHEET_GATES and check.state in OPEN_STATES))
        return [
            {'gate': check.gate_id.name, 'role': group.name}
            for check in checks.sorted('sequence') for group in check.group_ids
        ]
