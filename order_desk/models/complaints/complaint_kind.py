from odoo import api, fields, models, tools

from ..orders.root_cause import DEPARTMENTS

RAISED_GATES = [('technical', "Technical confirmation"), ('quality', "Quality"), ('none', "None")]


class OrderDeskComplaintKind(models.Model):
    """What is complained about: quality, quantity, wrong goods sent … (CMP-01, SHP-11)."""
    _name = 'order.desk.complaint.kind'
    _inherit = ['order.desk.coded.mixin']
    _description = "Complaint Kind"

    # === FIELDS === #

    code = fields.Char(help="Stable word by which statistics and integrations know the kind.")
    department = fields.Selection(
        DEPARTMENTS, string="Responsible Department", help="Told at once of a new complaint of this kind.")
    days_allowed = fields.Integer(
        default=3, help="Days within which the customer gets his answer; 0: no deadline.")
    is_wrong_shipment = fields.Boolean(
        "Bad Shipment", help="Goods wrongly sent from internal causes: counted in the bad shipment statistics.")
    is_help = fields.Boolean(
        "Technical Help", help="A fault or a repair request after delivery: technical guidance is asked for.")
    asks_corrective_action = fields.Boolean(
        "Asks for a Corrective Action", default=True,
        help="Closed only after somebody else has checked that the corrective action works.")
    on_portal = fields.Boolean("On the Portal", default=True, help="The customer may choose it on his order's page.")
    raises_gate = fields.Selection(
        RAISED_GATES, required=True, default='none',
        help="The gate that the next order of the product or customer waits for, once there are several complaints.")
    threshold = fields.Integer(default=3, help="So many complaints of this kind raise the gate.")
    window_days = fields.Integer("Within (days)", default=180, help="Calendar days in which they are counted.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another complaint kind of the company.")
    _threshold_positive = models.Constraint(
        'CHECK(threshold > 0 AND window_days > 0 AND days_allowed >= 0)',
        "The number of complaints and the days are positive.")

    # === HELPERS === #

    @api.model
    @tools.ormcache('code', 'company_id')
    def _get_raising(self, code, company_id):
        """Return ``{kind id: (threshold, days)}`` of the kinds that raise a gate; no query.

        :param str code: ``technical`` or ``quality``
        """
        # sudo: a rule of the company, not of the reader
        kinds = self.sudo().search([('raises_gate', '=', code), ('company_id', 'in', (company_id, False))])
        return {kind.id: (kind.threshold, kind.window_days) for kind in kinds}
