from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from ..core.roles import ensure_role, get_members
from ..orders.root_cause import DEPARTMENTS
from .complaint_handling import SUPERVISORS, WORKERS
from .complaint_notify import DEPARTMENT_GROUPS, SERVICE

ACTIVITY = 'order_desk.activity_type_feedback'
COLLECTORS = ('order_desk.group_desk_user', 'sales_team.group_sale_salesman')


class OrderDeskFeedback(models.Model):
    """What customers and regional managers say that is no complaint (CMP-07, CMP-08, CMP-13, CUS-13, SVC-01, SVC-03).

    Collected, passed to the department concerned, and done by somebody.
    """
    _name = 'order.desk.feedback'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Feedback"
    _order = 'received_on desc, id desc'
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [('opinion', "Opinion"), ('suggestion', "Suggestion"), ('praise', "Praise"), ('question', "Question"),
         ('market', "Market Information"), ('visit', "Return Visit")],
        required=True, default='opinion', tracking=True)
    source = fields.Selection(
        [('customer', "Customer"), ('dealer', "Dealer"), ('salesperson', "Salesperson"),
         ('region', "Regional Manager")],
        required=True, default='customer')
    partner_id = fields.Many2one('res.partner', "Customer", index='btree_not_null', ondelete='restrict')
    order_id = fields.Many2one(
        'sale.order', index='btree_not_null', ondelete='set null', check_company=True,
        domain="[('partner_id', '=?', partner_id)]")
    product_id = fields.Many2one('product.product', ondelete='set null', check_company=True)
    text = fields.Text("Said", help="What was said, in the words of the person.")
    received_by_id = fields.Many2one(
        'res.users', "Taken In By", required=True, default=lambda self: self.env.uid, domain=[('share', '=', False)])
    received_on = fields.Datetime("Taken In On", required=True, default=fields.Datetime.now, copy=False)
    channel_id = fields.Many2one('order.desk.channel', "Taken In By Way Of", check_company=True, ondelete='restrict')
    department = fields.Selection(DEPARTMENTS, string="Concerns", tracking=True)
    user_id = fields.Many2one('res.users', "Done By", tracking=True, domain=[('share', '=', False)], index=True)
    state = fields.Selection(
        [('new', "Collected"), ('passed', "Passed On"), ('done', "Done")], required=True, readonly=True, default='new',
        copy=False, index=True, tracking=True)
    passed_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    passed_on = fields.Datetime(readonly=True, copy=False)
    outcome = fields.Text(copy=False, help="What came of it, and what the person was answered.")
    done_by_id = fields.Many2one('res.users', "Concluded By", readonly=True, copy=False)
    done_on = fields.Datetime("Concluded On", readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('name', "/") == "/":
                # sudo: the number is drawn for everybody who collects
                vals['name'] = self.env['ir.sequence'].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    # === ACTIONS === #

    def action_pass(self):
        """Pass on what was collected: an activity in the department, a message to the service supervisor (CMP-07).

        :raise AccessError: for who is neither of the desk nor of sales
        :raise UserError: without words, or without the department
        """
        ensure_role(self.env, *COLLECTORS)
        self.check_access('write')
        for feedback in self:
            if feedback.state != 'new' or not (feedback.text or '').strip() or not feedback.department:
                raise UserError(self.env._(
                    "%(feedback)s: write down what was said and whom it concerns; it is passed on once.",
                    feedback=feedback.name))
        self._write_evidence({
            'state': 'passed', 'passed_by_id': self.env.uid, 'passed_on': fields.Datetime.now()})
        for feedback in self.sudo():  # sudo: the activity is another's
            feedback._call_department()
        return True

    def action_done(self):
        """Conclude feedback with what came of it.

        :raise AccessError: for who is neither of the desk nor of sales
        :raise UserError: without an outcome
        """
        ensure_role(self.env, *COLLECTORS)
        self.check_access('write')
        for feedback in self:
            if feedback.state == 'done' or not (feedback.outcome or '').strip():
                raise UserError(self.env._("%(feedback)s: write down what came of it.", feedback=feedback.name))
        for feedback in self:
            feedback._write_evidence({
                'state': 'done', 'user_id': feedback.user_id.id or self.env.uid, 'done_by_id': self.env.uid,
                'done_on': fields.Datetime.now()})
        self.sudo().activity_feedback([ACTIVITY])  # sudo: the activity may be a colleague's
        return True

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {'state', 'passed_by_id', 'passed_on', 'done_by_id', 'done_on'}

    @api.model
    def _get_field_roles(self):
        return {**super()._get_field_roles(), 'user_id': (*WORKERS, *SUPERVISORS)}

    # === HELPERS === #

    def _call_department(self):
        """Give an activity to who does it, else to the department, and tell its people (sudoed record)."""
        groups = {word: self.env.ref(group) for word, group in (
            ('department', DEPARTMENT_GROUPS[self.department]), ('service', SERVICE))}
        members = {word: get_members(self.env, group.ids, self.company_id) for word, group in groups.items()}
        self.message_post(
            body=plaintext2html(self.text), subject=self.env._("Feedback %(feedback)s", feedback=self.name),
            partner_ids=(members['department'] | members['service']).partner_id.ids, subtype_xmlid='mail.mt_note')
        user = self.user_id or members['department'][:1]
        if user:
            # Who asks something waits for the answer (SVC-02); the rest has the days of its kind of activity.
            due = {'date_deadline': fields.Date.context_today(self)} if self.kind == 'question' else {}
            self.activity_schedule(
                ACTIVITY, summary=self.env._("See what comes of it"), note=plaintext2html(self.text), user_id=user.id,
                **due)
