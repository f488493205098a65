from odoo import fields, models


class ResCompany(models.Model):
    """Settings of transit and delivery receipt."""
    _inherit = 'res.company'

    desk_transit_days = fields.Integer(
        "Usual Transit Days", default=3, help="Where neither customer nor carrier has days of its own.")
    desk_arrival_feedback_days = fields.Integer(
        "Arrival Feedback Within (days)", default=1,
        help="Days after the expected arrival within which somebody must have learnt whether the goods are there.")
    desk_receipt_days = fields.Integer(
        "Delivery Receipt Within (days)", default=7, help="Days after the arrival until the signed receipt is due.")
    desk_receipt_reminder_days = fields.Integer(
        "Remind Every (days)", default=3, help="Days between two reminders of a missing receipt; 0: no reminders.")
    desk_receipt_reminder_mail = fields.Boolean(
        "Remind the Customer by Mail", default=True,
        help="The reminder is also sent to the customer, with the link by which he signs on the portal.")
