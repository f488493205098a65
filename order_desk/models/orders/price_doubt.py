from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import OFFICE

ANSWER_ROLES = (
    'order_desk.group_order_supervisor', 'order_desk.group_general_manager', 'sales_team.group_sale_manager')


class OrderDeskPriceDoubt(models.Model):
    """A doubt about price or specification, and how it was cleared up (PRC-02). Written by actions only."""
    _name = 'order.desk.price.doubt'
    _description = "Price Doubt"
    _order = 'id desc'
    _rec_name = 'question'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, ondelete='cascade', index=True, readonly=True)
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    question = fields.Text("Doubt", required=True, readonly=True)
    raised_by_id = fields.Many2one('res.users', required=True, readonly=True)
    raised_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one('res.users', readonly=True)
    answered_at = fields.Datetime(readonly=True)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_price_doubt = fields.Text(
        "Price Doubt", copy=False, readonly=True, help="The open doubt that holds the price review.")
    desk_price_doubt_by_id = fields.Many2one('res.users', string="Doubt Raised By", copy=False, readonly=True)
    desk_price_doubt_ids = fields.One2many(
        'order.desk.price.doubt', 'order_id', string="Price Doubts", copy=False, readonly=True, groups=OFFICE)

    # === ACTIONS === #

    def action_desk_raise_price_doubt(self, reason):
        """Hold the price review of this order until the doubt is answered (PRC-02).

        Side effects: a row in the log, an activity for the sales manager, the order
        supervisor and the general manager, a note on the order.

        :param str reason: what is doubtful
        :raise AccessError: for people outside the office
        :raise UserError: without a reason, or while another doubt is open
        """
        self.ensure_one()
        self._desk_ensure_reader()
        reason = self._desk_ensure_reason(reason)
        if not self.desk_enrolled:
            raise UserError(self.env._("%(order)s is not on the order desk.", order=self.name))
        if self.desk_price_doubt:
            raise UserError(self.env._(
                "%(order)s has an open doubt already: %(doubt)s. Have it answered first.",
                order=self.name, doubt=self.desk_price_doubt))
        self.env['order.desk.price.doubt'].sudo().create({  # sudo: nobody writes the log by hand
            'order_id': self.id, 'question': reason, 'raised_by_id': self.env.uid})
        self._desk_write_facts({'desk_price_doubt': reason, 'desk_price_doubt_by_id': self.env.uid})
        order = self.sudo()  # sudo: whoever may read an order may hold it back by a doubt
        order._message_log(body=self.env._("Price doubt: %(reason)s", reason=reason))
        summary = self.env._("Price doubt")
        for user in order._desk_get_doubt_users():
            order.activity_schedule('mail.mail_activity_data_call', summary=summary, note=reason, user_id=user.id)
        self._desk_refresh()
        return True

    def action_desk_answer_price_doubt(self, answer):
        """Record how the doubt was cleared up and let the review go on (PRC-02).

        :param str answer: the right price or specification, and who said so
        :raise AccessError: unless sales manager, order supervisor or general manager
        :raise UserError: without an answer or an open doubt
        """
        self.ensure_one()
        self.check_access('read')
        if not any(self.env.user.has_group(role) for role in ANSWER_ROLES):
            raise AccessError(self.env._(
                "The doubt about %(order)s is answered by the sales manager, the order supervisor or the "
                "general manager.", order=self.name))
        answer = self._desk_ensure_reason(answer)
        if not self.desk_price_doubt:
            raise UserError(self.env._("%(order)s has no open price doubt.", order=self.name))
        order = self.sudo()  # sudo: the log and others' activities are the product's
        order.desk_price_doubt_ids.filtered(lambda doubt: not doubt.answered_at).write({
            'answer': answer, 'answered_by_id': self.env.uid, 'answered_at': fields.Datetime.now()})
        self._desk_write_facts({'desk_price_doubt': False, 'desk_price_doubt_by_id': False})
        order._message_log(body=self.env._("Price doubt answered: %(answer)s", answer=answer))
        summaries = set(self._desk_get_doubt_summaries())
        order.activity_ids.filtered(lambda activity: activity.summary in summaries).action_feedback(feedback=answer)
        self._desk_refresh()
        return True

    # === HELPERS === #

    def _desk_get_doubt_summaries(self):
        # The activity was written in its author's language.
        languages = [code for code, _name in self.env['res.lang'].get_installed()]
        return [self.with_context(lang=code).env._("Price doubt") for code in languages]

    def _desk_get_doubt_users(self):
        """Return who is told of a doubt: one sales manager, supervisor and general manager.

        The head of the order's sales team stands for the sales managers where there is one.
        """
        users = self.env['res.users']
        for role in ANSWER_ROLES:
            group = self.env.ref(role)
            if role == 'sales_team.group_sale_manager' and self.team_id.user_id:
                users |= self.team_id.user_id
                continue
            # The administrator holds sales roles by implication, which is not his daily work.
            members = group.all_user_ids.filtered(lambda user: (
                user.active and not user.share and self.company_id in user.company_ids))
            working = members.filtered(lambda user: not user._is_admin())
            users |= (working or members)[:1]
        return users

    def _desk_ensure_reason(self, reason):
        """Return the given words without blanks around them.

        :raise UserError: when there are none
        """
        reason = reason.strip() if isinstance(reason, str) else ''
        if not reason:
            raise UserError(self.env._("%(order)s: say why, the words are kept with the order.", order=self.name))
        return reason

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {
            'desk_price_doubt', 'desk_price_doubt_by_id', 'desk_price_doubt_ids'}
