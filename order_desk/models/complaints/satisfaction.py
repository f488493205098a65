from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.roles import ensure_role
from .complaint_handling import TELLERS

# Odoo's smileys in the words of the offices, and the rate of each.
RESULTS = [('satisfied', "Satisfied"), ('neutral', "Neutral"), ('unsatisfied', "Not Satisfied")]
RATES = {'satisfied': 5, 'neutral': 3, 'unsatisfied': 1}


class OrderDeskSatisfaction(models.Model):
    """One question to one person, how satisfied he is, with his answer by Odoo's rating (CMP-11, KPI-03, CTR-20).

    Rows are written by the product: asked by mail or telephone, answered on the rating page or by telephone.
    """
    _name = 'order.desk.satisfaction'
    _inherit = ['order.desk.paper', 'rating.mixin', 'mail.activity.mixin']
    _description = "Satisfaction"
    _order = 'asked_on desc, id desc'
    _rec_name = 'order_id'

    # === FIELDS === #

    order_id = fields.Many2one('sale.order', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one('res.partner', "Person Asked", required=True, index=True, ondelete='restrict')
    commercial_partner_id = fields.Many2one(
        related='partner_id.commercial_partner_id', string="Customer", store=True, index=True)
    audience = fields.Selection(
        [('customer', "Customer"), ('salesperson', "Salesperson")], required=True, default='customer',
        help="Our own salespeople are asked as well, and counted apart; a dealer who orders is a customer.")
    salesperson_id = fields.Many2one(related='order_id.user_id', string="Salesperson", store=True)
    asked_by_id = fields.Many2one('res.users', "Survey Sent By", required=True, default=lambda self: self.env.uid)
    asked_on = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [('asked', "Not Answered"), ('answered', "Answered")], required=True, default='asked', index=True)
    result = fields.Selection(RESULTS, string="Answer")
    satisfied_percent = fields.Float(
        "Satisfied (%)", aggregator='avg', digits=(5, 1), help="100 for a satisfied answer, 0 for any other.")
    answered_on = fields.Datetime()
    answered_how = fields.Selection([('page', "Rating Page"), ('telephone', "Telephone")], string="Answered By Way Of")
    comment = fields.Text(help="What the person said, in his own words.")

    # === CONSTRAINTS === #

    _once = models.UniqueIndex('(order_id, partner_id)', "This person was asked about this order already.")

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Answers to our questions are kept."))

    # === ACTIONS === #

    def action_satisfied(self):
        """Record by telephone that the person is satisfied."""
        return self._answer_by_phone('satisfied')

    def action_neutral(self):
        """Record by telephone that the person is neither satisfied nor dissatisfied."""
        return self._answer_by_phone('neutral')

    def action_unsatisfied(self):
        """Record by telephone that the person is not satisfied."""
        return self._answer_by_phone('unsatisfied')

    # === BUSINESS METHODS === #

    def rating_apply(self, rate, token=None, rating=None, feedback=None, subtype_xmlid=None, notify_delay_send=False):
        # EXTENDS rating: the answer is kept where nobody writes it by hand
        if not self.env.su:
            raise AccessError(self.env._("Answers come from the rating page, or are recorded by telephone."))
        rating = super().rating_apply(
            rate, token=token, rating=rating, feedback=feedback, subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send)
        result = next(word for word, least in RATES.items() if rate >= least or word == 'unsatisfied')
        self._write_evidence({
            'result': result, 'satisfied_percent': 100.0 if result == 'satisfied' else 0.0, 'state': 'answered',
            'answered_on': fields.Datetime.now(), 'comment': feedback or self.comment,
            'answered_how': self.answered_how or 'page'})
        if result == 'unsatisfied':
            self._call_dissatisfied()
        return rating

    @api.model
    def compute_satisfaction(self, date_from, date_to, company=None):
        """Return the customer satisfaction of a period: satisfied customers ÷ surveyed customers × 100 (KPI-03).

        A customer is surveyed when he answered in the period; he counts once, by his last answer. Salespeople
        are not among them.

        :param date_from: first day, as date or ISO text; days of the company's time zone
        :param date_to: last day
        :param company: res.company or its id; the current one when left out
        :return: dict of ``asked`` and ``surveyed`` and ``satisfied`` (numbers of customers) and ``percent``
            (None when nobody answered)
        :raise AccessError: for who may not read the answers
        """
        if isinstance(company, int):
            company = self.env['res.company'].browse(company)
        company = company or self.env.company
        first, last = (self._get_bound(day, company, end) for day, end in ((date_from, False), (date_to, True)))
        domain = [('company_id', '=', company.id), ('audience', '=', 'customer')]
        answers = self.search_fetch(
            [*domain, ('answered_on', '>=', first), ('answered_on', '<', last)], ['commercial_partner_id', 'result'],
            order='answered_on, id')
        latest = {answer.commercial_partner_id.id: answer.result for answer in answers}
        asked = self._read_group(
            [*domain, ('asked_on', '>=', first), ('asked_on', '<', last)], [], ['commercial_partner_id:count_distinct'])
        satisfied = sum(result == 'satisfied' for result in latest.values())
        return {
            'asked': asked[0][0], 'surveyed': len(latest), 'satisfied': satisfied,
            'percent': round(satisfied * 100.0 / len(latest), 2) if latest else None,
        }

    # === HOOKS === #

    def _rating_get_operator(self):
        # EXTENDS rating: the house is rated, not one of its people
        return self.env['res.partner']

    @api.model
    def _get_product_fields(self):
        return {
            'order_id', 'partner_id', 'audience', 'asked_by_id', 'asked_on', 'state', 'result', 'satisfied_percent',
            'answered_on', 'answered_how'}

    @api.model
    def _get_field_roles(self):
        return {**super()._get_field_roles(), 'comment': TELLERS}

    # === HELPERS === #

    def _answer_by_phone(self, result):
        """Record an answer given by telephone; what was said stands in the comment.

        :raise AccessError: for others than the order desk, sales and the supervisors
        :raise UserError: when it was answered already
        """
        ensure_role(self.env, *TELLERS)
        self.check_access('read')
        for answer in self:
            if answer.state != 'asked':
                raise UserError(self.env._("%(person)s has answered already.", person=answer.partner_id.display_name))
            answer._write_evidence({'answered_how': 'telephone'})
            asked = answer.sudo()  # sudo: the role is checked; the rating is written by the product only
            asked.rating_apply(RATES[result], token=asked._rating_get_access_token(), feedback=answer.comment)
        return True
