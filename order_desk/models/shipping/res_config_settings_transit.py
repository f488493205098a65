from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    desk_transit_days = fields.Integer(related='company_id.desk_transit_days', readonly=False)
    desk_arrival_feedback_days = fields.Integer(related='company_id.desk_arrival_feedback_days', readonly=False)
    desk_receipt_days = fields.Integer(related='company_id.desk_receipt_days', readonly=False)
    desk_receipt_reminder_days = fields.Integer(related='company_id.desk_receipt_reminder_days', readonly=False)
    desk_receipt_reminder_mail = fields.Boolean(related='company_id.desk_receipt_reminder_mail', readonly=False)
