from odoo import models


class MailActivity(models.Model):
    """Who ticks off the activity of a follow-up has looked (FUP-01)."""
    _inherit = 'mail.activity'

    # === HOOKS === #

    def _action_done(self, feedback=False, attachment_ids=None):
        # EXTENDS mail
        looked = [activity.res_id for activity in self if activity.res_model == 'order.desk.follow.up']
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if looked:
            # sudo: ticking off one's own activity needs no further right, as on the host
            self.env['order.desk.follow.up'].sudo().browse(looked).exists()._mark_done(feedback)
        return result
