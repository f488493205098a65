from odoo import fields, models

from ..core.roles import OFFICE


class ResPartner(models.Model):
    """What a customer has agreed on, and how far it is to the next band."""
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_rebate_hint = fields.Text("Rebates", compute='_compute_desk_rebate_hint', compute_sudo=False)
    desk_rebate_count = fields.Integer(
        "Rebate Agreements", compute='_compute_desk_rebate_count', groups=OFFICE)

    # === COMPUTE METHODS === #

    def _compute_desk_rebate_hint(self):
        # Off means: no query.
        company = self.env.company
        agreements = self.env['order.desk.rebate.agreement']
        enabled = company.id in self.env['res.company']._desk_get_enabled_ids()
        running = agreements._get_running(self, company) if enabled else {}
        distances = agreements.sudo().union(*running.values())._get_distances() if running else {}  # sudo: as found
        for partner in self:
            partner.desk_rebate_hint = "\n".join(
                agreement._get_distance_text(distances[agreement])
                for agreement in running.get(partner.commercial_partner_id, ()) if agreement in distances) or False

    def _compute_desk_rebate_count(self):
        enabled = self.env.company.id in self.env['res.company']._desk_get_enabled_ids()
        counts = dict(self.env['order.desk.rebate.agreement']._read_group(
            [('partner_id', 'in', self.commercial_partner_id.ids)], ['partner_id'], ['__count'])) if enabled else {}
        for partner in self:
            partner.desk_rebate_count = counts.get(partner.commercial_partner_id, 0)

    # === ACTIONS === #

    def action_desk_rebates(self):
        """Open the rebate agreements of this customer."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('order_desk.action_rebate_agreement')
        return {
            **action, 'domain': [('partner_id', '=', self.commercial_partner_id.id)],
            'context': {'default_partner_id': self.commercial_partner_id.id},
        }
