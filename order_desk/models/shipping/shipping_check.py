from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate, get_translation

from .shipping_advice import SHIPPER

_lt = LazyTranslate(__name__)

#: what is proposed to be checked: on the way, and at the arrival
QUESTIONS = {
    False: _lt("Are the goods on their way as planned?"),
    True: _lt("Have the goods arrived, and in what condition?"),
}


class OrderDeskShippingCheck(models.Model):
    """A day on which the transport is looked after, printed on the shipping advice (ADV-05)."""
    _name = 'order.desk.shipping.check'
    _inherit = ['order.desk.paper']
    _description = "Time of Checking"
    _order = 'check_on, id'
    _rec_name = 'what'

    # === FIELDS === #

    advice_id = fields.Many2one('order.desk.shipping.advice', required=True, index=True, ondelete='cascade')
    order_id = fields.Many2one(related='advice_id.order_id', store=True)
    company_id = fields.Many2one(related='advice_id.company_id', store=True)
    check_on = fields.Date("On", required=True)
    what = fields.Char("What Is Checked", required=True)
    is_arrival = fields.Boolean("Arrival", help="By this day somebody must have learnt whether the goods are there.")
    follow_up_id = fields.Many2one(
        'order.desk.follow.up', string="Follow-Up", readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')
    done_on = fields.Datetime(related='follow_up_id.done_on', string="Looked At")
    result = fields.Text(related='follow_up_id.result')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks._ensure_unsent()
        return checks

    def write(self, vals):
        self._ensure_unsent()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unsent(self):
        self._ensure_unsent()

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'follow_up_id'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('advice_id', 'check_on', 'what', 'is_arrival'), (SHIPPER,))

    # === HELPERS === #

    def _get_question(self):
        """Return what is checked; a question that was only proposed, in the language of the environment."""
        self.ensure_one()
        langs = [code for code, _name in self.env['res.lang'].get_installed()]
        for question in QUESTIONS.values():
            if self.what in {get_translation('order_desk', lang, question._source, ()) for lang in langs}:
                return get_translation('order_desk', self.env.lang or 'en_US', question._source, ())
        return self.what

    def _ensure_unsent(self):
        sent = self.advice_id.filtered(lambda advice: advice.state not in ('draft', 'filled'))
        if sent and not self.env.su:
            raise UserError(self.env._(
                "Shipping advice %(advice)s was sent and stays as it is. Revise it instead.", advice=sent[0].name))
